"""The sandbox: a local Slack with one app, its workspaces and its people."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import urljoin

from bot.sandbox.application import from_manifest
from bot.sandbox.delivery import Deliverer, Delivery
from bot.sandbox.faults import DeliveryFault, Fault, Script
from bot.sandbox.housekeeping import Workspace
from bot.sandbox.lookup import user_named
from bot.sandbox.model import Application, Caution, Json
from bot.sandbox.person import Person
from bot.sandbox.rates import RateLimit, Unlimited
from bot.sandbox.seed import install_workspace
from bot.sandbox.server import HttpServer, Routes
from bot.sandbox.signed_http import SignedHttp
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.transport import Transport
from bot.sandbox.web_api import ApiCall, WebApi
from bot.sandbox.world import World


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class Sandbox:
    """A strict local stand-in for Slack. It runs from its making until `close`.

    Events, commands and interactions go over Socket Mode until `settings_for_http` is called.

    Args:
        manifest: the app's manifest; it decides what people may call and what is delivered.
        clock: the current time, aware; message ts and the life of triggers follow it.
        port: of the Web API on 127.0.0.1; 0 for a free one.
        ack_seconds: how long the app may take to acknowledge; Slack gives 3.
        rate_limit: when calls come too soon.

    Raises:
        ManifestError: Slack would not make an app from the manifest.
    """

    def __init__(
        self,
        manifest: Json,
        *,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        ack_seconds: float = 3.0,
        rate_limit: RateLimit | None = None,
    ) -> None:
        self.world = World(from_manifest(manifest), clock)
        self.faults: Script[Fault] = Script()
        self.delivery_faults: Script[DeliveryFault] = Script()
        self.socket = SocketMode(self.app.id, 0, ack_seconds)
        self._ack_seconds = ack_seconds
        self._api = WebApi(
            self.world, self.socket.new_address, self.faults, rate_limit or Unlimited()
        )
        self._http = HttpServer(Routes(self._api).program(), port)
        self.world.base_url = self._http.url
        self._deliverer = Deliverer(self.world, self.socket, self.delivery_faults)
        self.workspace = self.add_workspace("Acme")

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything; connections are cut."""
        self._api.stopping.set()
        self._deliverer.close()
        self.socket.close()
        self._http.close()

    @property
    def app(self) -> Application:
        """The app, with its app token and signing secret."""
        return self.world.app

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is to be."""
        return f"{self._http.url}/api/"

    @property
    def bot_token(self) -> str:
        """The bot token of the first workspace."""
        return self.workspace.installation.bot_token

    def settings_for_socket_mode(self) -> dict[str, str]:
        """Deliver over Socket Mode from now on; the app's environment for it."""
        self.deliver_over(self.socket)
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app.app_token,
        }

    def settings_for_http(
        self, request_url: str, *, seconds: Callable[[], float] = time.time
    ) -> dict[str, str]:
        """Deliver to this request URL from now on; the app's environment for it.

        `seconds` is the time that stands in signatures: real by default, because apps
        compare it with their own.
        """
        self.deliver_over(self.signed_http(request_url, seconds=seconds))
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.app.signing_secret,
        }

    def settings_for_many_workspaces(
        self, request_url: str, *, seconds: Callable[[], float] = time.time
    ) -> dict[str, str]:
        """Nobody has installed the app yet; the environment of one that people install by OAuth.

        Its redirect URL is beside the request URL. `settings_for_http` says what `seconds` is.
        """
        with self.world.lock:
            self.world.redirect_url = urljoin(request_url, "oauth_redirect")
            for installation in self.world.installations.values():
                installation.ended_with = "account_inactive"
        given = self.settings_for_http(request_url, seconds=seconds)
        del given["SLACK_BOT_TOKEN"]
        return given | {
            "SLACK_CLIENT_ID": self.app.client_id,
            "SLACK_CLIENT_SECRET": self.app.client_secret,
        }

    def deliver_over(self, transport: Transport) -> None:
        """Deliver another way from now on, say to a test that plays the app."""
        self._deliverer.transport = transport

    def signed_http(
        self, request_url: str, *, seconds: Callable[[], float] = time.time
    ) -> SignedHttp:
        """A sender of signed requests, for what people do not do: hostile or repeated ones."""
        return SignedHttp(self.app, request_url, seconds, self._ack_seconds)

    def add_workspace(self, name: str) -> Workspace:
        """One more workspace with the app, people and channels of the same names."""
        with self.world.lock:
            installation = install_workspace(self.world, name)
        return Workspace(self.world, self._deliverer, installation)

    def found_workspace(self, name: str) -> Workspace:
        """One more workspace of the same people and channels; nobody has installed the app yet."""
        founded = self.add_workspace(name)
        with self.world.lock:
            founded.installation.ended_with = "account_inactive"
        return founded

    def person(self, name: str, workspace: Workspace | None = None) -> Person:
        """Somebody by name, in the first workspace unless another is given."""
        installation = (workspace or self.workspace).installation
        user = user_named(self.world, installation, name)
        return Person(self.world, self._deliverer, installation, user)

    def calls(self, method: str | None = None) -> tuple[ApiCall, ...]:
        """The Web API calls so far, of one method or of all, in order."""
        with self.world.lock:
            return tuple(c for c in self._api.calls if method in (None, c.method))

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What was delivered to the app so far, in order."""
        with self.world.lock:
            return tuple(self._deliverer.log)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What Slack took with a warning, or refused in an answer; good apps cause none."""
        with self.world.lock:
            return tuple(self.world.cautions)

    def settle(self) -> None:
        """Wait until every event queued so far has been delivered."""
        self._deliverer.settle()

    def repeat_due_events(self) -> int:
        """Repeat the unacknowledged events whose time has come by the clock."""
        return self._deliverer.repeat_due()

    def until(self, holds: Callable[[], bool], timeout: float = 5.0) -> bool:
        """Wait until `holds`, looked at after every change, is true; False after `timeout` s."""
        with self.world.changed:
            return self.world.changed.wait_for(holds, timeout)
