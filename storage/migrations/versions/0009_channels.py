"""What channels want of the bot, the digests that holidays skip, and who opened Home."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("mentions", sa.Boolean(), nullable=False),
        sa.Column("holidays", sa.String(), nullable=True),
        sa.Column("on_holiday", sa.String(length=16), nullable=False),
        sa.CheckConstraint("on_holiday IN ('shift', 'skip')", name="on_holiday"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_channel_team"),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_channel"),
    )
    op.add_column("occurrence", sa.Column("holiday", sa.String(), nullable=True))
    op.create_table(
        "home",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_home_team"),
        sa.PrimaryKeyConstraint("team", "user", name="pk_home"),
    )
