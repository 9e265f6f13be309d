"""Days off in words: until when, and who stands in."""

from __future__ import annotations

from bot.desk.answers import AwayAnswer, Cover
from bot.views.blocks import Message
from bot.views.layout import code, short, titled, told
from bot.views.naming import day, short_name

_EXAMPLE = "/kpi away 2026-09-24..2026-09-28"
_MOST = 50
"""KPIs listed; the catalogue has fewer."""


def away(answer: AwayAnswer) -> Message:
    """Whether somebody is away, what happens to their KPIs meanwhile, and how to change it."""
    if answer.away is None:
        said = "is back" if answer.changed else "is not away"
        return told(
            f"*{_who(answer, said)}*. Questions about missing KPIs go to their owners.",
            f"Name days off, the last one included: {code(_EXAMPLE)}",
        )
    span = day(answer.away.first_day)
    if answer.away.last_day != answer.away.first_day:
        span = f"{span} to {day(answer.away.last_day)}"
    return told(
        f"*{_who(answer, 'is away')}*: {span} ({answer.away.zone}).",
        titled("Meanwhile", [_cover(one) for one in answer.covers[:_MOST]])
        or "No KPI has them as its owner.",
        "The backup is asked for what is missing, and flagged drops go to them.",
        f"Back earlier: {code('/kpi away off')} · other days: {code(_EXAMPLE)}",
    )


def _who(answer: AwayAnswer, said: str) -> str:
    """The person and their verb: "You are away", "kim is away"."""
    if answer.own:
        return f"You {said.replace('is', 'are', 1)}"
    return f"{short(answer.name, 100)} {said}"


def _cover(cover: Cover) -> str:
    name = short_name(cover.kpi)
    if cover.backup:
        return f"• {name}: {short(cover.backup, 100)} stands in"
    owner = code(f"/kpi owner {cover.kpi.key} @kim backup @lee")
    return f"• {name}: nobody stands in, so the digest asks the managers. {owner}"
