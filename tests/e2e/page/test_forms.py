"""Forms on the page: filled in, refused under the field, updated, stacked and closed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.transport import Kind
from tests.bot.sandbox.conftest import Actor
from tests.e2e.page.conftest import Look
from tests.e2e.page.gallery import FORM, button, field, plain

pytestmark = pytest.mark.e2e


def small(**more: Any) -> Json:
    name = field("Name", {"type": "plain_text_input"})
    return {**FORM, "title": plain("Small"), "blocks": [name], **more}


def opening(web: WebClient, view: Json) -> Any:
    """What the played app does: opens a form at a press, and takes every submission."""

    def answer(_kind: Kind, payload: Json) -> None:
        if payload["type"] == "block_actions" and "view" not in payload:
            web.views_open(trigger_id=payload["trigger_id"], view=view)

    return answer


def opened(look: Look, web: WebClient) -> Page:
    """A window in which the button that opens the form was pressed."""
    actions = {"type": "actions", "elements": [button("Open")]}
    web.chat_postMessage(channel="#cs-team", text="text", blocks=[actions])
    window = look()
    window.get_by_role("button", name="Open").click()
    expect(window.get_by_role("dialog")).to_be_visible()
    return window


def last(actor: Actor) -> Json:
    return actor.got[-1][1]


def test_what_is_filled_in_is_submitted_as_slack_submits_it(
    gaze: Look, web: WebClient, actor: Actor, slack: Sandbox
) -> None:
    actor.answer = opening(web, FORM)
    window = opened(gaze, web)
    form = window.get_by_role("dialog", name="A form")
    form.get_by_label("Name").fill("Kim & <b>")
    form.get_by_label("Score").fill("9")
    form.get_by_label("Theme").select_option("Speed")
    form.get_by_label("Owner").select_option("Lee Chia-Hao")
    form.get_by_label("Day").fill("2026-11-16")
    form.get_by_label("Moment").fill("2026-11-16T09:00")
    form.get_by_label("Heavy").check()
    form.get_by_label("Red").check()
    form.get_by_label("Blue").check()
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    submitted = last(actor)
    assert submitted["type"] == "view_submission"
    held = {name: state["value"] for name, state in submitted["view"]["state"]["values"].items()}
    assert held["Name"]["value"] == "Kim & <b>"
    assert held["Score"]["value"] == "9"
    assert held["Theme"]["selected_option"]["value"] == "speed"
    assert held["Owner"]["selected_user"] == slack.person("lee").id
    assert held["Day"]["selected_date"] == "2026-11-16"
    assert held["Moment"]["selected_date_time"] == 1_794_787_200  # 09:00 in Seoul
    assert held["Weight"]["selected_option"]["value"] == "heavy"
    assert [one["value"] for one in held["Kinds"]["selected_options"]] == ["red", "blue"]
    assert held["Note"]["value"] is None


def test_what_is_wrong_stands_under_its_field_and_has_the_focus(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    actor.answer = opening(web, small())
    window = opened(gaze, web)
    window.get_by_role("button", name="Save").click()
    name = window.get_by_role("textbox", name="Name")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("Please complete this required field.")
    expect(name).to_be_focused()
    refusal = {"response_action": "errors", "errors": {"Name": "That name is taken."}}
    actor.answer = lambda _kind, _payload: refusal
    name.fill("Kim")
    window.get_by_role("button", name="Save").click()
    expect(name).to_have_accessible_description("That name is taken.")
    expect(name).to_have_value("Kim")


def test_an_updated_form_keeps_what_was_filled_in_and_where_one_types(
    gaze: Look, web: WebClient, actor: Actor, slack: Sandbox
) -> None:
    actor.answer = opening(web, small())
    window = opened(gaze, web)
    window.get_by_role("textbox", name="Name").press_sequentially("Ki")
    modal = slack.person("kim").modal
    assert modal is not None
    section = {"type": "section", "text": plain("NPS 70.45")}
    view = small(title=plain("Updated"), blocks=[section, *small()["blocks"]])
    web.views_update(view_id=modal.id, view=view)
    expect(window.get_by_role("dialog", name="Updated")).to_contain_text("NPS 70.45")
    name = window.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    name.press_sequentially("m")
    expect(name).to_have_value("Kim")


def test_an_input_that_dispatches_tells_the_app_when_enter_is_pressed(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    telling = field("Name", {"type": "plain_text_input"}, dispatch_action=True)
    actor.answer = opening(web, small(blocks=[telling]))
    window = opened(gaze, web)
    name = window.get_by_role("textbox", name="Name")
    with window.expect_response("**/fill"):
        name.press_sequentially("Kim\n")
    assert last(actor)["actions"][0]["value"] == "Kim"
    expect(name).to_be_visible()


def test_forms_are_stacked_and_closed_one_by_one_and_the_focus_comes_back(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    actor.answer = opening(web, small())
    window = opened(gaze, web)
    second = small(title=plain("Second"))
    actor.answer = lambda _kind, _payload: {"response_action": "push", "view": second}
    window.get_by_role("textbox", name="Name").fill("Kim")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("dialog", name="Second")).to_be_visible()
    window.keyboard.press("Escape")
    expect(window.get_by_role("dialog", name="Small")).to_be_visible()
    expect(window.get_by_role("textbox", name="Name")).to_have_value("Kim")
    window.keyboard.press("Escape")
    expect(window.get_by_role("dialog")).to_be_hidden()
    expect(window.get_by_role("button", name="Open")).to_be_focused()


def test_a_question_is_asked_before_a_button_that_wants_one(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    confirm = {
        "title": plain("Are you sure?"),
        "text": plain("It is gone then."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    actions = {"type": "actions", "elements": [button("Drop", confirm=confirm)]}
    web.chat_postMessage(channel="#cs-team", text="text", blocks=[actions])
    window = gaze()
    question = window.get_by_role("dialog", name="Are you sure?")
    window.get_by_role("button", name="Drop").click()
    question.get_by_role("button", name="No").click()
    expect(question).to_be_hidden()
    window.get_by_role("button", name="Drop").click()
    with window.expect_response("**/press"):
        question.get_by_role("button", name="Yes").click()
    presses = [got for _, got, _ in actor.got if got["type"] == "block_actions"]
    assert len(presses) == 1


def test_shortcuts_of_the_app_stand_in_the_menus_and_open_its_forms(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    web.chat_postMessage(channel="#cs-team", text="We like it")
    window = gaze()
    window.get_by_role("button", name="Shortcuts").click()
    with window.expect_response("**/shortcut"):
        window.get_by_role("menuitem", name="Record").click()
    assert last(actor)["callback_id"] == "record"
    window.get_by_role("button", name="More actions").click()
    with window.expect_response("**/message-shortcut"):
        window.get_by_role("menuitem", name="Save note").press("Enter")
    assert last(actor)["message"]["text"] == "We like it"
