"""Kiosks, their codes and tokens, their chains of events, and what did not fit.

A hub made before there were steps has these tables already, so each is made only where it is missing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _who_may()
    _what_came()


def _who_may() -> None:
    op.create_table(
        "codes",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("site", sa.String(120), nullable=False),
        sa.Column("site_prefix", sa.String(8), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger),
        if_not_exists=True,
    )
    op.create_table(
        "kiosks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("site", sa.String(120), nullable=False),
        sa.Column("site_prefix", sa.String(8), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("enrolled", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "operators",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )


def _what_came() -> None:
    op.create_table(
        "chains",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("epoch", sa.String(32), primary_key=True),
        sa.Column("contiguous_to", sa.BigInteger, nullable=False),
        sa.Column("highest", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "events",
        sa.Column("kiosk", sa.String(32), primary_key=True),
        sa.Column("epoch", sa.String(32), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("prevhash", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("gap", sa.Boolean, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kiosk", sa.String(32), nullable=False),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kiosk", "epoch", "sequence", "hash"),
        if_not_exists=True,
    )
