"""Who installed the bot, with the keys to their workspace, and which workspaces it had to leave."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.history import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("organisation", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("installer", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(refresh_token IS NULL) = (expires_at IS NULL)", name="rotating"),
        sa.PrimaryKeyConstraint("team", name="pk_installation"),
    )
    op.create_index("ix_installation_expires_at", "installation", ["expires_at"], unique=False)
    op.create_table(
        "resident",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("installation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_resident_team"),
        sa.PrimaryKeyConstraint("team", name="pk_resident"),
    )
    op.create_index("ix_resident_installation", "resident", ["installation"], unique=False)
    op.create_table(
        "absence",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_after", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["workspace.team"], name="fk_absence_team"),
        sa.PrimaryKeyConstraint("team", name="pk_absence"),
    )
    op.create_index("ix_absence_erase_after", "absence", ["erase_after"], unique=False)
    op.create_table(
        "begun_installation",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_begun_installation"),
    )
    op.create_index(
        "ix_begun_installation_begun_at", "begun_installation", ["begun_at"], unique=False
    )
    op.create_table(
        "erasure",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_erasure"),
    )
    protect("erasure")
