"""Run by Alembic. The connection is given by `storage.migrations`; there is no alembic.ini."""

from alembic import context

from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
