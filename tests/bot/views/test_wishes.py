"""How a channel wants what is posted there, as people read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from bot.desk.answers import ChannelWants, WishAnswer
from bot.desk.upcoming import Postponed
from bot.language import language
from bot.questions import Wish
from bot.sends import Send
from bot.views.wishes import next_words, wants_line, wish
from kpi.language import speaking
from kpi.period import Period
from storage.records import (
    ChannelSettings,
    OnHoliday,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)

PLAIN = ChannelWants(settings=ChannelSettings(channel="C1"), language="en")
TOLD = ChannelWants(
    settings=ChannelSettings(
        channel="C1", language="ko", mentions=True, holidays="KR", on_holiday=OnHoliday.SKIP
    ),
    language="ko",
)
SHIFTED = replace(TOLD, settings=replace(TOLD.settings, on_holiday=OnHoliday.SHIFT))
DIGEST = Subscription(
    id="s1",
    channel="C1",
    schedule=Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Taipei"),
    kpis=("nps",),
    state=SubscriptionState.ACTIVE,
    set_by="U1",
    next_due=datetime(2026, 9, 29, 1, 0, tzinfo=UTC),
    next_period="2026-W39",
)
THEN = Send(
    day=date(2026, 10, 5),
    due=datetime(2026, 10, 5, 1, 0, tzinfo=UTC),
    period=Period.parse("2026-W40"),
    skipped=False,
)
A_DAY = Postponed(holiday="Confucius' Birthday", days=1, then=THEN)


@pytest.mark.parametrize(
    ("wants", "line"),
    [
        (PLAIN, ("Language: English · Flagged drops call nobody · "
                "Public holidays: sent as on any day")),
        (TOLD, ("Language: 한국어 · Flagged drops call their owner · "
               "Public holidays of South Korea: skipped")),
        (SHIFTED, ("Language: 한국어 · Flagged drops call their owner · "
                  "Public holidays of South Korea: sent on the next working day")),
    ],
)  # fmt: skip
def test_everything_a_channel_wants_is_one_line(wants: ChannelWants, line: str) -> None:
    assert wants_line(wants) == line


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (None, "Tue 29 Sep 2026, 09:00 (Asia/Taipei), about Mon 21 – Sun 27 Sep 2026, W39"),
        (A_DAY, "Sep 2026, W39 — a day later: Confucius' Birthday"),
        (replace(A_DAY, days=7), "Sep 2026, W39 — 7 days later: Confucius' Birthday"),
        (replace(A_DAY, days=0), ("Sep 2026, W39 — skipped: Confucius' Birthday. "
                                 "Then: Mon 5 Oct 2026, 09:00 (Asia/Taipei)")),
    ],
)  # fmt: skip
def test_the_next_send_says_what_a_holiday_makes_of_it(later: Postponed | None, words: str) -> None:
    assert next_words(DIGEST, later).endswith(words)


@pytest.mark.parametrize(
    ("about", "wants", "words"),
    [
        (Wish.LANGUAGE, PLAIN, "as whoever sets up the digest reads: English."),
        (Wish.LANGUAGE, TOLD, "are written in 한국어."),
        (Wish.MENTIONS, PLAIN, "Nobody is called in <#C1>"),
        (Wish.MENTIONS, TOLD, "calls its owner once"),
        (Wish.HOLIDAYS, PLAIN, "go out on public holidays, too."),
        (Wish.HOLIDAYS, TOLD, "public holiday of South Korea is skipped."),
        (Wish.HOLIDAYS, SHIFTED, "on the next working day."),
    ],
)
def test_an_answer_says_what_is_in_force_and_how_to_change_it(
    about: Wish, wants: ChannelWants, words: str
) -> None:
    in_force, *_, change = wish(WishAnswer(about=about, wants=wants, digests=())).text.split("\n")
    assert words in in_force
    assert change.startswith(f"Change it: /kpi digest {about} ")


ALONE = ChannelWants(settings=ChannelSettings(channel="C1", holidays="JP"), language="ko")


@pytest.mark.parametrize(
    ("about", "wants", "code", "commands"),
    [
        (Wish.LANGUAGE, PLAIN, "en", ("language ko", "language zh", "language en")),
        (Wish.LANGUAGE, PLAIN, "zh_Hant", ("language zh", "language ko", "language en")),
        (Wish.HOLIDAYS, PLAIN, "en", ("holidays KR shift", "holidays KR skip")),
        (Wish.HOLIDAYS, PLAIN, "ko", ("holidays KR shift", "holidays KR skip")),
        (Wish.HOLIDAYS, PLAIN, "zh_Hant", ("holidays TW shift", "holidays TW skip")),
        (Wish.HOLIDAYS, ALONE, "zh_Hant", ("holidays JP shift", "holidays JP skip")),
    ],
)
def test_commands_offer_what_is_in_force_or_else_what_the_reader_would_choose(
    about: Wish, wants: ChannelWants, code: str, commands: tuple[str, ...]
) -> None:
    with speaking(language(code)):
        change = wish(WishAnswer(about=about, wants=wants, digests=())).text.splitlines()[-1]
    offered = [command.strip() for command in change.split("/kpi digest")[1:]]
    assert [one.removesuffix("·").strip() for one in offered][: len(commands)] == [*commands]


def test_holidays_show_the_next_send_of_each_digest() -> None:
    answer = WishAnswer(about=Wish.HOLIDAYS, wants=SHIFTED, digests=((DIGEST, A_DAY),))
    [line] = [one for one in wish(answer).text.split("\n") if "next:" in one]
    assert line.startswith("The digest every Monday at 09:00 (Asia/Taipei) — next: Tue 29 Sep")
    assert line.endswith("a day later: Confucius' Birthday")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("ko", "언어: 한국어 · 악화 알림에서 담당자를 멘션함 · 대한민국 공휴일: 건너뜀"),
        ("zh_Hant", "語言：한국어 · 惡化警示會提及負責人 · 南韓的國定假日：略過"),
    ],
)
def test_it_is_said_in_every_language(code: str, line: str) -> None:
    with speaking(language(code)):
        assert wants_line(TOLD) == line
