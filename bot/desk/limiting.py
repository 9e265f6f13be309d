"""Managers decide who sees and who records a KPI."""

from __future__ import annotations

from bot.desk.access import told_limits
from bot.desk.answers import AccessAnswer
from bot.desk.asker import Asker, require_manager
from bot.desk.deciding import name_of
from bot.desk.errors import Refused
from bot.desk.refresh import after_limits
from bot.desk.workspace import settled_workspace
from bot.questions import EVERYONE, SetAccess, ShowAccess
from kpi import Kpi, catalogue
from kpi.derive import told_by
from kpi.language import phrase, said
from storage.records import Audience, Standing, SubscriptionState
from storage.tx import Tx

_CAN_RECORD = (Standing.MEMBER, Standing.MANAGER, Standing.GUEST)


def show_access(tx: Tx, asker: Asker, question: ShowAccess) -> AccessAnswer:
    """Who sees a KPI, and who records it."""
    return _answer(tx, asker, question.kpi)


def set_access(tx: Tx, asker: Asker, question: SetAccess) -> AccessAnswer:
    """Limits a KPI from now on, or opens it again; posted digests follow at once.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: somebody named cannot record, such as a bot; nothing was changed.
    """
    require_manager(tx, asker, phrase("decide who sees and records a KPI"))
    settled_workspace(tx, asker)
    for user in question.recorders or ():
        _require_recorder(tx, asker.team, user)
    choice = tx.choices.get(asker.team, question.kpi.key)
    seen, recorders = choice.seen, choice.recorders
    if question.seen is not None:
        seen = None if question.seen == EVERYONE else Audience(question.seen)
    if question.recorders is not None:
        recorders = tuple(dict.fromkeys(question.recorders)) or None
    tx.choices.set_access(asker.team, question.kpi.key, seen, recorders)
    if seen is not choice.seen:
        for key in (question.kpi.key, *sorted(told_by(question.kpi.key))):
            after_limits(tx, asker.team, key, asker.now)
    return _answer(tx, asker, question.kpi, changed=True)


def _require_recorder(tx: Tx, team: str, user: str) -> None:
    """Members and guests of this workspace may be named."""
    person = tx.people.get(team, user)
    if person is None or person.standing not in _CAN_RECORD:
        who = person.name if person else said("That person")
        raise Refused(
            said(
                "{who} cannot use KPI Bot: bots, deactivated accounts and people of other "
                "organisations cannot record. Nothing was changed.",
                who=who,
            ),
            field="recorded",
        )


def _answer(tx: Tx, asker: Asker, kpi: Kpi, *, changed: bool = False) -> AccessAnswer:
    choice = tx.choices.get(asker.team, kpi.key)
    names = tuple(name_of(tx, asker.team, user) for user in choice.recorders or ())
    return AccessAnswer(
        kpi=kpi,
        seen=choice.seen,
        recorders=None if choice.recorders is None else names,
        channels=_carriers(tx, asker.team, kpi.key),
        follow=tuple(catalogue.get(key) for key in sorted(told_by(kpi.key))),
        because=tuple(catalogue.get(key) for key in told_limits(tx, asker.team, kpi.key)),
        changed=changed,
    )


def _carriers(tx: Tx, team: str, kpi: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            one.channel
            for one in tx.subscriptions.all(team)
            if kpi in one.kpis and one.state is not SubscriptionState.OFF
        )
    )
