"""The tables that follow from the events, and can be thrown away and made again.

They stand apart from :mod:`kiosk.reference_hub.database`, whose tables hold what cannot be made again.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table

metadata = MetaData()
_KIOSK = String(32)
_NAME = String(120)

folds = Table(
    "folds",
    metadata,
    Column("kiosk", _KIOSK, primary_key=True),
    Column("epoch", String(32), primary_key=True),
    Column("began", BigInteger, nullable=False),  # when the first event of the chain came: chains are folded in this order
    Column("reached", BigInteger, nullable=False),  # the last sequence that is folded; -1: the kiosk is folded again
)

boots = Table(
    "boots",
    metadata,
    Column("kiosk", _KIOSK, primary_key=True),
    Column("boot", String(64), primary_key=True),
    Column("began_ms", BigInteger, nullable=False),  # since 1970, as the first heartbeat with a set clock says
)

items = Table(
    "items",
    metadata,
    Column("kiosk", _KIOSK, primary_key=True),
    Column("intake", String(64), primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("outcome", String(16), nullable=False),  # empty: set aside
    Column("category", _NAME, nullable=False),
    Column("destination", _NAME, nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("gtin", String(64), nullable=False),
    Column("brand", _NAME, nullable=False),
    Column("model", _NAME, nullable=False),
    Column("year", Integer),
    Column("handling", _NAME, nullable=False),
    Column("status", String(16), nullable=False),
    Column("lies", Boolean, nullable=False),  # whether it lies in its destination
    Column("boot", String(64), nullable=False),
    Column("boot_ms", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),  # the best that is known
    Column("clock", String(16), nullable=False),
    Column("day", String(10), nullable=False),
    Column("to", _NAME, nullable=False),  # whom it was handed over to
    Index("items_by_code", "item_code"),
    Index("items_by_place", "kiosk", "destination", "lies"),
    Index("items_by_boot", "kiosk", "boot"),
)

stock = Table(
    "stock",
    metadata,
    Column("kiosk", _KIOSK, primary_key=True),
    Column("destination", _NAME, primary_key=True),
    Column("items", BigInteger, nullable=False),
)

daily = Table(
    "daily",
    metadata,
    Column("kiosk", _KIOSK, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("items", BigInteger, nullable=False),
)

PROJECTION = (items, stock, daily, boots)
"""What is made from the events alone."""
