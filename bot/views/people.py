"""Who decides, who sees, who records; and receipts for those who record without seeing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.answers import AccessAnswer, AdminsAnswer, Receipt
from bot.views.blocks import Message
from bot.views.layout import code, short, titled, told
from bot.views.naming import among, full_name, short_name
from kpi import Kpi
from storage.records import Audience, Person

_MOST = 50
"""People listed; more are counted."""
_SEEN: Mapping[Audience | None, str] = {
    None: "every member of this workspace",
    Audience.CHANNELS: "managers, and the members of the channels whose digests carry it",
    Audience.MANAGERS: "managers only",
}
_NOBODY = (
    "Slack names no admin or owner of this workspace, so every member decides here until one of "
    "them adds somebody: `/kpi admins add @kim`. From then on only those who were added decide."
)


def admins(answer: AdminsAnswer) -> Message:
    """The managers, and how to change who was added."""
    return told(
        short(answer.changed, 1000),
        titled("Managers as admins and owners of the workspace", _people(answer.by_slack)),
        _NOBODY if answer.everybody else "",
        titled("Managers they added", _people(answer.added)) or "*Managers they added*: none.",
        "Managers set targets, benchmarks, owners, digests, settings and who sees what. "
        "Admins and owners of the workspace add and remove others: "
        f"{code('/kpi admins add @kim')} · {code('/kpi admins remove @kim')}",
    )


def _people(people: Sequence[Person]) -> list[str]:
    lines = [short(one.name, 100) for one in people[:_MOST]]
    more = len(people) - len(lines)
    return [*lines, f"… and {more} more"] if more > 0 else lines


def access(answer: AccessAnswer) -> Message:
    """Who sees and who records a KPI, what follows from that, and how to change it."""
    kpi, key = answer.kpi, answer.kpi.key
    return told(
        f"*{full_name(kpi)}*{': changed, from now on' if answer.changed else ''}",
        f"*Seen by*: {_SEEN[answer.seen]}{_channels(answer)}.\n"
        f"*Recorded by*: {_recorders(answer)}.",
        _because(answer),
        _follow(answer),
        f"Change who sees it: {code(f'/kpi access {key} seen managers')} · "
        f"{code(f'/kpi access {key} seen channels')} · "
        f"{code(f'/kpi access {key} seen everyone')}\n"
        f"Change who records it: {code(f'/kpi access {key} recorded @kim @lee')} · "
        f"{code(f'/kpi access {key} recorded everyone')}",
    )


def _channels(answer: AccessAnswer) -> str:
    if answer.seen is not Audience.CHANNELS:
        return ""
    listed = ", ".join(f"<#{channel}>" for channel in answer.channels[:_MOST])
    return f" ({listed})" if listed else " (no digest carries it yet)"


def _recorders(answer: AccessAnswer) -> str:
    if answer.recorders is None:
        return "everyone who sees it"
    shown = ", ".join(short(name, 100) for name in answer.recorders[:_MOST])
    more = len(answer.recorders) - _MOST
    return f"{shown}{f' and {more} more' if more > 0 else ''}, and managers"


def _because(answer: AccessAnswer) -> str:
    if not answer.because:
        return ""
    return (
        f"It is computed from {_listed(answer.because)}, so whoever may not see "
        f"{'that' if len(answer.because) == 1 else 'those'} does not see it either."
    )


def _follow(answer: AccessAnswer) -> str:
    if answer.seen is None or not answer.follow:
        return ""
    return f"Hidden with it, because computed from it: {_listed(answer.follow)}."


def _listed(kpis: Sequence[Kpi]) -> str:
    return ", ".join(f"{short_name(kpi)} (`{kpi.key}`)" for kpi in kpis)


def receipt(answer: Receipt) -> Message:
    """That something was stored or taken back; no figure."""
    when = f"{answer.period.words()}{among(answer.segment)}"
    done = "Taken back" if answer.taken_back else "Stored"
    undo = "" if answer.taken_back else f" A slip? {code('/kpi undo')} takes it back."
    return told(
        f"{done}: {short_name(answer.kpi)} for {when}, K-{answer.number}. You record this KPI "
        f"without seeing it, so no figure is shown.{undo}"
    )
