"""Runs jobs of the engine in a thread, until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog

from storage.jobs import QUEUE, engine_app

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.worker import Worker

_log = structlog.get_logger(__name__)

Duties: TypeAlias = Mapping[str, Callable[..., object]]
"""What each kind of job calls, with the job's arguments."""

AT_ONCE = 4
"""Jobs that one machine runs at the same time."""
_LOOK_EVERY = 5.0
"""Seconds after which jobs are looked for although none was announced."""
_BEAT_EVERY = 10.0
"""Seconds between two signs of life that the engine leaves in the database."""
_TRY_AGAIN = 2.0
"""Seconds between two attempts to reach the database."""


class JobWorker:
    """Fetches jobs as they are announced. Any number may run, on any number of machines."""

    def __init__(self, url: str, duties: Duties, beat_every: float = _BEAT_EVERY) -> None:
        """Take the PostgreSQL database, what there is to do, and how often to show life, in s."""
        self._url = url
        self._duties = duties
        self._beat_every = beat_every
        self._stopping = Event()
        self._lock = Lock()
        self._engine: Worker | None = None
        self._end: Callable[[], object] | None = None
        self._thread = Thread(target=self._run, name="jobs", daemon=True)

    def is_connected(self) -> bool:
        """Whether it fetches jobs at this moment; while it tries to reach the database it does not.

        The engine ends as soon as it cannot fetch or hear of jobs any more.
        """
        engine = self._engine
        return engine is not None and engine.worker_id is not None

    def start(self) -> None:
        """Start fetching."""
        self._thread.start()

    def stop(self, timeout: float | None = None) -> bool:
        """Finish the jobs in hand and end; False when that took longer than `timeout` s."""
        self._stopping.set()
        with self._lock:
            if self._end is not None:
                self._end()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work())
            except Exception:  # noqa: BLE001 - the database may be away for a while
                _log.exception("the job engine stopped")
            self._stopping.wait(_TRY_AGAIN)

    async def _work(self) -> None:
        app = self._app()
        async with app.open_async():
            self._engine = engine = _engine(app, self._beat_every)
            running = asyncio.ensure_future(engine.run())  # type: ignore[no-untyped-call]
            loop = asyncio.get_running_loop()
            with self._lock:
                # The engine takes a cancellation as the request to finish what it has begun.
                self._end = lambda: loop.call_soon_threadsafe(running.cancel)
            if self._stopping.is_set():
                running.cancel()
            try:
                await running
            except asyncio.CancelledError:
                _log.info("jobs finished")
            finally:
                with self._lock:
                    self._engine = self._end = None

    def _app(self) -> App:
        app = engine_app(self._url)
        for name, duty in self._duties.items():
            app.task(name=name, queue=QUEUE)(_logged(name, duty))
        return app


def _engine(app: App, beat_every: float) -> Worker:
    # The engine takes a fifth of a second to import, and a program on SQLite never needs it.
    from procrastinate.worker import Worker  # noqa: PLC0415

    class Watched(Worker):
        """Ends when its heartbeat or its listening fails."""

        async def _periodic_deferrer(self) -> None:
            # Without periodic jobs this would end at once, and with it the watch over the others.
            await asyncio.Event().wait()

    return Watched(
        app,
        queues=[QUEUE],
        concurrency=AT_ONCE,
        fetch_job_polling_interval=_LOOK_EVERY,
        delete_jobs="always",
        install_signal_handlers=False,
        update_heartbeat_interval=beat_every,
    )


def _logged(name: str, duty: Callable[..., object]) -> Callable[..., None]:
    """The duty; what it raises is logged, and the job is over: our rows still say what is due."""

    def run(**arguments: Any) -> None:
        try:
            duty(**arguments)
        except Exception:  # noqa: BLE001 - see above
            _log.exception("a job failed", job=name, **arguments)

    return run
