"""The screens of the guide: within Slack's limits, with a way on, and readable aloud."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from bot.desk.answers import ChannelWants, Scheduled
from bot.desk.guiding import Filled, Rehearsal
from bot.desk.plan import MOST_KPIS, PROPOSED, STEPS, Business, Guided, Plan, Step
from bot.sandbox.limits import view_refusal
from bot.views import guide
from bot.views.blocks import Message, section
from bot.views.guide import Screen, framed
from bot.views.guide_fields import ADD, entered
from bot.views.home import Choice, guide_view
from bot.views.pages import Pages
from bot.views.pasting import OPEN as PASTE
from kpi import catalogue
from kpi.period import Cadence, Period
from storage.records import ChannelSettings, Rhythm, Schedule, Subscription, SubscriptionState

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
MONDAY = Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul")
KEYS = tuple(kpi.key for kpi in catalogue.all_kpis())
LONGEST = sorted(KEYS, key=lambda key: len(catalogue.get(key).tells))[-MOST_KPIS:]
FULLEST = Plan(
    business=Business.CONTENT,
    offered=tuple(LONGEST),
    kpis=tuple(LONGEST),
    owners=dict.fromkeys(KEYS, "U" * 20),
    channel="C" * 20,
    day=6,
    hour=23,
    minute=59,
)
NOTHING_TICKED = replace(FULLEST, kpis=())
RUNNING = Subscription(
    id="s1",
    channel="C1",
    schedule=MONDAY,
    kpis=("nps",),
    state=SubscriptionState.ACTIVE,
    set_by="U1",
    next_due=NOW,
    next_period="2026-W47",
)


def rehearsal(channel: str = "C1", replaced: Subscription | None = None) -> Rehearsal:
    blocks = tuple(section(f"*NPS* {n} " + "x" * 2000) for n in range(50))
    pages = Pages(root=Message(text="Customer KPIs", blocks=blocks))
    return Rehearsal(pages=pages, channel=channel, schedule=MONDAY, due=NOW, replaced=replaced)


def filled(*keys: str) -> tuple[Filled, ...]:
    cadences = tuple(Cadence)
    return tuple(
        Filled(kpi=catalogue.get(key), cadence=cadences[at % len(cadences)], periods=at % 13)
        for at, key in enumerate(keys)
    )


SCREENS: list[tuple[Step, Screen]] = [
    (Step.BUSINESS, guide.business_screen()),
    *((Step.KPIS, guide.kpis_screen(Plan.of(business))) for business in Business),
    (Step.KPIS, guide.kpis_screen(FULLEST)),
    (Step.KPIS, guide.kpis_screen(NOTHING_TICKED)),
    (Step.OWNERS, guide.owners_screen(FULLEST.owners)),
    (Step.DIGEST, guide.digest_screen(Plan(), "Asia/Taipei")),
    (Step.DIGEST, guide.digest_screen(FULLEST, "Asia/Taipei")),
    (Step.PAST, guide.past_screen(filled(*KEYS))),
    (Step.PREVIEW, guide.preview_screen(rehearsal())),
    (Step.PREVIEW, guide.preview_screen(rehearsal(""))),
]


def shown(step: Step, screen: Screen, plan: Plan = FULLEST) -> dict[str, Any]:
    choice = Choice(segment="x" * 100, guide=Guided(step=step, plan=plan))
    return guide_view(framed(step, screen), choice, "A sentence about what was just done.")


def controls(view: dict[str, Any]) -> list[dict[str, Any]]:
    found = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [*found, *(element for row in rows for element in row)]


def said(view: dict[str, Any]) -> str:
    return "\n".join(
        text["text"]
        for block in view["blocks"]
        for text in (block.get("text"), *block.get("elements", ()))
        if text is not None and isinstance(text.get("text"), str)
    )


@pytest.mark.parametrize(("step", "screen"), SCREENS)
def test_slack_takes_every_screen_however_much_was_chosen(step: Step, screen: Screen) -> None:
    view = shown(step, screen)
    assert view_refusal(view) is None
    assert len(view["blocks"]) < 100
    assert len(view["private_metadata"]) <= 3000


@pytest.mark.parametrize(("step", "screen"), SCREENS)
def test_every_screen_says_how_far_one_is_and_leads_on_and_out(step: Step, screen: Screen) -> None:
    view = shown(step, screen)
    assert f"Step {STEPS.index(step) + 1} of 6: " in said(view)
    actions = [one["action_id"] for one in controls(view)]
    assert (guide.BACK in actions) is (step is not Step.BUSINESS)
    assert guide.LATER in actions
    assert {guide.NEXT, guide.SKIP, guide.FINISH} & set(actions)


@pytest.mark.parametrize(("step", "screen"), SCREENS)
def test_every_control_has_a_label_of_words(step: Step, screen: Screen) -> None:
    view = shown(step, screen)
    labels = [one["text"]["text"] for one in controls(view)]
    labels += [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
    assert labels
    assert all(any(map(str.isalpha, label)) for label in labels)
    assert len(set(labels)) == len(labels), "read aloud, no two of them sound the same"


def test_each_kpi_that_is_proposed_says_what_it_tells() -> None:
    view = shown(Step.KPIS, guide.kpis_screen(Plan.of(Business.SUPPORT)))
    for key in PROPOSED[Business.SUPPORT]:
        assert catalogue.get(key).tells in said(view)


@pytest.mark.parametrize("plan", [Plan(), Plan.of(Business.SHOP), NOTHING_TICKED, FULLEST])
def test_every_kpi_can_be_chosen_while_there_is_room(plan: Plan) -> None:
    blocks = guide.kpis_screen(plan).body
    [boxes] = [one["element"] for one in blocks if one.get("element", {}).get("options")]
    menus = [one["element"] for one in blocks if one.get("element", {}).get("option_groups")]
    offered = [one["value"] for one in boxes["options"]]
    more = [
        one["value"]
        for menu in menus
        for group in menu["option_groups"]
        for one in group["options"]
    ]
    assert offered == list(plan.offered)
    assert [one["value"] for one in boxes.get("initial_options", [])] == list(plan.kpis)
    assert sorted(offered + more) == sorted(KEYS) or len(offered) == MOST_KPIS


def test_inputs_that_hold_something_else_now_have_another_name() -> None:
    """Slack keeps what an input of the same name holds."""
    plans = (Plan.of(Business.SHOP), Plan.of(Business.SHOP).adding("fcr"), Plan.of(Business.SAAS))
    names = [
        block["block_id"]
        for plan in plans
        for block in guide.kpis_screen(plan).body
        if block["type"] == "input"
    ]
    assert len(set(names)) == len(names) == 6


@pytest.mark.parametrize(
    ("digest", "words", "starts"),
    [
        (rehearsal(), "in <#C1> every Monday at 09:00 (Asia/Seoul), first on Mon 23 Nov", True),
        (rehearsal(replaced=RUNNING), "It replaces the weekly digest", True),
        (rehearsal(""), "No channel is chosen yet", False),
    ],
)
def test_the_preview_says_when_it_would_begin_and_begins_only_in_a_channel(
    digest: Rehearsal, words: str, starts: bool
) -> None:
    view = shown(Step.PREVIEW, guide.preview_screen(digest))
    assert words in said(view)
    assert (guide.START in [one["action_id"] for one in controls(view)]) is starts


def test_each_kpi_can_be_pasted_and_says_what_is_stored() -> None:
    view = shown(Step.PAST, guide.past_screen(filled("nps", "mrr", "crr", "arr")))
    assert "*MRR*: stored for 1 of the last 12 months." in said(view)
    pastes = [one for one in controls(view) if one["action_id"] == PASTE]
    assert [(one["text"]["text"], one["value"]) for one in pastes][:2] == [
        ("Paste NPS", "nps"),
        ("Paste MRR", "mrr"),
    ]


def held(**states: Any) -> dict[str, Any]:
    """`view.state.values`, each input in a block of its own."""
    return {f"block {at}": {name: one} for at, (name, one) in enumerate(states.items())}


TICKED = {"guide.kpis": {"selected_options": [{"value": "churn"}, {"value": "nps"}]}}
ENTERED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    (TICKED, {"kpis": ("nps", "churn")}),
    ({"guide.kpis": {"selected_options": []}}, {"kpis": ()}),
    ({"guide.owner.nps": {"selected_user": "U2"}}, {"owners": {"csat": "U1", "nps": "U2"}}),
    ({"guide.owner.nps": {"selected_user": None}}, {}),
    ({"guide.channel": {"selected_conversation": "C9"}}, {"channel": "C9"}),
    ({"guide.channel": {"selected_conversation": None}}, {"channel": ""}),
    ({"guide.day": {"selected_option": {"value": "4"}}}, {"day": 4}),
    ({"guide.day": {"selected_option": None}}, {}),
    ({"guide.time": {"selected_time": "08:05"}}, {"hour": 8, "minute": 5}),
    ({"guide.time": {"selected_time": None}}, {}),
    ({ADD: {"selected_option": {"value": "fcr"}}}, {}),
]


@pytest.mark.parametrize(("states", "changes"), ENTERED)
def test_what_stands_in_the_inputs_becomes_the_plan(
    states: dict[str, Any], changes: dict[str, Any]
) -> None:
    plan = Plan(owners={"csat": "U1"}, channel="C1")
    assert entered(plan, held(**states)) == replace(plan, **changes)


@pytest.mark.parametrize(
    "states",
    [
        {"guide.day": {"selected_option": {"value": "9"}}},
        {"guide.time": {"selected_time": "noon"}},
        {"guide.kpis": {"selected_options": [{}]}},
    ],
)
def test_what_no_input_of_the_guide_holds_is_not_taken(states: dict[str, Any]) -> None:
    with pytest.raises((LookupError, ValueError)):
        entered(Plan(), held(**states))


def test_a_channel_without_the_bot_comes_with_the_command_that_invites_it() -> None:
    assert "<#C1>" in guide.not_invited("C1")
    assert "`/invite @KPI Bot`" in guide.not_invited("C1")


def test_what_is_started_says_which_period_it_passes_over() -> None:
    wants = ChannelWants(settings=ChannelSettings(channel="C1"), language="en")
    begun = Scheduled(now=RUNNING, before=RUNNING, wants=wants, postponed=None)
    line = "The digest of W46 will not be posted. To post it now, type in <#C1>: "
    assert line not in guide.started(begun)
    assert line in guide.started(replace(begun, passed_over=Period.parse("2026-W46")))


def test_the_greeting_says_where_to_set_up_and_what_works_at_once() -> None:
    message = guide.greeting()
    assert "KPI Bot is in." in message.text
    assert "Home" in message.text
    assert "/nps 1700 350 150" in message.text
