"""The HTTP side: Slack's requests, and what a supervisor asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Blueprint, Flask, jsonify
from slack_bolt import App
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Request, Response

from bot.server.guard import Guard, Refusal

_log = structlog.get_logger(__name__)

EVENTS = "/slack/events"

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
            response = self._answer(Request(environ))
        except HTTPException as error:
            response = error.get_response(environ)
        except Exception:  # noqa: BLE001 - Slack is told, and the next request is served
            _log.exception("request failed")
            response = InternalServerError().get_response(environ)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            raise MethodNotAllowed(["POST"])
        checked = self._guard.check(request.headers, request.get_data(), request.query_string)
        if isinstance(checked, Refusal):
            _log.info("refused", status=checked.status.value, reason=checked.reason)
            return Response(checked.reason, checked.status, mimetype="text/plain")
        answered = self._app.dispatch(checked)
        return Response(answered.body, answered.status, answered.first_headers_without_set_cookie())


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
