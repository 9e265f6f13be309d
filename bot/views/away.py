"""Days off in words: until when, and who stands in."""

from __future__ import annotations

from bot.desk.answers import AwayAnswer, Cover
from bot.views.blocks import Message
from bot.views.layout import code, short, titled, told
from bot.views.naming import short_name
from kpi.dates import day_words
from kpi.language import phrase, said
from kpi.lists import sentences
from storage.records import Away

_EXAMPLE = "/kpi away 2026-09-24..2026-09-28"
_YOU_ARE_AWAY = phrase("*You are away*: {days} ({zone}).")
_SOMEBODY_IS_AWAY = phrase("*{person} is away*: {days} ({zone}).")
_MOST = 50
"""KPIs listed; the catalogue has fewer."""


def away(answer: AwayAnswer) -> Message:
    """Whether somebody is away, what happens to their KPIs meanwhile, and how to change it."""
    if answer.away is None:
        return told(
            sentences(_there(answer), said("Questions about missing KPIs go to their owners.")),
            said("Name days off, the last one included: {command}", command=code(_EXAMPLE)),
        )
    return told(
        said(
            _YOU_ARE_AWAY if answer.own else _SOMEBODY_IS_AWAY,
            person=short(answer.name, 100),
            days=_days(answer.away),
            zone=answer.away.zone,
        ),
        titled(said("Meanwhile"), [_cover(one) for one in answer.covers[:_MOST]])
        or said("No KPI has them as its owner."),
        said("The backup is asked for what is missing, and flagged drops go to them."),
        said(
            "Back earlier: {back} · other days: {other}",
            back=code("/kpi away off"),
            other=code(_EXAMPLE),
        ),
    )


def _there(answer: AwayAnswer) -> str:
    """That somebody is here, or here again."""
    person = short(answer.name, 100)
    if answer.own:
        return said("*You are back*.") if answer.changed else said("*You are not away*.")
    if answer.changed:
        return said("*{person} is back*.", person=person)
    return said("*{person} is not away*.", person=person)


def _days(away: Away) -> str:
    first = day_words(away.first_day)
    if away.last_day == away.first_day:
        return first
    return said("{first} to {last}", first=first, last=day_words(away.last_day))


def _cover(cover: Cover) -> str:
    name = short_name(cover.kpi)
    if cover.backup:
        return "• " + said("{kpi}: {person} stands in", kpi=name, person=short(cover.backup, 100))
    return "• " + said(
        "{kpi}: nobody stands in, so the digest asks the managers. {command}",
        kpi=name,
        command=code(f"/kpi owner {cover.kpi.key} @kim backup @lee"),
    )
