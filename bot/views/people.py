"""Who decides, who sees, who records; and receipts for those who record without seeing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.answers import AccessAnswer, AdminsAnswer, Receipt
from bot.views.blocks import Message, joined
from bot.views.layout import code, short, titled, told
from bot.views.naming import among, full_name, short_name
from kpi import Kpi
from kpi.language import counted, phrase, said
from kpi.lists import comma_joined, sentences
from storage.records import Audience, Person

_MOST = 50
"""People listed; more are counted."""
_SEEN: Mapping[Audience | None, str] = {
    None: phrase("*Seen by*: every member of this workspace."),
    Audience.CHANNELS: phrase(
        "*Seen by*: managers, and the members of the channels whose digests carry it "
        "(no digest carries it yet)."
    ),
    Audience.MANAGERS: phrase("*Seen by*: managers only."),
}
"""Who sees a KPI, where no digest carries it."""
_NOBODY = phrase(
    "Slack names no admin or owner of this workspace, so every member decides here until one of "
    "them adds somebody: `/kpi admins add @kim`. From then on only those who were added decide."
)

_STORED = phrase("Stored: {kpi} for {period}, K-{number}.")
_TAKEN_BACK = phrase("Taken back: {kpi} for {period}, K-{number}.")


def admins(answer: AdminsAnswer) -> Message:
    """The managers, and how to change who was added."""
    return told(
        short(answer.changed, 1000),
        titled(said("Managers as admins and owners of the workspace"), _people(answer.by_slack)),
        said(_NOBODY) if answer.everybody else "",
        titled(said("Managers they added"), _people(answer.added))
        or said("*Managers they added*: none."),
        said(
            "Managers set targets, benchmarks, owners, digests, settings and who sees what. "
            "Admins and owners of the workspace add and remove others: {add} · {remove}",
            add=code("/kpi admins add @kim"),
            remove=code("/kpi admins remove @kim"),
        ),
    )


def _people(people: Sequence[Person]) -> list[str]:
    lines = [short(one.name, 100) for one in people[:_MOST]]
    more = len(people) - len(lines)
    return [*lines, said("… and {more} more", more=more)] if more > 0 else lines


def access(answer: AccessAnswer) -> Message:
    """Who sees and who records a KPI, what follows from that, and how to change it."""
    kpi, key = answer.kpi, answer.kpi.key
    name = full_name(kpi)
    return told(
        said("*{kpi}*: changed, from now on", kpi=name) if answer.changed else f"*{name}*",
        joined([_seen(answer), said("*Recorded by*: {people}.", people=_recorders(answer))]),
        _because(answer),
        _follow(answer),
        joined(
            [
                said(
                    "Change who sees it: {managers} · {channels} · {everyone}",
                    managers=code(f"/kpi access {key} seen managers"),
                    channels=code(f"/kpi access {key} seen channels"),
                    everyone=code(f"/kpi access {key} seen everyone"),
                ),
                said(
                    "Change who records it: {some} · {everyone}",
                    some=code(f"/kpi access {key} recorded @kim @lee"),
                    everyone=code(f"/kpi access {key} recorded everyone"),
                ),
            ]
        ),
    )


def _seen(answer: AccessAnswer) -> str:
    channels = [f"<#{channel}>" for channel in answer.channels[:_MOST]]
    if answer.seen is not Audience.CHANNELS or not channels:
        return said(_SEEN[answer.seen])
    return said(
        "*Seen by*: managers, and the members of the channels whose digests carry it ({channels}).",
        channels=comma_joined(channels),
    )


def _recorders(answer: AccessAnswer) -> str:
    if answer.recorders is None:
        return said("everyone who sees it")
    people = comma_joined([short(name, 100) for name in answer.recorders[:_MOST]])
    more = len(answer.recorders) - _MOST
    if more > 0:
        return said("{people} and {more} more, and managers", people=people, more=more)
    return said("{people}, and managers", people=people)


def _because(answer: AccessAnswer) -> str:
    if not answer.because:
        return ""
    return counted(
        "It is computed from {kpis}, so whoever may not see that does not see it either.",
        "It is computed from {kpis}, so whoever may not see those does not see it either.",
        len(answer.because),
        kpis=_listed(answer.because),
    )


def _follow(answer: AccessAnswer) -> str:
    if answer.seen is None or not answer.follow:
        return ""
    return said("Hidden with it, because computed from it: {kpis}.", kpis=_listed(answer.follow))


def _listed(kpis: Sequence[Kpi]) -> str:
    return comma_joined([f"{short_name(kpi)} (`{kpi.key}`)" for kpi in kpis])


def receipt(answer: Receipt) -> Message:
    """That something was stored or taken back; no figure."""
    words = _TAKEN_BACK if answer.taken_back else _STORED
    undo = said("A slip? {command} takes it back.", command=code("/kpi undo"))
    return told(
        sentences(
            said(
                words,
                kpi=short_name(answer.kpi),
                period=f"{answer.period.words()}{among(answer.segment)}",
                number=answer.number,
            ),
            said("You record this KPI without seeing it, so no figure is shown."),
            "" if answer.taken_back else undo,
        )
    )
