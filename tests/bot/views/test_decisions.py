"""Targets, benchmarks, owners, settings: what holds now, what held before, how to change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from msgspec.structs import replace

from bot.desk.answers import (
    BenchmarkAnswer,
    OwnerAnswer,
    Settings,
    SettingsAnswer,
    TargetAnswer,
)
from bot.desk.reading import Reading
from bot.language import language
from bot.views import decisions
from bot.views.answers import message_of
from bot.views.blocks import Message
from kpi import Kpi, catalogue
from kpi.language import speaking
from kpi.period import Cadence
from kpi.target import Target
from storage.records import TargetRecord, Workspace
from tests.bot.desk.desk import Desk

NPS = catalogue.get("nps")
AN_INSTANT = datetime(2026, 11, 16, tzinfo=UTC)


def record(rule: str, starts: date, kpi: Kpi = NPS) -> TargetRecord:
    return TargetRecord(
        kpi=kpi.key,
        segment="",
        target=Target.read(rule, kpi) if rule else None,
        starts=starts,
        set_by="U1KIM",
        set_at=AN_INSTANT,
    )


def named(name: str, zone: str | None) -> Workspace:
    return Workspace(
        team="T1",
        name=name,
        url="https://acme.slack.com/",
        zone=zone,
        currency="KRW",
        fall_percent=Fraction(25, 2),
        fall_points=Fraction(10),
        unadministered_at=None,
        created_at=AN_INSTANT,
    )


def shown(settings: Settings) -> SettingsAnswer:
    return SettingsAnswer(now=settings, before=settings)


def test_a_new_target_stands_beside_the_old_one_and_the_latest_value(
    reading: Callable[..., Reading],
) -> None:
    inputs = {"promoters": "1700", "passives": "350", "detractors": "150"}
    answer = TargetAnswer(
        kpi=NPS,
        segment="",
        now=record(">= 65", date(2026, 11, 9)),
        before=record(">= 60", date(2026, 1, 5)),
        changed=True,
        currency="USD",
        latest=reading("nps", inputs, target=">= 65"),
    )
    assert decisions.target(answer).text == (
        "Target of Net Promoter Score (NPS): ≥ 60 → ≥ 65, from Mon 9 Nov 2026 on\n"
        "Latest: 70.45, Mon 9 – Sun 15 Nov 2026, W46. Target ≥ 65 met\n"
        "Change it: /kpi target nps &gt;= 45 · drop it: /kpi target nps off"
    )


def test_a_value_judged_by_another_target_is_not_said_to_meet_this_one(
    reading: Callable[..., Reading],
) -> None:
    inputs = {"promoters": "1700", "passives": "350", "detractors": "150"}
    answer = TargetAnswer(
        kpi=NPS,
        segment="",
        now=record(">= 80", date(2026, 11, 16)),
        before=None,
        changed=True,
        currency="USD",
        latest=reading("nps", inputs, target=">= 65"),
    )
    assert "Latest: 70.45, Mon 9 – Sun 15 Nov 2026, W46\n" in decisions.target(answer).text


@pytest.mark.parametrize(
    ("now", "before", "changed", "said"),
    [
        (None, None, False, "none"),
        (record("", date(2026, 11, 9)), record("45", date(2026, 1, 5)), True, "≥ 45 → none, from"),
        (record("45", date(2026, 11, 9)), None, True, "none → ≥ 45, from Mon 9 Nov 2026 on"),
    ],
)
def test_no_target_is_called_none(
    now: TargetRecord | None, before: TargetRecord | None, changed: bool, said: str
) -> None:
    answer = TargetAnswer(
        kpi=NPS,
        segment="tier:pro",
        now=now,
        before=before,
        changed=changed,
        currency="USD",
        latest=None,
    )
    text = decisions.target(answer).text
    assert f"Target of Net Promoter Score (NPS), segment tier:pro: {said}" in text
    assert "/kpi target nps &gt;= 45 segment=tier:pro" in text


def test_a_chosen_benchmark_stands_beside_the_one_before() -> None:
    kpi = catalogue.get("crr")
    answer = BenchmarkAnswer(
        kpi=kpi, chosen="saas_2021", before="smb_2020", changed=True, sets=kpi.benchmarks
    )
    told = decisions.benchmark(answer).text.splitlines()
    assert told[:2] == [
        "Benchmarks of Customer Retention Rate (CRR)",
        "Judged by: smb_2020 → saas_2021, from now on.",
    ]
    assert "• saas_2021 (in use here): at least 93 % a year" in told
    assert told[-2:] == [
        "Choose another one: /kpi benchmark crr smb_2020",
        "A target of your own is judged first: /kpi target crr &gt;= 90%",
    ]


def test_a_kpi_without_a_bar_says_so() -> None:
    answer = BenchmarkAnswer(
        kpi=catalogue.get("mrr"), chosen=None, before=None, changed=False, sets=()
    )
    assert decisions.benchmark(answer).text == (
        "Benchmarks of Monthly Recurring Revenue (MRR)\n"
        "No source here gives a bar to judge it by.\n"
        "A target of your own is judged first: /kpi target mrr &gt;= 1,500"
    )


@pytest.mark.parametrize(
    ("owner", "backup", "before", "changed", "said"),
    [
        ("Kim", "Lee", "", True, "NPS belongs to Kim from now on (before: nobody). Backup: Lee."),
        ("Kim", "", "Lee", True, "NPS belongs to Kim from now on (before: Lee). No backup."),
        ("Kim", "Lee", "Kim", True, "NPS belongs to Kim. Backup: Lee."),
        ("Kim", "", "", False, "NPS belongs to Kim. No backup."),
        ("", "", "", False, "NPS has no owner."),
        ("", "", "Kim", True, "NPS has no owner any more."),
        ("<!channel>", "", "", False, "NPS belongs to &lt;!channel&gt;. No backup."),
    ],
)
def test_an_owner_is_named_and_never_called(
    owner: str,
    backup: str,
    before: str,
    changed: bool,
    said: str,
    fits: Callable[[Message], None],
) -> None:
    message = decisions.owner(
        OwnerAnswer(kpi=NPS, owner=owner, backup=backup, before=before, changed=changed)
    )
    fits(message)
    assert message.text.splitlines()[0] == said


def test_every_setting_shows_its_value_and_how_to_change_it() -> None:
    workspace = named("Acme & Co", zone="Asia/Seoul")
    cadences = {"churn": Cadence.MONTH, "crr": Cadence.QUARTER}
    answer = SettingsAnswer(
        now=Settings(workspace=workspace, cadences=cadences),
        before=Settings(workspace=replace(workspace, currency="USD"), cadences=cadences),
    )
    assert decisions.settings(answer).text == (
        "Settings of Acme &amp; Co\n"
        "Time zone · Asia/Seoul\nChange it: /kpi settings timezone Asia/Seoul\n"
        "Currency · USD → KRW\nChange it: /kpi settings currency KRW\n"
        "A fall is flagged beyond · 12.5 % of the last value, or 10 points\n"
        "Change it: /kpi settings fall 20%\n"
        "How often · Churn (every month), CRR (every quarter)\n"
        "Change it: /kpi settings cadence churn month"
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "ko",
            (
                "Acme 설정\n"
                "시간대 · Asia/Taipei\n변경: /kpi settings timezone Asia/Seoul\n"
                "통화 · KRW\n변경: /kpi settings currency KRW\n"
            ),
        ),
        (
            "zh_Hant",
            (
                "Acme 的設定\n"
                "時區 · Asia/Taipei\n變更：/kpi settings timezone Asia/Taipei\n"
                "幣別 · KRW\n變更：/kpi settings currency TWD\n"
            ),
        ),
    ],
)
def test_settings_show_what_the_reader_would_choose(code: str, said: str) -> None:
    answer = shown(Settings(workspace=named("Acme", "Asia/Taipei"), cadences={}))
    with speaking(language(code)):
        assert decisions.settings(answer).text.startswith(said)


def test_a_new_rhythm_stands_beside_the_one_before() -> None:
    desk = Desk()
    answer = desk.say("kim", "/kpi settings cadence nrr week")
    desk.close()
    assert isinstance(answer, SettingsAnswer)
    lines = decisions.settings(answer).text.splitlines()
    assert "How often · every KPI as in its definition → NRR (every week)" in lines


@pytest.mark.parametrize(
    "setting",
    ["timezone Asia/Seoul", "currency KRW", "fall 15%", "fall 7 points", "cadence nrr week"],
)
def test_a_setting_typed_again_is_shown_as_it_is(setting: str) -> None:
    desk = Desk()
    answers = [desk.say("kim", f"/kpi settings {setting}") for _ in range(2)]
    desk.close()
    texts = [decisions.settings(one).text for one in answers if isinstance(one, SettingsAnswer)]
    assert ["→" in text for text in texts] == [True, False]


def test_both_falls_are_shown_before_and_after() -> None:
    desk = Desk()
    desk.say("kim", "/kpi settings fall 15%")
    answer = desk.say("kim", "/kpi settings fall 7 points")
    desk.close()
    assert isinstance(answer, SettingsAnswer)
    assert (
        "A fall is flagged beyond · 15 % of the last value, or 10 points"
        " → 15 % of the last value, or 7 points"
    ) in decisions.settings(answer).text


def test_what_is_decided_again_is_no_change() -> None:
    desk = Desk()
    for typed, now in (
        ("target nps >= 65", "Target of Net Promoter Score (NPS): ≥ 65, from "),
        ("benchmark nps cx_2021", "Judged by: cx_2021"),
    ):
        desk.say("kim", f"/kpi {typed}")
        text = message_of(desk.say("kim", f"/kpi {typed}")).text
        assert now in text, text
        assert "→" not in text, text
        assert "before" not in text, text
    desk.close()


@pytest.mark.parametrize("kpi", catalogue.all_kpis(), ids=lambda kpi: kpi.key)
def test_the_benchmarks_and_the_longest_target_of_every_kpi_fit(
    kpi: Kpi, fits: Callable[[Message], None]
) -> None:
    sets = kpi.benchmarks
    fits(
        decisions.benchmark(
            BenchmarkAnswer(kpi=kpi, chosen=kpi.default_set, before=None, changed=True, sets=sets)
        )
    )
    target = TargetAnswer(
        kpi=kpi,
        segment="<!channel>:" + "*&`~_" * 12,
        now=record(">= " + "9" * 50, date(2026, 11, 9), kpi),
        before=None,
        changed=True,
        currency="USD",
        latest=None,
    )
    fits(decisions.target(target))


def test_settings_that_change_everything_fit(fits: Callable[[Message], None]) -> None:
    cadences = {one.key: Cadence.QUARTER for one in catalogue.all_kpis()}
    workspace = named("<!channel>*&`" * 300, zone=None)
    fits(decisions.settings(shown(Settings(workspace=workspace, cadences=cadences))))
