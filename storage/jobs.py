"""Work for whichever machine is free, handed over in the transaction that calls for it.

On PostgreSQL it is kept by the job engine (procrastinate) and is gone again if the transaction is
rolled back. On SQLite there is one program: nothing is handed over, and it looks for itself.

A job only says that there is something to do; what is to be done stands in our own rows. So a
job that is lost or runs twice does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.engines import noticing_options, parse
from storage.repository import Repository
from storage.statement import Statement

# The engine takes a fifth of a second to import, and a program on SQLite never needs it.
if TYPE_CHECKING:
    from procrastinate import App

QUEUE = "kpi-bot"
SEND = "send"
"""The job that sends what is due."""
_POOL = 3
"""Connections of a worker: to hear of jobs, and to fetch and finish them."""

_job = sa.table("procrastinate_jobs", *map(sa.column, ("task_name", "queueing_lock", "status")))
_WAITING = Statement(
    sa.select(_job.c.queueing_lock).where(
        _job.c.task_name == sa.bindparam("task", type_=sa.String),
        _job.c.status == sa.literal_column("'todo'"),
    )
)


class AlreadyWaiting(Exception):
    """Another transaction has just handed over the same work; nothing was handed over."""


class Jobs(Repository):
    """Jobs that wait for a machine."""

    def waiting(self, task: str) -> frozenset[str | None]:
        """The keys of the waiting jobs of a kind; None stands for those without one."""
        if self._session.dialect.name != "postgresql":
            return frozenset()
        rows = _WAITING.all(self._session, task=task)
        return frozenset(row["queueing_lock"] for row in rows)

    def defer(self, task: str, jobs: Sequence[tuple[str | None, Mapping[str, str]]]) -> None:
        """Hand over jobs of a kind, each by its key (or None) and its arguments.

        Raises AlreadyWaiting when a job of the same key waits; the transaction must then fail.
        """
        if self._session.dialect.name == "postgresql" and jobs:
            _defer(self._session.cursor.connection, task, jobs)

    def wake_senders(self) -> None:
        """Have what is due sent soon; one such job at a time is enough."""
        if None not in self.waiting(SEND):
            self.defer(SEND, [(None, {})])


def engine_app(url: str) -> App:
    """The job engine on a PostgreSQL database, to be opened by who runs its jobs."""
    from procrastinate import App, PsycopgConnector  # noqa: PLC0415 - see above

    parsed = parse(url)
    address = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    connector = PsycopgConnector(
        conninfo=address, min_size=1, max_size=_POOL, kwargs=noticing_options(parsed)
    )
    return App(connector=connector)


@cache
def _handing_over() -> App:
    """The engine for handing over: it never opens a connection of its own."""
    from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415 - see above

    return App(connector=SyncPsycopgConnector())


def _defer(
    connection: object, task: str, jobs: Sequence[tuple[str | None, Mapping[str, str]]]
) -> None:
    from procrastinate.exceptions import AlreadyEnqueued  # noqa: PLC0415 - see above

    app = _handing_over()
    made = [
        app.configure_task(task, queue=QUEUE, queueing_lock=key).make_new_job(**arguments)
        for key, arguments in jobs
    ]
    try:
        app.job_manager.batch_defer_jobs(made, connection=connection)
    except AlreadyEnqueued as error:
        raise AlreadyWaiting from error
