"""An index of the figures of segments, which are few; and workspaces without an admin."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OF_A_SEGMENT = sa.text("segment <> ''")


def upgrade() -> None:
    op.add_column(
        "workspace", sa.Column("unadministered_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_figure_segmented",
        "figure",
        ["team", "kpi", "cadence", "starts", "segment"],
        unique=False,
        sqlite_where=_OF_A_SEGMENT,
        postgresql_where=_OF_A_SEGMENT,
    )
