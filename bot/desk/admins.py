"""Managers: who they are, and admins of the workspace adding others."""

from __future__ import annotations

from bot.desk.answers import AdminsAnswer
from bot.desk.asker import Asker, nobody_decides, require_admin
from bot.desk.deciding import name_of, require_member
from bot.desk.errors import Refused
from bot.questions import AddAdmins, RemoveAdmins
from kpi.language import phrase, said
from kpi.lists import comma_joined
from storage.records import Person, Standing
from storage.tx import Tx

_WHAT = phrase("add and remove managers")


def show_admins(tx: Tx, asker: Asker, changed: str = "") -> AdminsAnswer:
    """Admins and owners by Slack's word, and those they added who can still use the bot."""
    by_slack = tx.people.managers(asker.team)
    added = [tx.people.get(asker.team, user) for user in tx.people.added_managers(asker.team)]
    kept = [one for one in added if one is not None and one.standing is Standing.MEMBER]
    return AdminsAnswer(
        by_slack=_by_name(by_slack),
        added=_by_name(kept),
        everybody=nobody_decides(tx, asker.team),
        changed=changed,
    )


def add_admins(tx: Tx, asker: Asker, question: AddAdmins) -> AdminsAnswer:
    """Makes members managers.

    Raises:
        NotAllowed: the asker is no admin of the workspace; being added does not hand that on.
        Refused: somebody named cannot use the bot; nobody was added.
    """
    require_admin(tx, asker, _WHAT)
    people = [require_member(tx, asker.team, user) for user in question.users]
    for one in people:
        if one.standing is Standing.MANAGER:
            raise Refused(
                said("{name} is a manager already, as an admin of the workspace.", name=one.name)
            )
    for one in people:
        tx.people.make_manager(asker.team, one.user)
    return show_admins(
        tx, asker, said("{names} can decide here from now on.", names=_named(people))
    )


def remove_admins(tx: Tx, asker: Asker, question: RemoveAdmins) -> AdminsAnswer:
    """Takes people off the managers who were added. Admins of the workspace always stay.

    Raises:
        NotAllowed: the asker is no admin of the workspace.
        Refused: somebody named was not added; nobody was removed.
    """
    require_admin(tx, asker, _WHAT)
    added = tx.people.added_managers(asker.team)
    for user in question.users:
        if user not in added:
            raise _not_added(tx, asker, user)
    for user in question.users:
        tx.people.remove_manager(asker.team, user)
    names = comma_joined([name_of(tx, asker.team, user) for user in question.users])
    return show_admins(tx, asker, said("{names} can no longer decide here.", names=names))


def _not_added(tx: Tx, asker: Asker, user: str) -> Refused:
    person = tx.people.get(asker.team, user)
    if person is not None and person.standing is Standing.MANAGER:
        return Refused(
            said(
                "{name} is an admin of the workspace in Slack and stays a manager here.",
                name=person.name,
            )
        )
    who = person.name if person is not None else said("That person")
    return Refused(said("{who} was not added as a manager.", who=who), example="/kpi admins")


def _named(people: list[Person]) -> str:
    return comma_joined([one.name for one in people])


def _by_name(people: tuple[Person, ...] | list[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda one: (one.name.casefold(), one.user)))
