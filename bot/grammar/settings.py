"""`/kpi settings …`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from bot.grammar.digests import read_zone
from bot.grammar.errors import CommandError
from bot.places import example_place
from bot.questions import SetCadence, SetCurrency, SetFall, SetZone, ShowSettings
from kpi import catalogue
from kpi.currency import CODES
from kpi.language import said
from kpi.period import Cadence

_FALL = re.compile(r"(\d{1,3})\s*(%|percent|points?|pts)")


def read_settings(
    words: Sequence[str],
) -> ShowSettings | SetZone | SetCurrency | SetCadence | SetFall:
    """The question behind the words after `/kpi settings`.

    Raises:
        CommandError: the setting or its value is unknown.
    """
    if not words:
        return ShowSettings()
    name, rest = words[0].casefold(), list(words[1:])
    if name in ("timezone", "zone", "tz"):
        return SetZone(zone=read_zone(" ".join(rest)))
    if name == "currency":
        return _currency(" ".join(rest))
    if name == "cadence":
        return _cadence(rest)
    if name == "fall":
        return _fall(" ".join(rest))
    raise CommandError(
        said(
            '"{typed}" is not a setting. There are timezone, currency, cadence and fall.',
            typed=words[0],
        ),
        field="settings",
        candidates=("timezone", "currency", "cadence", "fall"),
        example=f"/kpi settings timezone {example_place().zone}",
    )


def _currency(text: str) -> SetCurrency:
    code = text.strip().upper()
    if code not in CODES:
        raise CommandError(
            said(
                '"{typed}" is not a currency. Use a three-letter code such as USD, KRW or TWD.',
                typed=text,
            ),
            field="currency",
            example=f"/kpi settings currency {example_place().currency}",
        )
    return SetCurrency(currency=code)


def _cadence(words: list[str]) -> SetCadence:
    example = "/kpi settings cadence churn month"
    if len(words) < 2:
        raise CommandError(
            said("Name a KPI and how often it is recorded: week, month, quarter or year."),
            field="cadence",
            example=example,
        )
    last = words.pop().casefold().removesuffix("ly")
    if last not in set(Cadence):
        raise CommandError(
            said('"{typed}" is not week, month, quarter or year.', typed=last),
            field="cadence",
            example=example,
        )
    kpi, _, used = catalogue.resolve(words)
    if used != len(words):
        raise CommandError(
            said('"{word}" is too much here.', word=words[used]), field="cadence", example=example
        )
    return SetCadence(kpi=kpi, cadence=Cadence(last))


def _fall(text: str) -> SetFall:
    match = _FALL.fullmatch(text.strip().casefold())
    if match is None or int(match[1]) == 0 or int(match[1]) > 200:
        raise CommandError(
            said("Write the fall that is flagged as a percentage or in points."),
            field="fall",
            example="/kpi settings fall 20%",
        )
    return SetFall(
        amount=Fraction(int(match[1])), points=match[2].startswith("p") and match[2] != "percent"
    )
