"""Customers' own words, and which messages became notes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("sentiment", sa.String(length=16), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("sentiment IN ('positive', 'neutral', 'negative')", name="sentiment"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_feedback_team"),
        sa.PrimaryKeyConstraint("team", "number", name="pk_feedback"),
        sa.UniqueConstraint("team", "channel", "ts", name="uq_feedback_team_channel_ts"),
    )
    op.create_index("ix_feedback_team_kept_at", "feedback", ["team", "kept_at"], unique=False)
    op.create_table(
        "noted_message",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "case"],
            ["flagged_case.team", "flagged_case.id"],
            name="fk_noted_message_team_case",
        ),
        sa.PrimaryKeyConstraint("team", "case", "channel", "ts", name="pk_noted_message"),
    )
