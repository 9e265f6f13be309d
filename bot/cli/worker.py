"""`kpi-bot worker`: the bot's background work, apart from its requests."""

from __future__ import annotations

import os
import sys
from threading import Event

import structlog
import typer

from bot import log
from bot.cli.ends import fail, one_sentence
from bot.delivery.failpoints import from_environment
from bot.program import Program, utc_now
from bot.server.beside import health_beside
from bot.server.monitoring import metrics_page
from bot.server.signals import on_stop
from bot.server.web import build_health
from bot.settings import SettingsError, load_settings
from storage.engines import is_server
from storage.errors import StorageError

app = typer.Typer(add_completion=False)
_log = structlog.get_logger(__name__)


@app.command()
def worker() -> None:
    """Compose digests and send messages, and answer no requests; on PostgreSQL only.

    It takes the same settings as `kpi-bot serve`. Any number may run beside any number of
    `kpi-bot serve`, which work like this one too unless KPI_BOT_WORKER=separate is set for them.
    On PORT it answers /healthz, /readyz and /metrics; where PORT is taken, it works without. On
    SIGTERM it finishes what it has begun.
    """
    with one_sentence(SettingsError, StorageError):
        settings = load_settings(os.environ)
        if not is_server(settings.database_url):
            fail("kpi-bot worker needs PostgreSQL: on SQLite, kpi-bot serve does all the work.")
    log.configure(sys.stderr)
    with one_sentence(StorageError, SettingsError):
        here = settings.model_copy(update={"worker": None})
        program = Program(here, utc_now, reach=from_environment(os.environ))
    web = build_health(program.ready)
    web.register_blueprint(metrics_page(program.metrics, settings.metrics_token))
    stopped = Event()
    try:
        with on_stop(stopped.set), health_beside(web, settings.port):
            program.start()
            _log.info("working")
            stopped.wait()
    finally:
        program.stop()
    _log.info("stopped")
