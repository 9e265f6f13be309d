"""The door of the Web API: token, faults and rate limits around a call, and the log of calls."""

import threading
from collections.abc import Callable

from msgspec import Struct

from bot.sandbox import oauth
from bot.sandbox.api import authenticate, run
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Answer, Fault, RateLimited, Script
from bot.sandbox.model import Json
from bot.sandbox.rates import RateLimit
from bot.sandbox.world import World

_SECRETS = frozenset({"client_secret", "code", "refresh_token"})


class ApiCall(Struct, frozen=True):
    """One call an app made: the arguments without its secrets, and what it was answered.

    `answer` is None where the connection was dropped.
    """

    method: str
    arguments: Json
    answer: Answer | None
    fault: Fault | None

    @property
    def ok(self) -> bool:
        """Whether the app was told that it worked."""
        return (
            self.answer is not None
            and not isinstance(self.answer.body, str)
            and self.answer.body.get("ok") is True
        )


class WebApi:
    """Answers Web API calls.

    Args:
        world: what is asked about.
        open_socket: makes the address of a new Socket Mode connection.
        faults: what is scripted to go wrong.
        rate_limit: when a call comes too soon.
    """

    def __init__(
        self,
        world: World,
        open_socket: Callable[[], str],
        faults: Script[Fault],
        rate_limit: RateLimit,
    ) -> None:
        self.world = world
        self.open_socket = open_socket
        self.faults = faults
        self.rate_limit = rate_limit
        self.stopping = threading.Event()
        self.calls: list[ApiCall] = []

    def call(self, method: str, token: str, arguments: Json) -> Answer:
        """Answer one call and log it.

        Raises:
            ConnectionDropped: a fault wants the connection closed without an answer.
        """
        fault = self.faults.take(method, arguments)
        answered: Answer | None = None
        try:
            if fault is None:
                answered = self._perform(method, token, arguments)
            else:
                answered = fault.around(
                    lambda: self._perform(method, token, arguments), self.stopping
                )
            return answered
        finally:
            shown = {name: held for name, held in arguments.items() if name not in _SECRETS}
            self._log(ApiCall(method, shown, answered, fault))

    def _perform(self, method: str, token: str, arguments: Json) -> Answer:
        try:
            if method == "apps.connections.open":
                return Answer(200, {"ok": True, "url": self._socket(token)})
            with self.world.lock:
                if method == "oauth.v2.access":
                    return Answer(200, oauth.access(self.world, Arguments(arguments)))
                return self._answer(method, token, arguments)
        except SlackError as error:
            return Answer(200, error.answer())

    def _answer(self, method: str, token: str, arguments: Json) -> Answer:
        caller = authenticate(self.world, token)
        scopes = {"x-oauth-scopes": ",".join(sorted(caller.scopes))}
        wait = self.rate_limit.seconds_to_wait(method, caller.team_id, arguments)
        if wait:
            return RateLimited(wait).answer()
        return Answer(200, run(self.world, caller, method, arguments), scopes)

    def _socket(self, token: str) -> str:
        if not token:
            raise SlackError("not_authed")
        if not token.startswith("xapp-"):
            raise SlackError("not_allowed_token_type")
        if token != self.world.app.app_token:
            raise SlackError("invalid_auth")
        return self.open_socket()

    def _log(self, call: ApiCall) -> None:
        with self.world.changed:
            self.calls.append(call)
            self.world.changed.notify_all()
