"""The page over HTTP: its files, what each person sees as a stream, and what they do."""

import json
import mimetypes
import threading
from collections.abc import Iterator, Sequence

from flask import Flask, Response, jsonify, request, send_from_directory

from bot.sandbox.errors import NotPossibleError
from bot.sandbox.model import User
from bot.sandbox.page.acts import ACTS, Misread
from bot.sandbox.page.lever import Lever
from bot.sandbox.page.screen import people, screen, workspace
from bot.sandbox.sandbox import Sandbox

_BEAT_SECONDS = 1.0
"""How often a stream looks without being woken; it also notices then that its page has gone."""
_HOSTS = ("127.0.0.1", "localhost")
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    # A message may show an image from anywhere, as in Slack.
    "img-src": "'self' https:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


class Routes:
    """Answers the page's requests, and those of nobody else.

    Args:
        slack: what is shown.
        levers: what the page offers beside Slack.
        closing: set when streams are to end.
    """

    def __init__(self, slack: Sandbox, levers: Sequence[Lever], closing: threading.Event) -> None:
        self._slack = slack
        self._world = slack.world
        self._levers = {lever.id: lever for lever in levers}
        self._closing = closing

    def program(self) -> Flask:
        """The WSGI program with all routes."""
        web = Flask(__name__, static_folder="static")
        web.config["PROPAGATE_EXCEPTIONS"] = True
        web.before_request(_only_the_page)
        web.after_request(_guarded)
        web.register_error_handler(NotPossibleError, _not_possible)
        web.register_error_handler(Misread, _misread)
        web.add_url_rule("/", view_func=lambda: send_from_directory(_static(web), "index.html"))
        web.add_url_rule("/page/workspace", view_func=self.workspace)
        web.add_url_rule("/page/screen/<user_id>", view_func=self.screen)
        web.add_url_rule("/page/act/<user_id>/<act>", view_func=self.act, methods=["POST"])
        web.add_url_rule("/page/lever/<lever_id>", view_func=self.pull, methods=["POST"])
        web.add_url_rule("/page/file/<file_id>", view_func=self.file)
        return web

    def workspace(self) -> Response:
        """What is the same for everybody."""
        with self._world.lock:
            shown = workspace(self._world, self._slack.workspace.installation)
        levers = [{"id": one.id, "label": one.label} for one in self._levers.values()]
        return jsonify({**shown, "levers": levers})

    def screen(self, user_id: str) -> Response:
        """What somebody sees, now and after every change, as server-sent events."""
        return Response(self._stream(self._person(user_id)), content_type="text/event-stream")

    def act(self, user_id: str, act: str) -> Response:
        """Something that somebody does."""
        given = request.get_json()
        if act not in ACTS or not isinstance(given, dict):
            raise Misread("act")
        person = self._slack.person(self._person(user_id).id)
        return jsonify(ACTS[act](self._slack, person, given))

    def pull(self, lever_id: str) -> Response:
        """A lever is pulled."""
        if lever_id not in self._levers:
            raise Misread("lever")
        return jsonify({"notice": self._levers[lever_id].pull()})

    def file(self, file_id: str) -> Response:
        """A file: an image to show, anything else to save."""
        with self._world.lock:
            file = self._world.files.get(file_id)
            if file is None:
                raise NotPossibleError("that file is not there")
            content, name = file.content, file.name
        kind = mimetypes.guess_type(name)[0] or ""
        answer = Response(content, content_type="application/octet-stream")
        if kind.startswith("image/") and kind != "image/svg+xml":
            answer.content_type = kind
        else:
            answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer

    def _person(self, user_id: str) -> User:
        with self._world.lock:
            for user in people(self._world, self._slack.workspace.installation):
                if user.id == user_id:
                    return user
        raise NotPossibleError("there is nobody of that id")

    def _stream(self, user: User) -> Iterator[str]:
        installation = self._slack.workspace.installation
        shown = ""
        while not self._closing.is_set():
            with self._world.changed:
                seen = json.dumps(screen(self._world, installation, user))
                if seen == shown:
                    self._world.changed.wait(_BEAT_SECONDS)
                    seen = json.dumps(screen(self._world, installation, user))
            yield f"data: {seen}\n\n" if seen != shown else ":\n\n"
            shown = seen


def _static(web: Flask) -> str:
    if web.static_folder is None:
        raise FileNotFoundError("the page's files")
    return web.static_folder


def _only_the_page() -> Response | None:
    """Refuse other sites: they can name another host, or post what is not JSON."""
    if request.host.rpartition(":")[0] not in _HOSTS:
        return Response("This page is for this machine only.", 403)
    if request.method == "POST" and not request.is_json:
        return Response("Only JSON is taken.", 415)
    return None


def _guarded(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = "; ".join(map(" ".join, _POLICY.items()))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _not_possible(error: NotPossibleError) -> Response:
    # A sentence for whoever tried, and no fault of the page.
    return jsonify({"notice": f"Slack would not let you: {error}."})


def _misread(error: Misread) -> tuple[Response, int]:
    return jsonify({"notice": f"The page sent something unreadable: {error}."}), 400
