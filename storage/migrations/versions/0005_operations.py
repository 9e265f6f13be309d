"""Why a digest pauses, and which digests were posted beside the schedule."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscription", sa.Column("why_paused", sa.String(), nullable=True))
    op.create_table(
        "extra_digest",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subscription", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "delivery"],
            ["delivery.team", "delivery.id"],
            name="fk_extra_digest_team_delivery",
        ),
        sa.ForeignKeyConstraint(
            ["team", "subscription"],
            ["subscription.team", "subscription.id"],
            name="fk_extra_digest_team_subscription",
        ),
        sa.PrimaryKeyConstraint("team", "id", name="pk_extra_digest"),
    )
    op.create_index(
        "ix_extra_digest_team_subscription", "extra_digest", ["team", "subscription"], unique=False
    )
