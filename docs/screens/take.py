"""Takes the screenshots of the README from the demo's page: `make screens`."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import structlog
from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

from bot.demo.clock import DemoClock
from bot.demo.session import page_of, running

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""Screenshots differ only where the program does."""
SIZE: ViewportSize = {"width": 1280, "height": 900}
HERE = Path(__file__).parent


def digest(window: Page) -> None:
    """The digest of a channel, as it stands there."""
    message = _messages(window).first
    expect(message).to_contain_text("Customer KPIs")
    message.evaluate("(article) => article.scrollIntoView({ block: 'start' })")


def case(window: Page) -> None:
    """A flagged drop in its thread, acknowledged."""
    window.get_by_role("button", name="replies").first.click()
    thread = window.get_by_role("complementary", name="Thread")
    flagged = thread.get_by_role("article").filter(has_text="State:").first
    flagged.get_by_role("button", name="Acknowledge").click()
    expect(flagged).to_contain_text("State: acknowledged")
    flagged.evaluate("(article) => article.scrollIntoView({ block: 'start' })")


def form(window: Page) -> None:
    """The form of a KPI, filled in; the thread is closed before."""
    window.get_by_role("button", name="Close thread").click()
    _write(window, "/nps")
    _messages(window).last.get_by_role("button", name="Record").click()
    fields = window.get_by_role("dialog", name="Record NPS")
    for name, count in (("Promoters", "1,700"), ("Passives", "350"), ("Detractors", "150")):
        fields.get_by_label(name, exact=True).fill(count)


def answer(window: Page) -> None:
    """What a command is answered; the form is closed before."""
    window.keyboard.press("Escape")
    expect(window.get_by_role("dialog")).to_be_hidden()
    _write(window, "/nps 1700 350 150")
    expect(_messages(window).last).to_contain_text("NPS 70.45")


def home(window: Page) -> None:
    """The scorecard."""
    window.get_by_role("link", name="KPI Bot").click()
    expect(window.get_by_role("main")).to_contain_text("Scorecard")


SCREENS: tuple[Callable[[Page], None], ...] = (digest, case, form, answer, home)


def take() -> None:
    """Go through the demo and write one picture after each step."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    clock = DemoClock(lambda: NOW)
    with (
        running(clock) as (slack, program),
        page_of(slack, program, clock, port=0) as page,
        sync_playwright() as play,
    ):
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        window = chromium.new_page(viewport=SIZE, reduced_motion="reduce")
        window.goto(page.url)
        for screen in SCREENS:
            screen(window)
            window.mouse.move(0, 0)
            window.screenshot(path=HERE / f"{screen.__name__}.png")
        chromium.close()


def _write(window: Page, line: str) -> None:
    box = window.get_by_role("main").get_by_role("textbox")
    box.fill(line)
    box.press("Enter")


def _messages(window: Page) -> Locator:
    return window.get_by_role("main").get_by_role("article")


if __name__ == "__main__":
    take()
