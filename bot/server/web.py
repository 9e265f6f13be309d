"""The HTTP side: Slack's requests, and what a supervisor asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, jsonify, request
from slack_bolt import App
from slack_bolt.adapter.flask.handler import to_flask_response

from bot.server.guard import Guard, Refusal

_log = structlog.get_logger(__name__)

Readiness = Mapping[str, Any]
"""What is known about the parts, with `ready` saying whether requests can be served."""


def build_web(
    app: App, guard: Guard, ready: Callable[[], Readiness], pages: Blueprint | None = None
) -> Flask:
    """The WSGI application: POST /slack/events, and what `build_health` answers."""
    web = build_health(ready, pages)

    @web.post("/slack/events")
    def slack_events() -> Response:
        checked = guard.check(request.headers, request.get_data(), request.query_string)
        if isinstance(checked, Refusal):
            _log.info("refused", status=checked.status.value, reason=checked.reason)
            return Response(checked.reason, checked.status, mimetype="text/plain")
        return to_flask_response(app.dispatch(checked))

    return web


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
