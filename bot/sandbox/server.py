"""The sandbox over HTTP: Web API, response URLs and files, on this machine only."""

import socket
import threading
from typing import Any

from flask import Flask, Request, Response, jsonify, request
from waitress import wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

from bot.sandbox import oauth
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import ConnectionDropped
from bot.sandbox.model import File, Json
from bot.sandbox.replies import respond
from bot.sandbox.web_api import WebApi

HOST = "127.0.0.1"
THREADS = 16


class Routes:
    """Answers HTTP requests as slack.com does."""

    def __init__(self, api: WebApi) -> None:
        self.api = api
        self.world = api.world

    def program(self) -> Flask:
        """The WSGI program with all routes."""
        web = Flask(__name__, static_folder=None)
        web.config["PROPAGATE_EXCEPTIONS"] = True
        web.add_url_rule("/api/<method>", view_func=self.call, methods=["GET", "POST"])
        web.add_url_rule("/response/<url_id>", view_func=self.response_url, methods=["POST"])
        web.add_url_rule("/upload/<file_id>", view_func=self.upload, methods=["POST"])
        web.add_url_rule("/files/<file_id>/<name>", view_func=self.download)
        web.add_url_rule("/oauth/v2/authorize", view_func=self.authorize)
        return web

    def authorize(self) -> Response:
        """Slack's page on which people install the app."""
        with self.world.lock:
            address, page = oauth.authorize(self.world, request.args.to_dict())
        if address:
            return Response(status=302, headers={"Location": address})
        return Response(page, content_type="text/html; charset=utf-8")

    def call(self, method: str) -> Response:
        """A Web API call."""
        token, arguments = _read(request)
        try:
            answer = self.api.call(method, token, arguments)
        except ConnectionDropped as dropped:
            raise ClientDisconnected from dropped  # makes waitress hang up without a byte
        if isinstance(answer.body, str):
            return Response(answer.body, answer.status, answer.headers)
        response = jsonify(answer.body)
        response.status_code = answer.status
        response.headers.update(answer.headers)
        return response

    def response_url(self, url_id: str) -> Response:
        """A late answer to a command or an interaction."""
        try:
            with self.world.lock:
                respond(self.world, url_id, request.get_json(force=True, silent=True))
        except SlackError as error:
            refused = jsonify(error.answer())
            refused.status_code = 404 if error.code.endswith("_url") else 400
            return refused
        return Response("ok")

    def upload(self, file_id: str) -> Response:
        """The content of a file that was announced."""
        with self.world.lock:
            file = self.world.files.get(file_id)
            if file is None:
                return Response("not found", 404)
            # A form would be parsed away: only a multipart body is one here.
            parts = request.files if request.mimetype == "multipart/form-data" else {}
            part = next(iter(parts.values()), None)
            content = part.read() if part else request.get_data()
            if file.is_shared or len(content) != file.announced:
                return Response("not what was announced", 400)
            file.content = content
            return Response(f"OK - {len(file.content)}")

    def download(self, file_id: str, name: str) -> Response:
        """The content of a file; without a good token a page to sign in, as Slack gives."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        with self.world.lock:
            file = self.world.files.get(file_id)
            if file is None or file.name != name or not self._may_read(file, token):
                return Response("<!DOCTYPE html>", 200, content_type="text/html")
            return Response(file.content, content_type=file.mimetype or "text/plain")

    def _may_read(self, file: File, token: str) -> bool:
        try:
            caller = self.world.installation_with(token)
        except SlackError:
            return False
        return caller.team_id == file.team_id and "files:read" in caller.scopes


class _Task(WSGITask):
    """Sends the name of one header as Slack writes it, which waitress capitalises."""

    def build_response_header(self) -> bytes:
        head: bytes = super().build_response_header()
        return head.replace(b"\nX-Oauth-Scopes:", b"\nx-oauth-scopes:")


class _Channel(HTTPChannel):
    task_class = _Task


class HttpServer:
    """Serves a WSGI program on a port of this machine, in threads of its own."""

    def __init__(self, program: Flask, port: int) -> None:
        # Bound first: a port that is taken leaves nothing behind.
        listening = socket.create_server((HOST, port))
        self._sockets: dict[int, Any] = {}
        # What create_server returns for one address has more than its declared type says.
        server: Any = create_server(
            program, map=self._sockets, sockets=[listening], threads=THREADS
        )
        server.channel_class = _Channel
        self._server = server
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-http", daemon=True)
        self.url = f"http://{HOST}:{server.effective_port}"
        self._thread.start()

    def close(self) -> None:
        """Stop listening, wait for the threads to end and close what is open."""
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)  # last: ending workers still write to a socket

    def _run(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=self._sockets, count=1)


def _read(call: Request) -> tuple[str, Json]:
    """The token and the other arguments, wherever they stand in the request."""
    given: Json = {**call.args.to_dict(), **call.form.to_dict()}
    if call.is_json:
        body = call.get_json(silent=True)
        given |= body if isinstance(body, dict) else {}
    token = str(given.pop("token", ""))
    bearer = call.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        token = bearer.removeprefix("Bearer ")
    if call.authorization is not None and call.authorization.type == "basic":
        given["client_id"] = call.authorization.username
        given["client_secret"] = call.authorization.password
    return token, given
