"""`/kpi digest …`: schedules and actions as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.grammar.errors import CommandError
from bot.grammar.wishes import WISHES
from bot.grammar.words import choice
from bot.places import example_place
from bot.questions import DigestAction, DigestCommand, Question, ScheduleDigest
from bot.zones import known_zones
from kpi import Kpi, catalogue
from kpi.language import phrase, said

EXAMPLE = "/kpi digest weekly mon 09:00 nps churn crr"

_DAYS = (
    ("mon", "monday", "월", "월요일", "週一", "周一", "星期一", "禮拜一"),
    ("tue", "tues", "tuesday", "화", "화요일", "週二", "周二", "星期二", "禮拜二"),
    ("wed", "wednesday", "수", "수요일", "週三", "周三", "星期三", "禮拜三"),
    ("thu", "thur", "thurs", "thursday", "목", "목요일", "週四", "周四", "星期四", "禮拜四"),
    ("fri", "friday", "금", "금요일", "週五", "周五", "星期五", "禮拜五"),
    ("sat", "saturday", "토", "토요일", "週六", "周六", "星期六", "禮拜六"),
    ("sun", "sunday", "일", "일요일", "週日", "周日", "星期日", "星期天", "禮拜日", "禮拜天"),
)
_DAY_NUMBERS = {name: number for number, names in enumerate(_DAYS) for name in names}
_TIME = re.compile(
    r"(?P<before>오전|오후|上午|下午)? ?(?P<hour>\d{1,2})"
    r"(?P<minute>:\d{2}| ?[시點点](?: ?(?:\d{1,2} ?[분分]|[반半]))?)? ?(?P<after>am|pm)?"
)
_HALVES = {"am": 0, "오전": 0, "上午": 0, "pm": 12, "오후": 12, "下午": 12}
_MOST_WORDS = 5
"""Of a time: 오전 9 시 30 분."""
_KEYS = frozenset(kpi.key for kpi in catalogue.all_kpis())
_INCOMPLETE = {
    "weekly": phrase("A weekly digest needs a day, a time and at least one KPI."),
    "monthly": phrase("A monthly digest needs a day, a time and at least one KPI."),
}
_RHYTHMS = tuple(_INCOMPLETE)


def read_digest(words: Sequence[str]) -> Question:
    """The question behind the words after `/kpi digest`.

    Raises:
        CommandError: a day, time, zone or KPI cannot be understood.
    """
    if not words:
        return DigestCommand(action=DigestAction.STATUS)
    first = choice(words[0])
    if first in WISHES:
        return WISHES[first](words[1:])
    if first in _RHYTHMS:
        if len(words) == 1:
            raise CommandError(
                said(_INCOMPLETE[first]),
                field="digest",
                example=_example(first),
            )
        return _schedule(first, words[1:])
    if first not in set(DigestAction):
        raise CommandError(
            said(
                '"{typed}" is nothing a digest can do. It can be weekly, monthly, preview, '
                "now, pause, resume, off or status; language, mentions and holidays say how its "
                "channel wants it.",
                typed=words[0],
            ),
            field="digest",
            candidates=(*_RHYTHMS, *DigestAction, *WISHES),
            example=EXAMPLE,
        )
    return DigestCommand(action=DigestAction(first), rhythm=_only_rhythm(words[1:]))


def read_zone(text: str) -> str:
    """An IANA time zone by its name, whatever its case.

    Raises:
        CommandError: there is no such zone.
    """
    zone = known_zones().get(text.strip().replace(" ", "_").casefold())
    if zone is None:
        raise CommandError(
            said(
                '"{typed}" is not a time zone. Use a name such as Asia/Seoul, Asia/Taipei or '
                "America/New_York.",
                typed=text,
            ),
            field="timezone",
            example=f"/kpi settings timezone {example_place().zone}",
        )
    return zone


def _only_rhythm(words: Sequence[str]) -> str | None:
    if not words:
        return None
    if len(words) == 1 and choice(words[0]) in _RHYTHMS:
        return choice(words[0])
    raise CommandError(
        said(
            "'{words}' is too much here: say weekly or monthly, or nothing for both.",
            words=" ".join(words),
        ),
        field="digest",
        example="/kpi digest pause weekly",
    )


def _schedule(rhythm: str, words: Sequence[str]) -> ScheduleDigest:
    rest = list(words)
    day = _weekday(rest.pop(0)) if rhythm == "weekly" else _day_of_month(rest.pop(0))
    if not rest:
        raise CommandError(
            said("The time of day is missing."), field="time", example=_example(rhythm)
        )
    (hour, minute), used = _time(rest, rhythm)
    rest = rest[used:]
    zone = None
    if rest and rest[-1].casefold() in known_zones():
        zone = read_zone(rest.pop())
    elif rest and "/" in rest[-1]:
        read_zone(rest[-1])
    return ScheduleDigest(
        rhythm=rhythm, day=day, hour=hour, minute=minute, kpis=_kpis(rest, rhythm), zone=zone
    )


def _weekday(word: str) -> int:
    day = _DAY_NUMBERS.get(word.casefold())
    if day is None:
        raise CommandError(
            said(
                '"{word}" is not a day of the week. Use mon, tue, wed, thu, fri, sat or sun.',
                word=word,
            ),
            field="day",
            example=EXAMPLE,
        )
    return day


def _day_of_month(word: str) -> int:
    digits = word.rstrip("일日號号.")
    if not digits.isdecimal() or not 1 <= int(digits) <= 28:
        raise CommandError(
            said('"{word}" is not a day from 1 to 28, which every month has.', word=word),
            field="day",
            example=_example("monthly"),
        )
    return int(digits)


def _time(words: Sequence[str], rhythm: str) -> tuple[tuple[int, int], int]:
    """The hour and the minute that the list begins with, and how many words say it."""
    for used in range(min(len(words), _MOST_WORDS), 0, -1):
        clock = _clock(" ".join(words[:used]))
        if clock is not None:
            return clock, used
    raise CommandError(
        said('"{word}" is not a time of day. Use 24 hours, such as 09:00 or 17:30.', word=words[0]),
        field="time",
        example=_example(rhythm),
    )


def _clock(typed: str) -> tuple[int, int] | None:
    """09:00, 9am, 오전 9시 30분, 下午2點半; a number alone is no time."""
    match = _TIME.fullmatch(typed.casefold())
    if match is None:
        return None
    half, past = match["before"] or match["after"], match["minute"] or ""
    if not half and not past:
        return None
    hour, minute = int(match["hour"]), 30 if past.endswith(("반", "半")) else _digits(past)
    if minute > 59 or not (1 <= hour <= 12 if half else hour < 24):
        return None
    return (hour % 12 + _HALVES[half] if half else hour), minute


def _digits(text: str) -> int:
    """The number in a text; 0 for none."""
    return int("".join(filter(str.isdecimal, text)) or 0)


def _kpis(words: Sequence[str], rhythm: str) -> tuple[Kpi, ...]:
    found: list[Kpi] = []
    rest = list(words)
    while rest:
        kpi, used = next_kpi(rest)
        if kpi not in found:
            found.append(kpi)
        rest = rest[used:]
    if not found:
        raise CommandError(
            said("Name at least one KPI for the digest."), field="kpis", example=_example(rhythm)
        )
    return tuple(found)


def next_kpi(words: Sequence[str]) -> tuple[Kpi, int]:
    """The KPI that the list begins with, and how many words name it.

    A comma ends a name, and `dau mau` are two KPIs, though they also name their ratio.
    """
    comma = next((at for at, word in enumerate(words, 1) if word.endswith(",")), len(words))
    name = [word.rstrip(",") for word in words[:comma]]
    kpi, _, used = catalogue.resolve(name)
    if used > 1 and all(word.casefold() in _KEYS for word in name[:used]):
        kpi, _, used = catalogue.resolve(name[:1])
    return kpi, used


def _example(rhythm: str) -> str:
    return EXAMPLE if rhythm == "weekly" else "/kpi digest monthly 3 09:00 mrr nrr"
