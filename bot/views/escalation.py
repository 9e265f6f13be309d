"""A flagged drop that nobody acknowledged: what its backup or the managers read about it."""

from __future__ import annotations

from bot.views.blocks import Message, Press, actions, escape, joined, plain, section
from bot.views.layout import told
from bot.views.naming import among, full_name
from kpi import catalogue
from kpi.language import phrase, said
from kpi.lists import sentences
from kpi.period import Period
from storage.records import Case, Step

ACKNOWLEDGE = "escalation.acknowledge"
_WHY = {
    Step.BACKUP: phrase("You stand in for its owner, so it comes to you now."),
    Step.MANAGERS: phrase("It comes to the managers now."),
}


def unacknowledged(case: Case, link: str, step: Step) -> Message:
    """Says what nobody has acknowledged for a working day; no figure.

    Args:
        case: the flagged drop.
        link: permalink of its message, or "".
        step: why the reader is told.
    """
    paragraphs = (
        said(
            "*Nobody has acknowledged a drop*: {drop}, flagged in {channel}.",
            drop=_name(case),
            channel=f"<#{case.channel}>",
        ),
        sentences(said(_WHY[step]), _where(case, link)),
    )
    press = Press(label=said("Acknowledge"), action=ACKNOWLEDGE, value=case.id, style="primary")
    choices = said("You can: {choices}", choices=press.label)
    return Message(
        text=joined([*map(plain, paragraphs), choices]),
        blocks=(*map(section, paragraphs), actions(press)),
    )


def acknowledged(case: Case, link: str, by: str) -> Message:
    """What takes the place of the message once it was acknowledged from there."""
    done = said("{drop}: {person} acknowledged it.", drop=_name(case), person=escape(by))
    go_on = said("Go on in its thread.")
    return told(sentences(done, f"<{link}|{go_on}>" if link else ""))


def _where(case: Case, link: str) -> str:
    if link:
        thread = said("its thread")
        return said(
            "Acknowledging says that somebody looks into it; the rest is in {thread}.",
            thread=f"<{link}|{thread}>",
        )
    return said(
        "Acknowledging says that somebody looks into it; "
        "the rest is in the thread of its digest in {channel}.",
        channel=f"<#{case.channel}>",
    )


def _name(case: Case) -> str:
    name = full_name(catalogue.get(case.kpi))
    return f"{name}{among(case.segment)} · {Period.parse(case.period).words()}"
