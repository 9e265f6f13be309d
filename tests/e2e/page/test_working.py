"""The bot's week on the page: recording, the digest, a case worked until it is resolved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.bench import NOW, Bench
from tests.e2e.page.conftest import Look

pytestmark = pytest.mark.e2e

DUE = NOW + timedelta(hours=1)


def write(window: Page, text: str) -> None:
    box = window.get_by_role("main").get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def newest(window: Page) -> Locator:
    return window.get_by_role("main").get_by_role("article").last


def test_a_command_is_answered_privately_and_shared_by_a_press(bench: Bench, look: Look) -> None:
    kim, lee = look("kim"), look("lee")
    write(kim, "/nps 1700 350 150")
    expect(newest(kim)).to_contain_text("NPS 70.45")
    expect(newest(kim)).to_contain_text("Only visible to you")
    expect(lee.get_by_role("article")).to_have_count(0)
    newest(kim).get_by_role("button", name="Share in channel").click()
    expect(newest(lee)).to_contain_text("NPS 70.45")
    expect(newest(lee)).not_to_contain_text("Only visible to you")
    assert bench.stored()["observation"]


def test_a_correction_asks_for_its_reason_and_shows_old_and_new(look: Look) -> None:
    kim = look("kim")
    write(kim, "/nps 1700 350 150")
    write(kim, "/nps 1600 350 250")
    newest(kim).get_by_role("button", name="Replace W46").click()
    kim.get_by_role("dialog").get_by_role("textbox").fill("Duplicates removed")
    kim.get_by_role("dialog").get_by_role("button", name="Correct").click()
    expect(kim.get_by_role("dialog")).to_be_hidden()
    expect(newest(kim)).to_contain_text("61.36")
    expect(newest(kim)).to_contain_text("70.45")


def test_a_kpi_is_recorded_through_its_form_after_a_look_at_the_value(
    bench: Bench, look: Look
) -> None:
    kim = look("kim")
    write(kim, "/nps")
    newest(kim).get_by_role("button", name="Record").click()
    form = kim.get_by_role("dialog", name="Record NPS")
    for name, count in (("Promoters", "1,700"), ("Passives", "many"), ("Detractors", "150")):
        form.get_by_label(name, exact=True).fill(count)
    form.get_by_role("button", name="Review").click()
    wrong = form.get_by_label("Passives", exact=True)
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    wrong.fill("350")
    form.get_by_role("button", name="Review").click()
    review = kim.get_by_role("dialog")
    expect(review).to_contain_text("NPS 70.45")
    assert not bench.stored()["observation"]
    review.get_by_role("button", name="Save").click()
    expect(kim.get_by_role("dialog", name="Saved")).to_contain_text("NPS 70.45")
    assert bench.stored()["observation"]
    kim.keyboard.press("Escape")
    expect(kim.get_by_role("dialog")).to_be_hidden()


def test_home_shows_the_scorecard_and_records_from_there(bench: Bench, look: Look) -> None:
    bench.type_("kim", "/nps 1700 350 150 period=2026-W45")
    kim = look("kim", "app")
    home = kim.get_by_role("main")
    expect(home).to_contain_text("NPS 70.45")
    home.get_by_role("button", name="Record NPS").click()
    expect(kim.get_by_role("dialog", name="Record NPS")).to_be_visible()


REFUSED = [
    ("gus", "cs-team", "/nps 1 2 3", "answers full members of this workspace only"),
    ("zoe", "partners", "/nps 1 2 3", "answers members of the workspace it is installed in only"),
    ("kim", "cs-team", "/nps banana", "banana"),
]


@pytest.mark.parametrize(("person", "place", "line", "says"), REFUSED)
def test_who_or_what_is_refused_is_told_so_privately(
    person: str, place: str, line: str, says: str, look: Look
) -> None:
    window = look(person, place)
    write(window, line)
    expect(newest(window)).to_contain_text(says)
    expect(newest(window)).to_contain_text("Only visible to you")


SAID_BY_SLACK = [
    ("/banana", "/banana is not a valid command."),
    ("hello", ""),
]


@pytest.mark.parametrize(("line", "says"), SAID_BY_SLACK)
def test_what_slack_says_by_itself_is_a_notice(line: str, says: str, look: Look) -> None:
    window = look()
    write(window, line)
    expect(window.locator("#notice")).to_have_text(says)
    expect(window.get_by_role("article")).to_have_count(0 if says else 1)


@pytest.fixture
def flagged(bench: Bench) -> Bench:
    """Churn misses its target in W46, and the digest comes at its time."""
    bench.type_("kim", "/churn 40 3000 period=2026-W45")
    bench.type_("kim", "/churn 90 3000 period=2026-W46")
    bench.type_("kim", "/kpi target churn <= 2%")
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn nps")
    return bench


def test_the_digest_comes_by_itself_and_is_unread_elsewhere(flagged: Bench, look: Look) -> None:
    here, elsewhere = look("lee"), look("lee", "general")
    channel = elsewhere.get_by_role("navigation", name="Conversations").get_by_role(
        "link", name="cs-team"
    )
    expect(channel).to_have_accessible_name("cs-team")
    flagged.at(DUE)
    expect(newest(here)).to_contain_text("Customer KPIs")
    expect(channel).to_have_accessible_name("cs-team 1 unread")
    channel.click()
    expect(elsewhere.get_by_role("separator").last).to_have_text("New")
    expect(channel).to_have_accessible_name("cs-team")


def test_a_case_is_worked_in_its_thread_until_it_is_resolved(flagged: Bench, look: Look) -> None:
    flagged.at(DUE)
    window = look("lee")
    newest(window).get_by_role("button", name="1 reply").click()
    thread = window.get_by_role("complementary", name="Thread")
    case = thread.get_by_role("article").filter(has_text="State:")
    expect(case).to_contain_text("not acknowledged")
    case.get_by_role("button", name="Acknowledge").click()
    expect(case).to_contain_text("State: acknowledged")
    filled(
        window,
        case,
        "Assign",
        lambda form: form.get_by_role("combobox").select_option("Ana Torres"),
    )
    expect(case).to_contain_text("ana")
    thread.get_by_role("textbox", name="Reply").fill("Cards were declined on Monday.")
    thread.get_by_role("button", name="Send").click()
    expect(thread.get_by_role("article").last).to_contain_text("Cards were declined")
    filled(window, case, "Resolve", lambda form: form.get_by_role("textbox").fill("Retried."))
    expect(case).to_contain_text("resolved")
    expect(case).to_contain_text("Retried.")
    assert flagged.cases() == ()


def filled(window: Page, case: Locator, press: str, fill: Callable[[Locator], object]) -> None:
    """Press a button of the case, fill its form and send it."""
    case.get_by_role("button", name=press).click()
    form = window.get_by_role("dialog")
    fill(form)
    form.get_by_role("button", name=press).click()
    expect(form).to_be_hidden()


def test_a_command_in_a_thread_is_refused_as_slack_refuses_it(flagged: Bench, look: Look) -> None:
    flagged.at(DUE)
    window = look(thread=flagged.posts()[0].ts)
    box = window.get_by_role("textbox", name="Reply")
    box.fill("/nps 1 2 3")
    box.press("Enter")
    expect(window.locator("#notice")).to_have_text("/nps is not supported in threads. Sorry!")
