"""A browser for the tests of the page, and windows in it that must stay without faults."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.page import Page as ServedPage
from tests.bot.sandbox.conftest import MANIFEST, Actor, Clock
from tests.e2e.bench import Bench

Look = Callable[..., Page]
"""Opens a window: `look(person, place, **more)`."""
Windows = Callable[[str], AbstractContextManager[Look]]
"""Opens windows on the page at an address, for as long as it is entered."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a screen."""
    chromium = shutil.which("chromium")
    assert chromium, "these tests need a browser: apt-get install chromium"
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def windows(browser: Browser) -> Windows:
    """Windows on the page at an address; each must stay without an error in its console.

    They are closed before what they show is, for a window that lost its page reports that too.
    """

    @contextmanager
    def on(url: str) -> Iterator[Look]:
        faults: list[str] = []

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                faults.append(message.text)

        with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
            context.set_default_timeout(10_000)

            def look(person: str = "kim", place: str = "cs-team", **more: str) -> Page:
                window = context.new_page()
                window.on("console", note)
                window.on("pageerror", lambda error: faults.append(str(error)))
                window.goto(f"{url}#{urlencode({'as': person, 'in': place, **more})}")
                window.wait_for_selector("#main h1")
                return window

            yield look
        assert faults == []

    return on


@pytest.fixture
def look(bench: Bench, windows: Windows) -> Iterator[Look]:
    """Windows on the workspace of the test's own bot."""
    with ServedPage(bench.slack) as served, windows(served.url) as look:
        yield look


@pytest.fixture
def actor() -> Actor:
    """Plays the app where a test needs one that sends whatever Slack takes."""
    return Actor()


@pytest.fixture
def slack(actor: Actor) -> Iterator[Sandbox]:
    """A workspace with the played app."""
    with Sandbox(MANIFEST, clock=Clock()) as sandbox:
        sandbox.deliver_over(actor)
        yield sandbox


@pytest.fixture
def gaze(slack: Sandbox, windows: Windows) -> Iterator[Look]:
    """Windows on the workspace of the played app."""
    with ServedPage(slack) as served, windows(served.url) as look:
        yield look


@pytest.fixture
def web(slack: Sandbox) -> WebClient:
    """The played app's way to Slack."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
