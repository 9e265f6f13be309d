"""The demo's page: half a year of figures, a digest, and the clock moved to the next one."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.demo.clock import DemoClock
from bot.demo.session import page_of, running
from tests.e2e.bench import NOW
from tests.e2e.page.conftest import Windows

pytestmark = pytest.mark.e2e


def test_the_demo_shows_a_digest_and_the_next_one_with_what_was_recorded(windows: Windows) -> None:
    clock = DemoClock(lambda: NOW)
    with running(clock) as (slack, program):
        with (
            page_of(slack, program, clock, port=0) as page,
            windows(page.url) as look,
        ):
            window = look()
            messages = window.get_by_role("main").get_by_role("article")
            expect(messages.first).to_contain_text("Customer KPIs · Mon 2 – Sun 8 Nov 2026, W45")
            box = window.get_by_role("main").get_by_role("textbox")
            box.fill("/nps 1700 350 150")
            box.press("Enter")
            expect(messages.last).to_contain_text("NPS 70.45")
            window.get_by_role("button", name="Move the clock to the next digest").click()
            expect(window.locator("#notice")).to_contain_text("#cs-team gets its digest")
            expect(messages.last).to_contain_text("Customer KPIs · Mon 9 – Sun 15 Nov 2026, W46")
            expect(messages.last).to_contain_text("NPS 70.5")
        assert clock() > NOW + timedelta(minutes=59)
