"""Whoever leaves: what they answered for is offered to the managers, once."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.desk import caseworking
from bot.desk.asker import Asker, require_manager
from bot.desk.deciding import name_of, require_viewer
from bot.desk.errors import NotFound, Refused
from bot.desk.estates import Estate, estate_of
from bot.desk.reaching import managers_of, write_to
from bot.desk.refresh import after_case_change
from bot.views.departure import handed_to_you, offer
from kpi.language import phrase, said
from storage.records import Standing
from storage.tx import Tx


def see_to_departed(tx: Tx, team: str, now: datetime) -> int:
    """Tells the managers of everybody who left something behind; how many people those are.

    Once for each, whatever finds them: an event, or a look at everybody. Whoever comes back may
    leave again.
    """
    tx.departures.forget_returned(team)
    gone = [user for user in tx.departures.untold(team) if tx.departures.add(team, user, now)]
    for user in gone:
        message = partial(offer, estate_of(tx, team, user))
        for manager in managers_of(tx, team):
            write_to(tx, team, manager, message)
    return len(gone)


def hand_over(tx: Tx, asker: Asker, user: str, heir: str) -> tuple[Estate, str]:
    """Gives what somebody left to `heir`; returns it, and the heir's name.

    The heir is told, unless it is they who took it.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: there is nothing left to take over.
        Refused: they are back, or the heir cannot take it.
    """
    estate = require_estate(tx, asker, user)
    for kpi in {one.key: one for one in (*estate.owned, *estate.backed)}.values():
        require_viewer(tx, asker.team, heir, kpi)
    for kpi in estate.owned:
        backup = tx.choices.get(asker.team, kpi.key).backup
        kept = None if backup in (heir, user) else backup
        tx.choices.set_owner(asker.team, kpi.key, heir, kept)
    for kpi in estate.backed:
        owner = tx.choices.get(asker.team, kpi.key).owner
        tx.choices.set_owner(asker.team, kpi.key, owner, None if owner == heir else heir)
    for case in estate.cases:
        changed = caseworking.assign(tx, asker, case.id, heir)
        after_case_change(tx, asker.team, changed, asker.now)
    if heir != asker.user:
        news = partial(handed_to_you, estate, asker.person.name)
        write_to(tx, asker.team, heir, news)
    return estate, name_of(tx, asker.team, heir)


def require_estate(tx: Tx, asker: Asker, user: str) -> Estate:
    """What somebody left that can still be taken over.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: there is nothing left to take over.
        Refused: they are back.
    """
    require_manager(tx, asker, phrase("hand over what somebody left"))
    gone = tx.people.get(asker.team, user)
    if gone is None or gone.standing is not Standing.DEACTIVATED:
        raise Refused(said("This account is active again, so nothing is handed over."))
    estate = estate_of(tx, asker.team, user)
    if not estate.to_hand_over:
        raise NotFound(
            said("Everything that {name} left was taken over already.", name=estate.name)
        )
    return estate
