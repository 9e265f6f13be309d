"""The program serving many workspaces, and browsers in which people install it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from structlog.testing import capture_logs

from bot.delivery.pace import UNHURRIED
from bot.manifest import for_many_workspaces, read_manifest, with_steps
from bot.program import Program
from bot.sandbox import Sandbox, Workspace
from bot.server.http import HttpServer
from bot.server.web import build_web
from bot.settings import Settings, load_settings
from tests.e2e.bench import Clock

KEY = "A" * 43 + "="


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers["Location"]


@dataclass
class Browser:
    """Keeps the cookie of the installation, as a browser does."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Page:
        """One page; redirects are for the test to follow."""
        parts = urlsplit(address)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with closing(HTTPConnection(parts.netloc, timeout=10)) as connection:
            connection.request("GET", f"{parts.path}?{parts.query}", headers={"Cookie": cookie})
            answer = connection.getresponse()
            headers = dict(answer.getheaders())
            set_ = SimpleCookie(headers.get("Set-Cookie", ""))
            self.cookies |= {name: morsel.value for name, morsel in set_.items()}
            return Page(answer.status, answer.read().decode(), headers)


@dataclass
class Service:
    """The bot for many workspaces, in a Slack of its own."""

    slack: Sandbox
    clock: Clock
    program: Program
    database: Path
    url: str
    """Where its server answers."""
    logged: list[Any]

    def to_slack(self, browser: Browser) -> str:
        """Somebody opens the install link; the address of Slack's page."""
        return browser.get(f"{self.url}/slack/install").location

    def approved(self, browser: Browser, page: str, workspace: Workspace) -> str:
        """Somebody approves for a workspace; where Slack sends them back to."""
        team = workspace.installation.team_id
        return browser.get(f"{page}&{urlencode({'team': team})}").location

    def install(self, workspace: Workspace) -> Page:
        """Somebody installs the bot; the page they end on."""
        browser = Browser()
        page = browser.get(self.approved(browser, self.to_slack(browser), workspace))
        self.settle()
        return page

    def command(self, workspace: Workspace, line: str, user: str = "kim") -> str:
        """The answer to a command."""
        reaction = self.slack.person(user, workspace).command("#cs-team", line)
        self.settle()
        assert reaction.error is None, reaction.notice
        return reaction.messages[0].text

    def digests(self, workspace: Workspace) -> int:
        """How many digests stand in #cs-team."""
        seen = self.slack.person("kim", workspace).sees("#cs-team")
        bot = workspace.installation.bot_user
        return sum(one.user == bot and not one.is_ephemeral for one in seen)

    def count(self, team: str) -> int:
        """How many figures a workspace has."""
        return len(self.program.store.read(lambda tx: tx.observations.kpis(team)))

    def token_of(self, team: str) -> str:
        """The token as it is stored."""
        found = self.program.store.read(lambda tx: tx.installations.get(team))
        assert found is not None
        return found.token

    def beat(self) -> None:
        """One heartbeat, and what follows from it."""
        self.program.tick()
        self.settle()

    def settle(self) -> None:
        for _ in range(2):
            assert self.program.settle(), "something is still on its way to Slack"
            self.slack.settle()

    def errors(self) -> list[Any]:
        return [one for one in self.logged if one["log_level"] in ("error", "critical")]


@contextmanager
def serving(database: Path, clock: Clock) -> Iterator[Service]:
    """The bot behind its real HTTP server; its tokens expire."""
    manifest = for_many_workspaces(with_steps(read_manifest()), "https://kpi.example")
    with capture_logs() as logged, Sandbox(manifest, clock=clock) as slack:
        program = Program(_settings(slack, 0, database), clock, pace=UNHURRIED)
        server = HttpServer(
            build_web(program.app, program.guard, program.ready, program.access.pages),
            port=0,
            threads=4,
        )
        _settings(slack, server.port, database)
        thread = Thread(target=server.run, name="http")
        thread.start()
        program.start()
        try:
            url = f"http://127.0.0.1:{server.port}"
            service = Service(slack, clock, program, database, url, logged)
            service.settle()
            yield service
        finally:
            server.stop()
            thread.join()
            program.stop()


def _settings(slack: Sandbox, port: int, database: Path) -> Settings:
    given = slack.settings_for_many_workspaces(f"http://127.0.0.1:{port}/slack/events")
    return load_settings(
        {
            **given,
            "KPI_BOT_SECRET_KEYS": KEY,
            "DATABASE_URL": f"sqlite:///{database}",
            "PORT": "0",
        }
    )
