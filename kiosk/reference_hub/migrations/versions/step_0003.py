"""Items, stock and daily counts are made from the events."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the projection, and let every chain there is be folded from its first event."""
    _chains()
    _items()
    _counts()
    op.execute(
        "INSERT INTO folds (kiosk, epoch, began, reached) SELECT chains.kiosk, chains.epoch, min(events.received), 0 FROM chains"
        " JOIN events ON events.kiosk = chains.kiosk AND events.epoch = chains.epoch GROUP BY chains.kiosk, chains.epoch"
    )


def _chains() -> None:
    op.create_table(
        "folds",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("epoch", sa.String(32), primary_key=True),
        sa.Column("began", sa.BigInteger, nullable=False),
        sa.Column("reached", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "boots",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("boot", sa.String(64), primary_key=True),
        sa.Column("began_ms", sa.BigInteger, nullable=False),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("intake", sa.String(64), primary_key=True),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("category", sa.String(120), nullable=False),
        sa.Column("destination", sa.String(120), nullable=False),
        sa.Column("item_code", sa.String(64), nullable=False),
        sa.Column("gtin", sa.String(64), nullable=False),
        sa.Column("brand", sa.String(120), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("handling", sa.String(120), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("lies", sa.Boolean, nullable=False),
        sa.Column("boot", sa.String(64), nullable=False),
        sa.Column("boot_ms", sa.BigInteger, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("clock", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("to", sa.String(120), nullable=False),
    )
    op.create_index("items_by_code", "items", ["item_code"])
    op.create_index("items_by_place", "items", ["kiosk", "destination", "lies"])
    op.create_index("items_by_boot", "items", ["kiosk", "boot"])


def _counts() -> None:
    op.create_table(
        "stock",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("destination", sa.String(120), primary_key=True),
        sa.Column("items", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "daily",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("items", sa.BigInteger, nullable=False),
    )
