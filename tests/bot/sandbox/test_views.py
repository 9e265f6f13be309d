"""Triggers, modals and Home: used once, in time, three deep, and never over a newer state."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox import NotPossibleError, Person, Reaction, Sandbox
from bot.sandbox.model import Json

Call = Callable[..., Json]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def entry(block_id: str = "promoters", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "value", **more}
    return {"type": "input", "block_id": block_id, "label": plain("Promoters"), "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("Record"),
        "submit": plain("Save"),
        "blocks": list(blocks) or [entry()],
        **more,
    }


@pytest.fixture
def kim(slack: Sandbox) -> Person:
    return slack.person("kim")


@pytest.fixture
def trigger(kim: Person, actor: Any) -> Callable[[], str]:
    def make() -> str:
        kim.shortcut("record")
        return str(actor.got[-1][1]["trigger_id"])

    return make


@pytest.fixture
def opened(call: Call, trigger: Callable[[], str]) -> Callable[..., Json]:
    def make(*blocks: Json, **more: Any) -> Json:
        answer = call("views.open", trigger_id=trigger(), view=modal(*blocks, **more))
        assert answer["ok"] is True, answer
        view: Json = answer["view"]
        return view

    return make


def test_a_trigger_is_good_once(call: Call, trigger: Callable[[], str]) -> None:
    once = trigger()
    assert call("views.open", trigger_id=once, view=modal())["ok"] is True
    assert call("views.open", trigger_id=once, view=modal())["error"] == "exchanged_trigger_id"


@pytest.mark.parametrize(("seconds", "error"), [(3.0, None), (3.1, "expired_trigger_id")])
def test_a_trigger_is_good_for_three_seconds(
    call: Call, trigger: Callable[[], str], clock: Any, seconds: float, error: str | None
) -> None:
    issued = trigger()
    clock.advance(seconds=seconds)
    assert call("views.open", trigger_id=issued, view=modal()).get("error") == error


def test_an_invented_trigger_is_refused(call: Call) -> None:
    answer = call("views.open", trigger_id="1.2.3", view=modal())
    assert answer["error"] == "invalid_trigger_id"


def test_a_refused_view_names_its_fault(call: Call, trigger: Callable[[], str]) -> None:
    answer = call("views.open", trigger_id=trigger(), view=modal(title=plain("x" * 25)))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_modals_stack_three_deep(
    call: Call, opened: Callable[..., Json], trigger: Callable[[], str], kim: Person
) -> None:
    root = opened()
    for title in ("second", "third"):
        pushed = call("views.push", trigger_id=trigger(), view=modal(title=plain(title)))
        assert pushed["view"]["root_view_id"] == root["id"]
    fourth = call("views.push", trigger_id=trigger(), view=modal())
    assert fourth["error"] == "push_limit_reached"
    assert kim.modal is not None
    assert kim.modal.title == "third"


def test_an_update_over_a_newer_state_is_refused(call: Call, opened: Callable[..., Json]) -> None:
    view = opened()
    place = {"view_id": view["id"], "hash": view["hash"]}
    assert call("views.update", view=modal(), **place)["ok"] is True
    assert call("views.update", view=modal(), **place)["error"] == "hash_conflict"
    assert call("views.update", view=modal(), view_id="V999")["error"] == "not_found"


def test_a_view_is_found_by_its_external_id_which_is_unique(
    call: Call, slack: Sandbox, actor: Any, opened: Callable[..., Json]
) -> None:
    opened(external_id="form-1")
    assert call("views.update", external_id="form-1", view=modal())["ok"] is True
    call("views.update", view=modal(external_id="form-1"), external_id="form-1")
    opened(external_id="form-1")
    slack.person("lee").shortcut("record")
    lees = actor.got[-1][1]["trigger_id"]
    answer = call("views.open", trigger_id=lees, view=modal(external_id="form-1"))
    assert answer["error"] == "duplicate_external_id"


def test_what_is_filled_in_survives_an_update_where_the_input_stays(
    call: Call, opened: Callable[..., Json], kim: Person
) -> None:
    view = opened(entry("a"), entry("b"))
    assert kim.modal is not None
    kim.fill(kim.modal, "a", "1")
    kim.fill(kim.modal, "b", "2")
    call("views.update", view_id=view["id"], view=modal(entry("a"), entry("c")))
    values = kim.modal.values
    assert values["a"]["value"]["value"] == "1"
    assert "b" not in values
    assert values["c"]["value"]["value"] is None


def test_home_is_published_and_then_seen(call: Call, kim: Person) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    published = call("views.publish", user_id=kim.id, view=home)["view"]
    seen = kim.open_home().home
    assert seen is not None
    assert seen.id == published["id"]
    stale = call("views.publish", user_id=kim.id, view=home, hash="1.x")
    assert stale["error"] == "hash_conflict"
    assert call("views.publish", user_id="U999", view=home)["error"] == "user_not_found"
    assert call("views.publish", user_id=kim.id, view=modal())["error"] == "invalid_arguments"


def test_opening_home_again_tells_what_it_shows(call: Call, kim: Person, actor: Any) -> None:
    kim.open_home()
    home = {"type": "home", "blocks": [], "private_metadata": "page 2"}
    call("views.publish", user_id=kim.id, view=home)
    kim.open_home()
    first, second = actor.events("app_home_opened")
    assert "view" not in first
    assert second["view"]["private_metadata"] == "page 2"


def test_home_must_be_enabled_in_the_manifest(manifest: Json) -> None:
    manifest["features"]["app_home"]["home_tab_enabled"] = False
    with Sandbox(manifest) as slack:
        kim = slack.person("kim")
        web = WebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError, match="not_enabled"):
            web.views_publish(user_id=kim.id, view={"type": "home", "blocks": []})
        with pytest.raises(NotPossibleError):
            kim.open_home()


def test_a_view_of_another_workspace_is_not_found(
    slack: Sandbox, call: Call, opened: Callable[..., Json]
) -> None:
    view = opened()
    theirs = slack.add_workspace("Other").installation.bot_token
    other = WebClient(token=theirs, base_url=slack.api_url)
    with pytest.raises(SlackApiError, match="not_found"):
        other.views_update(view_id=view["id"], view=modal())
    assert call("views.update", view_id=view["id"], view=modal())["ok"] is True


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({}, None, "Please complete this required field."),
        ({}, "", "Please complete this required field."),
        ({"min_length": 3}, "ab", "This field requires at least 3 characters."),
        ({"max_length": 3}, "abcd", "This field takes at most 3 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "abc", "Please enter a number."),
        (
            {"type": "number_input", "is_decimal_allowed": False},
            "1.5",
            "Please enter a whole number.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "0"},
            "-1",
            "Please enter a number of 0 or more.",
        ),
        ({"type": "email_text_input"}, "kim", "Enter a valid email address."),
        ({"type": "datepicker"}, "tomorrow", "Enter a date."),
    ],
)
def test_the_client_checks_a_form_before_it_asks_the_app(
    opened: Callable[..., Json], kim: Person, actor: Any, element: Json, value: Any, complaint: str
) -> None:
    opened(entry(**element))
    assert kim.modal is not None
    sent = len(actor.got)
    assert kim.submit(kim.modal, {"promoters": value}).errors == {"promoters": complaint}
    assert len(actor.got) == sent


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        ({}, "1700", {"value": "1700"}),
        ({"initial_value": "5"}, ..., {"value": "5"}),
        (
            {"type": "static_select", "options": [{"text": plain("W"), "value": "w"}]},
            "w",
            {"selected_option": {"text": {**plain("W"), "emoji": True}, "value": "w"}},
        ),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "datepicker"}, "2026-11-16", {"selected_date": "2026-11-16"}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        (
            {"type": "checkboxes", "options": [{"text": plain("F"), "value": "f"}]},
            ["f"],
            {"selected_options": [{"text": {**plain("F"), "emoji": True}, "value": "f"}]},
        ),
    ],
)
def test_a_submission_carries_the_state_of_each_input(
    opened: Callable[..., Json], kim: Person, actor: Any, element: Json, value: Any, state: Json
) -> None:
    opened(entry(**element))
    assert kim.modal is not None
    kim.submit(kim.modal, {} if value is ... else {"promoters": value})
    kind, payload, _ = actor.got[-1]
    assert (kind, payload["type"]) == ("interactive", "view_submission")
    held = payload["view"]["state"]["values"]["promoters"]["value"]
    assert {name: held[name] for name in state} == state
    assert kim.modal is None


def test_a_chosen_conversation_comes_with_a_way_to_answer_there(
    slack: Sandbox, opened: Callable[..., Json], kim: Person, actor: Any
) -> None:
    opened(entry("channel", type="conversations_select", response_url_enabled=True))
    assert kim.modal is not None
    growth = slack.workspace.channel_id("#growth")
    kim.submit(kim.modal, {"channel": growth})
    [way] = actor.got[-1][1]["response_urls"]
    assert (way["block_id"], way["channel_id"]) == ("channel", growth)
    said = {"response_type": "in_channel", "text": "hello"}
    WebhookClient(way["response_url"]).send_dict(said)
    assert kim.sees("#growth")[-1].text == "hello"


def answered(kim: Person, actor: Any, body: Any) -> Reaction:
    actor.answer = lambda _kind, _payload: body
    assert kim.modal is not None
    return kim.submit(kim.modal, {"promoters": "1"})


def test_an_answer_puts_errors_under_the_fields(
    opened: Callable[..., Json], kim: Person, actor: Any
) -> None:
    opened()
    body = {"response_action": "errors", "errors": {"promoters": "not a number"}}
    reaction = answered(kim, actor, body)
    assert reaction.errors == {"promoters": "not a number"}
    assert reaction.view is not None


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ({"response_action": "update", "view": modal(title=plain("Check"))}, "Check"),
        ({"response_action": "push", "view": modal(title=plain("More"))}, "More"),
        ({"response_action": "clear"}, None),
        (None, None),
    ],
)
def test_an_answer_moves_the_form_on(
    opened: Callable[..., Json], kim: Person, actor: Any, body: Any, title: str | None
) -> None:
    opened()
    view = answered(kim, actor, body).view
    assert (view.title if view else None) == title


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"passives": "no such field"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": modal(title=plain("x" * 25))},
        {"response_action": "dance"},
        "thanks",
    ],
)
def test_an_answer_that_slack_does_not_understand_leaves_the_form_open(
    slack: Sandbox, opened: Callable[..., Json], kim: Person, actor: Any, body: Any
) -> None:
    opened()
    reaction = answered(kim, actor, body)
    assert reaction.error
    assert reaction.view is not None
    assert slack.cautions


def test_closing_is_told_where_the_view_asks_for_it(
    opened: Callable[..., Json], kim: Person, actor: Any
) -> None:
    opened(notify_on_close=True)
    assert kim.modal is not None
    assert kim.close(kim.modal).view is None
    assert actor.got[-1][1]["type"] == "view_closed"


def test_a_form_that_is_closed_cannot_be_submitted(
    opened: Callable[..., Json], kim: Person
) -> None:
    opened()
    form = kim.modal
    assert form is not None
    kim.close(form)
    with pytest.raises(NotPossibleError):
        kim.submit(form)


def test_only_the_topmost_form_can_be_submitted(
    call: Call, opened: Callable[..., Json], trigger: Callable[[], str], kim: Person
) -> None:
    opened()
    covered = kim.modal
    assert covered is not None
    call("views.push", trigger_id=trigger(), view=modal())
    with pytest.raises(NotPossibleError):
        kim.submit(covered, {"promoters": "1"})


def test_a_choice_in_a_form_is_told_at_once_where_it_dispatches(
    opened: Callable[..., Json], kim: Person, actor: Any
) -> None:
    options = [{"text": plain(name), "value": name} for name in ("counts", "scores")]
    menu = entry("formula", type="static_select", options=options)
    opened({**menu, "dispatch_action": True})
    assert kim.modal is not None
    kim.fill(kim.modal, "formula", "scores")
    payload = actor.got[-1][1]
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["selected_option"]["value"] == "scores"
    assert payload["container"] == {"type": "view", "view_id": kim.modal.id}
    assert "response_url" not in payload


def test_an_external_select_asks_the_app_for_options(
    opened: Callable[..., Json], kim: Person, actor: Any
) -> None:
    opened(entry("kpi", type="external_select"))
    assert kim.modal is not None
    offered = {"text": plain("NPS"), "value": "nps"}
    actor.answer = lambda _kind, payload: {"options": [offered]} if payload["value"] else {}
    assert kim.suggest(kim.modal, "value", "n") == (offered,)
    with pytest.raises(NotPossibleError):
        kim.suggest(kim.modal, "value", "")
    actor.answer = lambda _kind, _payload: None
    kim.submit(kim.modal, {"kpi": offered})
    state = actor.got[-1][1]["view"]["state"]["values"]
    assert state["kpi"]["value"]["selected_option"] == offered
