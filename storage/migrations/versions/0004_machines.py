"""What several machines share: background jobs and the pace of posts."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.engine import apply

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("open_from", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_pace"),
    )
    op.create_index("ix_delivery_state_serial", "delivery", ["state", "serial"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        apply(op.get_bind(), after="", until="03.04.00_50")
