"""`kpi-bot serve`: the bot itself."""

from __future__ import annotations

import gc
import os
import sys

import structlog
import typer
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import log
from bot.cli.ends import CANNOT, fail, one_sentence
from bot.clients import connecting_client
from bot.delivery.failpoints import from_environment
from bot.program import Program, utc_now
from bot.server.beside import health_beside
from bot.server.http import HttpServer
from bot.server.monitoring import metrics_page
from bot.server.signals import on_stop
from bot.server.socket import SocketServer
from bot.server.web import Readiness, build_health, build_web
from bot.settings import SettingsError, load_settings
from storage.errors import StorageError

app = typer.Typer(add_completion=False)
_log = structlog.get_logger(__name__)

_SWITCH_SECONDS = 0.0001


@app.command()
def serve() -> None:
    """Run the bot: over Socket Mode where SLACK_APP_TOKEN is set, else over HTTP on PORT."""
    with one_sentence(SettingsError):
        settings = load_settings(os.environ)
    log.configure(sys.stderr)
    with one_sentence(StorageError, SettingsError):
        program = Program(settings, utc_now, reach=from_environment(os.environ))
    _settle_memory()
    # Every statement lets go of the interpreter; a thread that computes gives it back this soon.
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        alive = _serve_socket(program) if settings.socket_mode else _serve_http(program)
    finally:
        program.stop()
    _log.info("stopped")
    if not alive:
        raise typer.Exit(CANNOT)


def _settle_memory() -> None:
    """Leave what start-up made out of every later collection: a tenth of a command's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _serve_http(program: Program) -> bool:
    settings = program.settings
    web = build_web(program.app, program.guard, program.ready, program.access.pages)
    web.register_blueprint(metrics_page(program.metrics, settings.metrics_token))
    try:
        server = HttpServer(web, port=settings.port, threads=settings.threads)
    except OSError as error:
        fail(f"PORT {settings.port} cannot be listened on: {os.strerror(error.errno or 0)}.")
    with on_stop(server.stop):
        program.start()
        _log.info("listening", port=server.port, mode="http")
        server.run()
    return True


def _serve_socket(program: Program) -> bool:
    socket = SocketServer(program.app, connecting_client(program.settings))

    program.checkup.connections["socket"] = socket.is_connected

    def ready() -> Readiness:
        return program.ready() | socket.state()

    web = build_health(ready, program.access.pages)
    web.register_blueprint(metrics_page(program.metrics, program.settings.metrics_token))
    with on_stop(socket.stop), health_beside(web, program.settings.port):
        try:
            socket.connect()
        except SlackApiError as error:
            fail(f"Slack refuses SLACK_APP_TOKEN: {error.response['error']}. See kpi-bot doctor.")
        except (SlackClientError, OSError) as error:
            fail(f"Slack cannot be reached at {program.settings.api_url}: {error}.")
        program.start()
        _log.info("connected", mode="socket")
        return socket.run()
