"""A flagged drop that nobody acknowledged: what its backup or the managers read about it."""

from __future__ import annotations

from bot.views.blocks import Message, Press, actions, escape, joined, plain, section
from bot.views.layout import told
from bot.views.naming import among, full_name
from kpi import catalogue
from kpi.period import Period
from storage.records import Case, Step

ACKNOWLEDGE = "escalation.acknowledge"
_WHY = {
    Step.BACKUP: "You stand in for its owner, so it comes to you now.",
    Step.MANAGERS: "It comes to the managers now.",
}


def unacknowledged(case: Case, link: str, step: Step) -> Message:
    """Says what nobody has acknowledged for a working day; no figure.

    Args:
        case: the flagged drop.
        link: permalink of its message, or "".
        step: why the reader is told.
    """
    where = f"<{link}|its thread>" if link else f"the thread of its digest in <#{case.channel}>"
    paragraphs = (
        f"*Nobody has acknowledged a drop*: {_name(case)}, flagged in <#{case.channel}>.",
        f"{_WHY[step]} Acknowledging says that somebody looks into it; the rest is in {where}.",
    )
    press = Press(label="Acknowledge", action=ACKNOWLEDGE, value=case.id, style="primary")
    return Message(
        text=joined([*map(plain, paragraphs), f"You can: {press.label}"]),
        blocks=(*map(section, paragraphs), actions(press)),
    )


def acknowledged(case: Case, link: str, by: str) -> Message:
    """What takes the place of the message once it was acknowledged from there."""
    where = f" <{link}|Go on in its thread>." if link else ""
    return told(f"{_name(case)}: {escape(by)} acknowledged it.{where}")


def _name(case: Case) -> str:
    name = full_name(catalogue.get(case.kpi))
    return f"{name}{among(case.segment)} · {Period.parse(case.period).words()}"
