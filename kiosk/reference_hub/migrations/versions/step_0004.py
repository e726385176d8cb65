"""Numbers for item codes are leased, and partners tell what became of items."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables; kiosks that are known already get their numbers when they ask."""
    op.create_table(
        "partners",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False, unique=True),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "outcomes",
        sa.Column("by", sa.String(120), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("item_code", sa.String(64), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_outcomes_item_code", "outcomes", ["item_code"])
    op.create_table(
        "number_blocks",
        sa.Column("prefix", sa.String(8), primary_key=True),
        sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("letters", sa.String(8), nullable=False),
        sa.Column("kiosk", sa.String(32), nullable=False),
        sa.Column("leased", sa.BigInteger, nullable=False),
    )
