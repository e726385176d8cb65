"""Kiosks are accepted and revoked, chains keep their last signature, datasets are published."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what a kiosk's standing, a chain's proof and datasets need; kiosks that are known already stay accepted."""
    op.add_column("codes", sa.Column("trusted", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("kiosks", sa.Column("accepted", sa.BigInteger))
    op.add_column("kiosks", sa.Column("revoked", sa.BigInteger))
    op.execute("UPDATE kiosks SET accepted = enrolled")
    op.add_column("chains", sa.Column("signed_to", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("chains", sa.Column("signature", sa.LargeBinary))
    op.create_table(
        "publishing_keys",
        sa.Column("public_key", sa.LargeBinary(32), primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "datasets",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("site", sa.String(120), primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
    )
