"""The message that asks somebody for what is missing before a digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.gathering import Missing
from bot.views.blocks import Block, Message, Press, context, joined, plain, section
from bot.views.layout import code
from bot.views.moments import moment
from bot.views.naming import full_name
from bot.views.readings import record_press
from bot.views.wholes import waiting_words
from storage.records import TOTAL, Subscription

MOST = 45
"""KPIs with a button of their own; a message takes fifty blocks."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A figure somebody is asked for, and the digest that waits for it."""

    digest: Subscription
    gap: Missing


def request(wanted: Sequence[Wanted]) -> Message:
    """Asks for these figures, each with its button."""
    shown = wanted[:MOST]
    count = "this KPI" if len(wanted) == 1 else f"these {len(wanted)} KPIs"
    digests = {one.digest.id: one.digest for one in wanted}.values()
    due = "; ".join(f"<#{one.channel}>: {moment(one.next_due)}" for one in digests)
    head = f"*Please record {count} before the digest* ({due}):"
    lines = [_line(one.gap) for one in shown]
    more = len(wanted) - len(shown)
    foot = joined(
        [
            f"{more} more are missing. All of them: {code('/kpi list')}" if more else "",
            "You are asked once. The digest goes out once the last input is in, or at its time.",
            f"Away? {code('/kpi away 2026-09-24..2026-09-28')} lets your backup stand in.",
        ]
    )
    blocks: list[Block] = [section(head)]
    blocks += [section(line, _press(one.gap)) for line, one in zip(lines, shown, strict=True)]
    choices = "You can: Record"
    return Message(
        text=joined([plain(line) for line in (head, *lines, foot)] + [choices]),
        blocks=(*blocks, context(foot)),
    )


def _line(gap: Missing) -> str:
    name = f"*{full_name(gap.kpi)}* · {gap.period.words()}"
    return f"{name}: {waiting_words(gap.waiting)}" if gap.waiting else name


def _press(gap: Missing) -> Press:
    """Opens the form of the first segment that a total waits for, or else of the total."""
    segment = gap.waiting.missing[0] if gap.waiting else TOTAL
    return record_press(gap.kpi, segment, gap.period.label)
