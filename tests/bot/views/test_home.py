"""Home in blocks: within Slack's limits whatever there is to be shown, and readable aloud."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from bot.desk.plan import Business, Guided, Plan, Step
from bot.desk.reading import Reading
from bot.desk.scorecard import TREND, Due, OwnDigest, Row, Scorecard
from bot.digest.report import OpenCase
from bot.sandbox.limits import view_refusal
from bot.views.guide import OPEN
from bot.views.home import FAMILY, NEXT, PREVIOUS, SEGMENT, Choice, home_view, refused_home
from bot.views.layout import told
from kpi import Kpi, catalogue
from kpi.period import Cadence, Period
from storage.records import (
    Case,
    CaseState,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
WEEK = Period.parse("2026-W46")
LONG = "x" * 40 + ":" + "y" * 60
"""A segment as long as they get."""
NPS = catalogue.get("nps")
DIGEST = Subscription(
    id="s1",
    channel="C0GROWTH",
    schedule=Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul"),
    kpis=("nps",),
    state=SubscriptionState.ACTIVE,
    set_by="U1KIM",
    next_due=datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
    next_period="2026-W47",
)
LAST = Occurrence(
    id="o1",
    subscription="s1",
    channel="C0GROWTH",
    rhythm=Rhythm.WEEKLY,
    period="2026-W46",
    due_at=NOW,
    state=OccurrenceState.PLANNED,
    late=False,
    delivery="d1",
)


def open_case(kpi: Kpi = NPS, segment: str = "", owner: str = "lee") -> OpenCase:
    case = Case(
        id="c1",
        kpi=kpi.key,
        segment=segment,
        cadence=Cadence.WEEK,
        period="2026-W45",
        number=1,
        channel="C0GROWTH",
        rules=(),
        facts={},
        owner="U1LEE",
        delivery=None,
        state=CaseState.OPEN,
        snoozed_until=None,
        resolution="",
        replies=2,
        opened_at=NOW,
        closed_at=None,
        version=1,
    )
    return OpenCase(
        case=case, kpi=kpi, owner=owner, age_days=3, link="https://acme.slack.com/archives/C/p1"
    )


def row_with(reading: Reading, **changes: Any) -> Row:
    values = [Fraction(40 + n, 3) for n in range(TREND)]
    row = Row(
        kpi=reading.kpi,
        segment=reading.observation.key.segment,
        reading=reading,
        age_days=3,
        trend=tuple((WEEK.previous(TREND - 1 - n), value) for n, value in enumerate(values)),
    )
    return replace(row, **changes)


def card_of(*rows: Row, **changes: Any) -> Scorecard:
    card = Scorecard(
        now=NOW,
        zone="Asia/Taipei",
        segment="",
        family="",
        segments=(),
        families=("satisfaction",) if rows else (),
        rows=rows,
        cases=tuple(row.case for row in rows if row.case),
        digests=(),
        begun=bool(rows),
        decides=False,
        managers=(),
    )
    return replace(card, **changes)


def texts(view: dict[str, Any]) -> list[str]:
    return [
        text["text"]
        for block in view["blocks"]
        for text in (block.get("text"), *block.get("elements", ()))
        if text is not None and isinstance(text.get("text"), str)
    ]


def controls(view: dict[str, Any]) -> list[dict[str, Any]]:
    found = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [*found, *(element for row in rows for element in row)]


def walk(card: Scorecard) -> list[dict[str, Any]]:
    """Every page, by the button that leads to it."""
    pages = [home_view(card, Choice())]
    while further := [one for one in controls(pages[-1]) if one["action_id"] == NEXT]:
        choice = Choice.read(pages[-1]["private_metadata"])
        pages.append(home_view(card, choice.after(NEXT, further[0]["value"])))
    return pages


@pytest.fixture
def nps(reading: Callable[..., Reading], observation: Callable[..., Any]) -> Reading:
    before = observation(
        "nps", {"promoters": "1600", "passives": "400", "detractors": "150"}, "2026-W45"
    )
    inputs = {"promoters": "1700", "passives": "350", "detractors": "150"}
    return reading("nps", inputs, before=before, target=">= 65")


def test_a_kpi_says_value_age_verdict_change_and_trend_in_words(nps: Reading) -> None:
    [said] = [text for text in texts(home_view(card_of(row_with(nps)), Choice())) if "NPS" in text]
    value, verdict, change, trend = said.split("\n")
    assert value == "*NPS 70.45* · W46, 3 days old"
    assert verdict.startswith("target ≥ 65 met by 5.5 pts · excellent (≥ 50, ")
    assert change == "+3.01 pts vs W45, better"
    marks, words = trend.split("  ")
    assert marks == "▁▁▂▂▃▄▄▅▆▆▇█"
    assert words == "12 weeks: lowest 13.33 in W35, highest 17.00 in W46"


def test_gaps_are_counted_in_words_too(nps: Reading) -> None:
    row = row_with(nps)
    holes = tuple((p, v if n in (0, 11) else None) for n, (p, v) in enumerate(row.trend))
    [said] = [
        text
        for text in texts(home_view(card_of(replace(row, trend=holes)), Choice()))
        if "*NPS" in text
    ]
    assert "▁··········█  12 weeks, 10 without a value: lowest" in said


@pytest.mark.parametrize(("days", "age"), [(0, "still running"), (1, "1 day old")])
def test_the_age_reads_well(nps: Reading, days: int, age: str) -> None:
    view = home_view(card_of(row_with(nps, age_days=days)), Choice())
    assert any(f"W46, {age}" in text for text in texts(view))


def test_a_flagged_kpi_says_so_first_and_its_case_is_listed_with_owner_age_and_link(
    nps: Reading,
) -> None:
    view = home_view(card_of(row_with(nps, case=open_case())), Choice())
    said = texts(view)
    assert said[:2] == ["Customer KPIs", "*1 open case · 1 KPI in all*"]
    assert any(text.startswith("*Flagged*, not acknowledged · *NPS 70.45*") for text in said)
    [case] = [text for text in said if text.startswith("*Still open*")]
    assert case == (
        "*Still open*  NPS since W45 (3 days) — lee, not acknowledged, 2 replies "
        "→ <https://acme.slack.com/archives/C/p1|thread>"
    )


def test_a_flagged_kpi_that_has_recovered_says_what_is_left_to_do(nps: Reading) -> None:
    view = home_view(card_of(row_with(nps, case=open_case(), recovered=True)), Choice())
    flagged = "*Flagged*, not acknowledged; recovered, to be resolved · *NPS 70.45*"
    assert any(text.startswith(flagged) for text in texts(view))


def test_what_is_missing_has_a_button_that_names_the_kpi_and_its_period() -> None:
    due = Due(period=WEEK, owner="lee", waiting=None)
    view = home_view(card_of(Row(kpi=NPS, segment="", reading=None, due=due)), Choice())
    assert "*NPS* · W46 is not recorded (lee owns it)" in texts(view)
    assert "*1 KPI is missing and due · 1 KPI in all*" in texts(view)
    [record] = [one for one in controls(view) if one["action_id"] == "answer.record"]
    assert (record["text"]["text"], record["value"]) == ("Record NPS", "nps||2026-W46")


@pytest.mark.parametrize(
    ("changes", "last", "lines"),
    [
        ({}, None, ["Next: Mon 23 Nov 2026, 08:00 (Asia/Taipei), about W47", "None was due yet."]),
        (
            {},
            (LAST, "sent"),
            ["Next: Mon 23 Nov 2026, 08:00 (Asia/Taipei), about W47", "Last: W46, sent"],
        ),
        (
            {"state": SubscriptionState.PAUSED},
            (LAST, "sent"),
            [
                "Paused: nothing is sent until somebody types `/kpi digest resume` there.",
                "Last: W46, sent",
            ],
        ),
    ],
)
def test_a_digest_says_when_it_comes_on_the_readers_clock_and_how_the_last_went(
    nps: Reading, changes: Any, last: tuple[Occurrence, str] | None, lines: list[str]
) -> None:
    own = OwnDigest(digest=replace(DIGEST, **changes), last=last)
    view = home_view(card_of(row_with(nps), digests=(own,)), Choice())
    [said] = [text for text in texts(view) if "<#C0GROWTH>" in text]
    assert said.split("\n") == ["*<#C0GROWTH>* · every Monday at 09:00 (Asia/Seoul)", *lines]


@pytest.mark.parametrize(
    ("changes", "third"),
    [
        ({"decides": True}, "every week: `/kpi digest weekly mon 09:00 nps churn`"),
        ({"managers": ("kim", "<lee>")}, "ask kim or &lt;lee&gt;."),
        ({}, "`/kpi admins` says who they are."),
    ],
)
def test_an_empty_workspace_says_what_one_can_do_and_whom_to_ask_for_the_rest(
    changes: Any, third: str
) -> None:
    view = home_view(card_of(**changes), Choice())
    first, second, last = texts(view)[0].split("\n")
    assert "`/nps 1700 350 150`" in first
    assert "`/kpi list`" in second
    assert last.endswith(third)
    assert view_refusal(view) is None


@pytest.mark.parametrize(
    ("decides", "last"), [(True, "churn`"), (False, "`/kpi admins` says who they are.")]
)
def test_only_those_who_decide_are_told_to_set_up_a_digest(
    nps: Reading, decides: bool, last: str
) -> None:
    said = texts(home_view(card_of(row_with(nps), decides=decides), Choice()))
    assert said[said.index("Digests of your channels") + 1].endswith(last)


@pytest.mark.parametrize("decides", [True, False])
def test_the_guide_is_offered_to_those_who_decide_whatever_is_there(
    nps: Reading, decides: bool
) -> None:
    for card in (card_of(decides=decides), card_of(row_with(nps), decides=decides)):
        shown = [one["action_id"] for one in controls(home_view(card, Choice()))]
        assert (OPEN in shown) is decides


@pytest.mark.parametrize(
    ("digests", "label"), [((), "Set up"), ((OwnDigest(digest=DIGEST, last=None),), "Set up again")]
)
def test_what_is_set_up_already_can_be_set_up_again(
    digests: tuple[OwnDigest, ...], label: str
) -> None:
    row = Row(kpi=NPS, segment="", reading=None)
    view = home_view(card_of(row, digests=digests, decides=True), Choice())
    assert controls(view)[-1]["text"]["text"] == label


def test_a_sentence_about_what_was_just_done_comes_first(nps: Reading) -> None:
    for card in (card_of(), card_of(row_with(nps))):
        assert texts(home_view(card, Choice(), "It is done."))[0] == "It is done."


GUIDED = Guided(step=Step.OWNERS, plan=Plan.of(Business.SAAS).adding("fcr"))


def test_a_view_carries_where_somebody_is_in_the_guide(nps: Reading) -> None:
    choice = Choice(segment="tier:a", guide=GUIDED)
    assert Choice.read(choice.text()) == choice
    assert choice.after(FAMILY, "=web").guide == GUIDED
    for card in (card_of(), card_of(row_with(nps))):
        kept = home_view(card, choice)["private_metadata"]
        assert Choice.read(kept).guide == GUIDED


@pytest.mark.parametrize(
    "kept",
    [
        '{"guide": null}',
        '{"guide": "x"}',
        '{"guide": {"step": "gone"}}',
        '{"guide": {"step": "kpis", "plan": {"offered": ["gone"], "kpis": []}}}',
        '{"guide": {"step": "kpis", "plan": {"day": 9}}}',
    ],
)
def test_a_guide_of_another_version_begins_anew(kept: str) -> None:
    assert Choice.read(kept) == Choice()


def test_whoever_is_refused_sees_the_sentence_alone() -> None:
    view = refused_home(told("You are a guest."))
    assert texts(view) == ["You are a guest."]
    assert view_refusal(view) is None


def test_menus_are_offered_where_there_is_something_to_choose(nps: Reading) -> None:
    alone = home_view(card_of(row_with(nps)), Choice())
    assert [one["action_id"] for one in controls(alone)][-1:] != [SEGMENT]
    card = card_of(
        row_with(nps), segments=("tier:a", "tier:b"), families=("retention", "satisfaction")
    )
    menus = {one["action_id"]: one for one in controls(home_view(card, Choice()))}
    said = [option["text"]["text"] for option in menus[SEGMENT]["options"]]
    assert said == ["Segment: everybody", "Segment: tier:a", "Segment: tier:b"]
    said = [option["text"]["text"] for option in menus[FAMILY]["options"]]
    assert said == ["Family: every family", "Family: retention", "Family: satisfaction"]


def test_a_choice_is_kept_in_the_view_and_begins_at_the_first_page() -> None:
    choice = Choice(segment="tier:a", family="web", page=3)
    assert Choice.read(choice.text()) == choice
    assert choice.after(SEGMENT, "=") == Choice(family="web")
    assert choice.after(SEGMENT, "=tier:b") == Choice(segment="tier:b", family="web")
    assert choice.after(FAMILY, "=") == Choice(segment="tier:a")
    assert choice.after(PREVIOUS, "2") == replace(choice, page=2)


@pytest.mark.parametrize("kept", ["", "{}", '{"of": "another version"}'])
def test_a_view_that_carries_no_choice_shows_everything(kept: str) -> None:
    assert Choice.read(kept) == Choice()


def test_the_chosen_segment_is_in_the_menu_however_many_there_are(nps: Reading) -> None:
    segments = tuple(f"market:{n:03}" for n in range(150))
    card = card_of(row_with(nps), segments=segments, segment="market:149")
    view = home_view(card, Choice())
    assert view_refusal(view) is None
    [menu] = [one for one in controls(view) if one["action_id"] == SEGMENT]
    assert menu["initial_option"]["value"] == "=market:149"
    assert any("51 more segments are not in the menu" in text for text in texts(view))


@pytest.mark.parametrize("count", [1, 3, 60, 200])
def test_every_page_fits_and_together_they_show_everything_once(nps: Reading, count: int) -> None:
    kpi = dataclasses.replace(NPS, short="N" * 200, name="n" * 200)
    rows = tuple(
        row_with(
            replace(nps, kpi=kpi),
            kpi=kpi,
            segment=f"{LONG[:-3]}{n:03}",
            case=open_case(kpi, LONG, owner="&" * 80),
            due=Due(period=WEEK, owner="<" * 80, waiting=None),
        )
        for n in range(count)
    )
    digests = (OwnDigest(digest=DIGEST, last=(LAST, "not delivered: " + "z" * 900)),) * 20
    card = card_of(
        *rows,
        segments=tuple(f"{LONG[:-3]}{n:03}" for n in range(count)),
        families=tuple(catalogue.families()),
        digests=digests,
    )
    pages = walk(card)
    assert [view_refusal(page) for page in pages] == [None] * len(pages)
    shown = [text for page in pages for text in texts(page)]
    for n in range(count):
        assert sum(text.count(f"y{n:03}") for text in shown if "*N" in text) == 2
    assert len([text for text in shown if "<#C0GROWTH>" in text]) == len(digests)
    assert all("<@" not in text and "<!" not in text for text in shown)


def test_a_page_is_never_larger_than_slack_takes(nps: Reading) -> None:
    """By size, where it is not the number of blocks that is too much."""
    digests = (OwnDigest(digest=DIGEST, last=(LAST, "é" * 2900)),) * 80
    pages = walk(card_of(row_with(nps), digests=digests))
    assert len(pages) > 1
    assert all(len(json.dumps(page, ensure_ascii=False).encode()) < 250_000 for page in pages)
    assert [view_refusal(page) for page in pages] == [None] * len(pages)


def test_pages_can_be_turned_back_and_say_where_one_is(nps: Reading) -> None:
    card = card_of(*(row_with(nps) for _ in range(200)))
    second = home_view(card, Choice(page=1))
    pages = len(walk(card))
    assert f"Page 2 of {pages}" in texts(second)
    turned = {
        one["action_id"]: one["value"]
        for one in controls(second)
        if one["action_id"] in (PREVIOUS, NEXT)
    }
    assert turned == {PREVIOUS: "0", NEXT: "2"}
    assert home_view(card, Choice(page=99)) == home_view(card, Choice(page=pages - 1))


def test_every_control_says_what_it_is_for(nps: Reading) -> None:
    card = card_of(row_with(nps), segments=("tier:a",), families=("retention", "satisfaction"))
    for one in controls(home_view(card, Choice())):
        label = one.get("text") or one["placeholder"]
        assert label["text"].strip()
