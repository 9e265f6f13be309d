"""The HTTP side: Slack's requests, and what a supervisor asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Blueprint, Flask, Response, jsonify
from slack_bolt import App, BoltResponse
from werkzeug.datastructures import EnvironHeaders

from bot.server.guard import Guard, Refusal

_log = structlog.get_logger(__name__)

EVENTS = "/slack/events"
_STATUS_LINES = {one.value: f"{one.value} {one.phrase}" for one in HTTPStatus}

Readiness = Mapping[str, Any]
"""What is known about the parts, with `ready` saying whether requests can be served."""


def build_web(
    app: App, guard: Guard, ready: Callable[[], Readiness], pages: Blueprint | None = None
) -> Flask:
    """The WSGI application: POST /slack/events, and what `build_health` answers."""
    web = build_health(ready, pages)
    web.wsgi_app = _SlackEvents(web.wsgi_app, app, guard)  # type: ignore[method-assign]
    return web


class _SlackEvents:
    """Takes what Slack sends past Flask, whose way to a view costs a tenth of a command's time."""

    def __init__(self, rest: WSGIApplication, app: App, guard: Guard) -> None:
        self._rest = rest
        self._app = app
        self._guard = guard

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != EVENTS:
            return self._rest(environ, start_response)
        try:
            answered = self._answer(environ)
            body = answered.body.encode()
        except Exception:  # noqa: BLE001 - Slack is told, and the next request is served
            _log.exception("request failed")
            answered, body = _plain(HTTPStatus.INTERNAL_SERVER_ERROR, ""), b""
        headers = [*answered.first_headers().items(), ("content-length", str(len(body)))]
        start_response(_STATUS_LINES[answered.status], headers)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> BoltResponse:
        if environ["REQUEST_METHOD"] != "POST":
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED, "only POST", allow="POST")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        query = environ.get("QUERY_STRING", "").encode("latin-1")
        checked = self._guard.check(EnvironHeaders(environ), body, query)
        if isinstance(checked, Refusal):
            _log.info("refused", status=checked.status.value, reason=checked.reason)
            return _plain(checked.status, checked.reason)
        return self._app.dispatch(checked)


def _plain(status: HTTPStatus, text: str, **headers: str) -> BoltResponse:
    return BoltResponse(status=status, body=text, headers={**headers})


def build_health(ready: Callable[[], Readiness], pages: Blueprint | None = None) -> Flask:
    """What a supervisor asks, GET /healthz and GET /readyz, and further pages that people see."""
    web = Flask(__name__, static_folder=None)
    if pages is not None:
        web.register_blueprint(pages)

    @web.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    @web.get("/readyz")
    def readyz() -> tuple[Response, HTTPStatus]:
        state = ready()
        status = HTTPStatus.OK if state["ready"] else HTTPStatus.SERVICE_UNAVAILABLE
        return jsonify(state), status

    return web
