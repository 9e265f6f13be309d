"""Days off: naming them, looking at them, coming back."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.desk.answers import AwayAnswer, Cover
from bot.desk.asker import Asker, require_manager
from bot.desk.deciding import name_of, require_member
from bot.desk.errors import Refused
from bot.questions import EndAway, SetAway, ShowAway
from kpi import catalogue
from kpi.language import phrase, said
from storage.records import Away, Person
from storage.tx import Tx

LONGEST = timedelta(days=366)
"""The longest time somebody can be away, so that a slip in the year is noticed."""


def show_away(tx: Tx, asker: Asker, question: ShowAway) -> AwayAnswer:
    """Somebody's days off, present or to come, and who stands in for them.

    Raises:
        Refused: that person cannot use the bot.
    """
    return _answer(tx, asker, _whose(tx, asker, question.user), changed=False)


def set_away(tx: Tx, asker: Asker, question: SetAway) -> AwayAnswer:
    """Lets backups stand in from the first to the last of these days, in the asker's zone.

    Raises:
        NotAllowed: it is about somebody else, and the asker is no manager.
        Refused: the days are over, too many, or of somebody who cannot use the bot.
    """
    person = _changed(tx, asker, question.user)
    today = asker.now.astimezone(ZoneInfo(asker.person.zone)).date()
    if question.last < today:
        raise Refused(
            said(
                "{last} is over: today is {today}. Nothing was changed.",
                last=question.last,
                today=today,
            ),
            field="away",
            example=f"/kpi away {today}..{today + timedelta(days=4)}",
        )
    if question.last - question.first >= LONGEST:
        raise Refused(
            said(
                "That is longer than a year, so perhaps a slip. Nothing was changed. For good, "
                "a manager names another owner."
            ),
            field="away",
            example="/kpi owner nps @kim backup @lee",
        )
    away = Away(
        user=person.user,
        first_day=question.first,
        last_day=question.last,
        zone=asker.person.zone,
    )
    tx.workspaces.ensure(asker.team, "", asker.now)
    tx.aways.put(asker.team, away)
    return _answer(tx, asker, person, changed=True)


def end_away(tx: Tx, asker: Asker, question: EndAway) -> AwayAnswer:
    """Somebody is back, or does not go.

    Raises:
        NotAllowed: it is about somebody else, and the asker is no manager.
        Refused: that person cannot use the bot.
    """
    person = _changed(tx, asker, question.user)
    ended = tx.aways.end(asker.team, person.user)
    return _answer(tx, asker, person, changed=ended)


def _changed(tx: Tx, asker: Asker, user: str | None) -> Person:
    if user not in (None, asker.user):
        require_manager(tx, asker, phrase("say when somebody else is away"))
    return _whose(tx, asker, user)


def _whose(tx: Tx, asker: Asker, user: str | None) -> Person:
    return asker.person if user is None else require_member(tx, asker.team, user)


def _answer(tx: Tx, asker: Asker, person: Person, *, changed: bool) -> AwayAnswer:
    away = tx.aways.get(asker.team, person.user)
    if away is not None and away.last_day < asker.now.astimezone(ZoneInfo(away.zone)).date():
        away = None
    owned = (one for one in tx.choices.all(asker.team).values() if one.owner == person.user)
    return AwayAnswer(
        name=person.name,
        own=person.user == asker.user,
        away=away,
        changed=changed,
        covers=tuple(
            Cover(kpi=catalogue.get(one.kpi), backup=name_of(tx, asker.team, one.backup))
            for one in owned
        ),
    )
