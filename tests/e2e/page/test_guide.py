"""The guide on the page: the first ten minutes by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from storage.records import Rhythm
from tests.e2e.bench import CHANNEL, Bench
from tests.e2e.page.conftest import Look

pytestmark = pytest.mark.e2e


def reached(window: Page, control: Locator) -> None:
    """The focus goes there by Tab alone."""
    expect(control).to_be_visible()
    for _ in range(60):
        if control.evaluate("element => element === document.activeElement"):
            return
        window.keyboard.press("Tab")
    raise AssertionError(f"{control} is out of reach of the keyboard")


def press(window: Page, label: str) -> None:
    reached(window, window.get_by_role("main").get_by_role("button", name=label, exact=True))
    window.keyboard.press("Enter")


def test_the_bot_is_set_up_by_keyboard_from_the_first_look_to_the_digest(
    bench: Bench, look: Look
) -> None:
    window = look("kim", "app")
    home = window.get_by_role("main")
    expect(home).to_contain_text("Step 1 of 6")
    press(window, "Choose Support team")
    expect(home).to_contain_text("Step 2 of 6")
    boxes = home.get_by_role("group", name=re.compile("Which KPIs"))
    reached(window, boxes.get_by_role("checkbox").first)
    window.keyboard.press("Space")
    menu = home.get_by_label(re.compile("Another KPI"))
    reached(window, menu)
    menu.select_option("churn")
    expect(boxes.get_by_role("checkbox", name=re.compile("Churn"))).to_be_checked()
    expect(boxes.get_by_role("checkbox").first).not_to_be_checked()
    press(window, "Next")
    expect(home).to_contain_text("Step 3 of 6")
    expect(home.get_by_role("combobox")).to_have_count(4)
    home.get_by_label("Who owns FCR?").select_option("Lee Chia-Hao")
    press(window, "Save the owners")
    expect(home).to_contain_text("Step 4 of 6")
    channel = home.get_by_label(re.compile("In which channel"))
    expect(channel.get_by_role("option", name="Direct message")).to_have_count(0)
    channel.select_option("#cs-team")
    home.get_by_label("At what time?").fill("10:30")
    press(window, "Next")
    expect(home).to_contain_text("Step 5 of 6")
    press(window, "Paste NPS")
    expect(window.get_by_role("dialog")).to_be_visible()
    window.keyboard.press("Escape")
    press(window, "Next")
    expect(home).to_contain_text("Step 6 of 6")
    expect(home).to_contain_text("4 KPIs are missing")
    press(window, "Start the digest")
    expect(home).to_contain_text("The digest is set up")
    place = bench.slack.workspace.channel_id(CHANNEL)
    digest = bench.program.store.read(
        lambda tx: tx.subscriptions.get(bench.team, place, Rhythm.WEEKLY)
    )
    assert digest is not None
    assert digest.kpis == ("fcr", "ces", "nps", "churn")
