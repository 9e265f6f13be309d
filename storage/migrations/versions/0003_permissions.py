"""Who may see and record which KPI, who is in its channels, and words that were erased."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.history import let_erasing_pass, protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_APPEND_ONLY = ("observation", "case_event", "renaming", "month", "rebase", "redaction")


def upgrade() -> None:
    # As text: both databases take a column with its check, which Alembic would rebuild SQLite's
    # table for.
    op.execute(
        "ALTER TABLE choice ADD COLUMN seen VARCHAR(16) "
        "CONSTRAINT ck_choice_seen CHECK (seen IN ('channels', 'managers'))"
    )
    op.add_column("choice", sa.Column("recorders", sa.JSON(), nullable=True))
    op.create_table(
        "membership",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_membership_team"),
        sa.PrimaryKeyConstraint("team", "channel", "user", name="pk_membership"),
    )
    op.create_index("ix_membership_team_user", "membership", ["team", "user"], unique=False)
    op.create_table(
        "erasing",
        sa.Column("team", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_erasing"),
    )
    op.create_table(
        "redaction",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name="reason"),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_redaction_team"),
        sa.PrimaryKeyConstraint("serial", name="pk_redaction"),
    )
    op.create_index("ix_redaction_team_subject", "redaction", ["team", "subject"], unique=False)
    protect("redaction")
    for table in _APPEND_ONLY:
        let_erasing_pass(table)
