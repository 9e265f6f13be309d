"""`kpi-bot serve`: the bot itself."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import structlog
import typer
from flask import Flask
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import log
from bot.cli.ends import CANNOT, fail, one_sentence
from bot.clients import connecting_client
from bot.delivery.failpoints import from_environment
from bot.program import Program, utc_now
from bot.server.http import HttpServer
from bot.server.signals import on_stop
from bot.server.socket import SocketServer
from bot.server.web import Readiness, build_health, build_web
from bot.settings import SettingsError, load_settings
from storage.errors import StorageError

app = typer.Typer()
_log = structlog.get_logger(__name__)


@app.command()
def serve() -> None:
    """Run the bot: over Socket Mode where SLACK_APP_TOKEN is set, else over HTTP on PORT."""
    with one_sentence(SettingsError):
        settings = load_settings(os.environ)
    log.configure(sys.stderr)
    with one_sentence(StorageError):
        program = Program(settings, utc_now, reach=from_environment(os.environ))
    _settle_memory()
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
    try:
        server = HttpServer(
            build_web(program.app, program.ready), port=settings.port, threads=settings.threads
        )
    except OSError as error:
        fail(f"PORT {settings.port} cannot be listened on: {os.strerror(error.errno or 0)}.")
    with on_stop(server.stop):
        program.start()
        _log.info("listening", port=server.port, mode="http")
        server.run()
    return True


def _serve_socket(program: Program) -> bool:
    socket = SocketServer(program.app, connecting_client(program.settings))

    def ready() -> Readiness:
        state = program.ready() | socket.state()
        return state | {"ready": state["ready"] and state["socket"] == "connected"}

    with on_stop(socket.stop), _health_beside(build_health(ready), program.settings.port):
        try:
            socket.connect()
        except SlackApiError as error:
            fail(f"Slack refuses SLACK_APP_TOKEN: {error.response['error']}. See kpi-bot doctor.")
        except (SlackClientError, OSError) as error:
            fail(f"Slack cannot be reached at {program.settings.api_url}: {error}.")
        program.start()
        _log.info("connected", mode="socket")
        return socket.run()


@contextmanager
def _health_beside(web: Flask, port: int) -> Iterator[None]:
    """Answer a supervisor on PORT; where it is taken, Socket Mode works without."""
    try:
        server = HttpServer(web, port=port, threads=1)
    except OSError as error:
        _log.warning("no health checks", port=port, error=error.strerror)
        yield
        return
    thread = Thread(target=server.run, name="health")
    thread.start()
    _log.info("health checks", port=server.port)
    try:
        yield
    finally:
        server.stop()
        thread.join()
