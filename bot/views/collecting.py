"""The message that asks somebody for what is missing before a digest."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bot.desk.gathering import Missing
from bot.views.blocks import Block, Message, Press, context, joined, plain, section
from bot.views.layout import code
from bot.views.moments import moment
from bot.views.naming import full_name
from bot.views.readings import record_press
from bot.views.wholes import waiting_words
from kpi.language import counted, said
from kpi.lists import labelled
from storage.records import TOTAL, Subscription

MOST = 45
"""KPIs with a button of their own; a message takes fifty blocks."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A figure somebody is asked for, and the digest that waits for it."""

    digest: Subscription
    gap: Missing


def request(wanted: Sequence[Wanted]) -> Message:
    """Asks for these figures, each with its button."""
    shown = wanted[:MOST]
    head = counted(
        "*Please record this KPI before the digest* ({digests}):",
        "*Please record these {n} KPIs before the digest* ({digests}):",
        len(wanted),
        digests=said("; ").join(_due(wanted)),
    )
    lines = [_line(one.gap) for one in shown]
    foot = joined(
        [
            _more(len(wanted) - len(shown)),
            said(
                "You are asked once. The digest goes out once the last input is in, or at its time."
            ),
            said(
                "Away? {command} lets your backup stand in.",
                command=code("/kpi away 2026-09-24..2026-09-28"),
            ),
        ]
    )
    blocks: list[Block] = [section(head)]
    blocks += [section(line, _press(one.gap)) for line, one in zip(lines, shown, strict=True)]
    choices = said("You can: {choices}", choices=said("Record"))
    return Message(
        text=joined([plain(line) for line in (head, *lines, foot)] + [choices]),
        blocks=(*blocks, context(foot)),
    )


def _due(wanted: Sequence[Wanted]) -> list[str]:
    digests = {one.digest.id: one.digest for one in wanted}.values()
    return [f"<#{one.channel}>: {moment(one.next_due)}" for one in digests]


def _more(missing: int) -> str:
    if not missing:
        return ""
    return counted(
        "{n} more is missing. All of them: {command}",
        "{n} more are missing. All of them: {command}",
        missing,
        command=code("/kpi list"),
    )


def _line(gap: Missing) -> str:
    name = f"*{full_name(gap.kpi)}* · {gap.period.words()}"
    return labelled(name, waiting_words(gap.waiting)) if gap.waiting else name


def _press(gap: Missing) -> Press:
    """Opens the form of the first segment that a total waits for, or else of the total."""
    segment = gap.waiting.missing[0] if gap.waiting else TOTAL
    return record_press(gap.kpi, segment, gap.period.label)
