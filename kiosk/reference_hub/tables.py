"""What the hub keeps: enrolment codes, kiosks, operators, one chain per epoch, and every event once.

Portable SQL only, so that the same tables stand in SQLite for one site and in PostgreSQL
for many. Secrets are stored as hashes: who reads the database cannot speak as a kiosk.
"""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

codes = Table(
    "codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("site", Text, nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
    Column("used_by", String(32)),
)

kiosks = Table(
    "kiosks",
    metadata,
    Column("kiosk", String(32), primary_key=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("site", Text, nullable=False),
    Column("site_prefix", String(8), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
)

operators = Table(
    "operators",
    metadata,
    Column("token_hash", String(64), primary_key=True),
)

chains = Table(
    "chains",
    metadata,
    Column("kiosk", String(32), ForeignKey("kiosks.kiosk"), primary_key=True),
    Column("epoch", String(32), primary_key=True),
    Column("contiguous_to", BigInteger, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("kiosk", String(32), ForeignKey("kiosks.kiosk"), primary_key=True),
    Column("epoch", String(32), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("type", String(120), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("prevhash", String(64), nullable=False),
    # Without a body it is a tombstone: refused, but its hash keeps the chain together.
    Column("body", LargeBinary),
    Column("reason", Text, nullable=False),
    Column("received", DateTime(timezone=True), nullable=False),
)
