"""Who one is and where: several people, their conversations, Home and the direct messages."""

import pytest
from playwright.sync_api import Browser, FilePayload, expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.page import Lever
from bot.sandbox.page import Page as ServedPage
from bot.sandbox.transport import Kind
from tests.bot.sandbox.conftest import Actor
from tests.e2e.page.conftest import Look, Windows
from tests.e2e.page.gallery import button, plain

pytestmark = pytest.mark.e2e


def test_each_person_sees_their_own_conversations(gaze: Look) -> None:
    window = gaze("kim", "private-board")
    places = window.get_by_role("navigation", name="Conversations")
    expect(places.get_by_role("link", name="private-board (private)")).to_be_visible()
    window.get_by_label("You are").select_option("Gus Weber (guest)")
    expect(places.get_by_role("link")).to_have_text(["#cs-team", "◆KPI Bot"])
    expect(window.get_by_role("heading", level=1)).to_have_text("# cs-team")


def test_each_person_chooses_the_language_of_their_own_slack(gaze: Look) -> None:
    gus, kim = gaze("gus"), gaze("kim")
    expect(gus.get_by_label("reading")).to_have_value("en-US")  # British English is English
    gus.get_by_label("reading").select_option("한국어")
    gus.reload()
    expect(gus.get_by_label("reading")).to_have_value("ko-KR")
    expect(gus.locator("html")).to_have_attribute("lang", "ko-KR")
    kim.reload()
    expect(kim.get_by_label("reading")).to_have_value("en-US")
    expect(kim.locator("html")).to_have_attribute("lang", "en-US")
    kim.get_by_label("reading").select_option("繁體中文")
    expect(kim.locator("html")).to_have_attribute("lang", "zh-TW")


def test_a_message_and_its_edit_and_its_deletion_show_without_a_reload(
    gaze: Look, web: WebClient
) -> None:
    window = gaze("lee")
    posted = web.chat_postMessage(channel="#cs-team", text="one")
    article = window.get_by_role("article")
    expect(article).to_contain_text("one")
    web.chat_update(channel=posted["channel"], ts=posted["ts"], text="two")
    expect(article).to_contain_text("two (edited)")
    web.chat_delete(channel=posted["channel"], ts=posted["ts"])
    expect(article).to_have_count(0)


def test_home_is_asked_for_when_it_is_opened_and_drawn_once_published(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    def publish(_kind: Kind, payload: Json) -> None:
        if payload.get("event", {}).get("type") == "app_home_opened":
            section = {"type": "section", "text": plain("Scorecard")}
            actions = {"type": "actions", "elements": [button("Record")]}
            view = {"type": "home", "blocks": [section, actions]}
            web.views_publish(user_id=payload["event"]["user"], view=view)

    actor.answer = publish
    window = gaze("lee", "app")
    expect(window.get_by_role("main")).to_contain_text("Scorecard")
    with window.expect_response("**/press"):
        window.get_by_role("button", name="Record").click()
    assert actor.got[-1][1]["view"]["type"] == "home"


def test_the_app_is_written_to_directly(gaze: Look, web: WebClient, slack: Sandbox) -> None:
    window = gaze("lee", "app", tab="messages")
    box = window.get_by_role("main").get_by_role("textbox")
    box.fill("hello <@here> & @kim")
    box.press("Enter")
    article = window.get_by_role("article")
    expect(article).to_contain_text("hello <@here> & @Kim Minseo")
    web.chat_postMessage(channel=slack.person("lee").id, text="a reply")
    expect(article.last).to_contain_text("a reply")


@pytest.mark.parametrize(
    ("place", "where"), [("cs-team", {}), ("app", {"tab": "messages"})], ids=["channel", "app"]
)
def test_a_file_is_shared_with_the_words_beside_it_and_the_app_is_told(
    gaze: Look, actor: Actor, slack: Sandbox, place: str, where: dict[str, str]
) -> None:
    window = gaze("lee", place, **where)
    box = window.get_by_role("main").get_by_role("textbox")
    box.fill("@KPI Bot the figures")
    file = FilePayload(name="figures.csv", mimeType="text/csv", buffer="kpi,値\n".encode())
    with window.expect_response("**/share"):
        window.get_by_label("File to share").set_input_files(file)
    message = window.get_by_role("article")
    expect(message).to_contain_text("@KPI Bot the figures")
    expect(message.get_by_role("link")).to_have_text("File: figures.csv")
    expect(box).to_have_value("")
    [shared] = actor.events("file_shared")
    assert slack.world.files[shared["file_id"]].content == "kpi,値\n".encode()


def test_a_command_can_be_chosen_from_those_of_the_app(gaze: Look) -> None:
    window = gaze()
    box = window.get_by_role("main").get_by_role("textbox")
    box.press_sequentially("/n")
    window.get_by_role("group", name="Commands").get_by_role("button", name="/nps").click()
    expect(box).to_have_value("/nps ")
    expect(box).to_be_focused()


def test_a_lever_of_the_host_is_pulled_and_what_it_says_is_shown(
    slack: Sandbox, windows: Windows
) -> None:
    lever = Lever("tea", "Make tea", lambda: "Tea is ready.")
    with ServedPage(slack, levers=(lever,)) as served, windows(served.url) as look:
        window = look()
        window.get_by_role("button", name="Make tea").click()
        expect(window.locator("#notice")).to_have_text("Tea is ready.")


def test_a_page_that_lost_its_sandbox_says_so(slack: Sandbox, browser: Browser) -> None:
    with ServedPage(slack) as served:
        window = browser.new_page()
        window.goto(served.url)
        expect(window.get_by_role("heading", level=1)).to_be_visible()
        expect(window.locator("#connection")).to_have_text("")
    expect(window.locator("#connection")).to_have_text("Not connected")
    window.close()
