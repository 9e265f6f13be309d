"""Who was asked for what is missing, who is away, cases nobody took up, and who left."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_asked_team"),
        sa.PrimaryKeyConstraint("team", "kpi", "period", name="pk_asked"),
    )
    op.create_table(
        "collection",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("subscription", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint("state IN ('idle', 'waiting', 'complete')", name="state"),
        sa.ForeignKeyConstraint(
            ["team", "subscription"],
            ["subscription.team", "subscription.id"],
            name="fk_collection_team_subscription",
        ),
        sa.PrimaryKeyConstraint("team", "subscription", name="pk_collection"),
    )
    op.create_index("ix_collection_state", "collection", ["state"], unique=False)
    op.create_table(
        "away",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="days"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_away_team"),
        sa.PrimaryKeyConstraint("team", "user", name="pk_away"),
    )
    op.create_table(
        "escalation",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step IN ('backup', 'managers')", name="step"),
        sa.ForeignKeyConstraint(
            ["team", "case"],
            ["flagged_case.team", "flagged_case.id"],
            name="fk_escalation_team_case",
        ),
        sa.PrimaryKeyConstraint("team", "case", name="pk_escalation"),
    )
    op.create_index("ix_escalation_due_at", "escalation", ["due_at"], unique=False)
    op.create_table(
        "departure",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_departure_team"),
        sa.PrimaryKeyConstraint("team", "user", name="pk_departure"),
    )
