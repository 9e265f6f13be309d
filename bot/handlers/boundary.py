"""The one place where errors become sentences, and where people are let in."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Protocol, TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from bot.desk.asker import Asker, admit
from bot.desk.errors import NotAllowed
from bot.directory import ask_for, keep
from bot.language import language_of
from bot.office import Office
from bot.views import problems
from bot.views.blocks import Message
from kpi.errors import KpiError
from kpi.language import said, turn_to
from storage.records import Person
from storage.tx import Tx

_log = structlog.get_logger(__name__)

T = TypeVar("T")

_UNKNOWN = frozenset({"user_not_found", "user_not_visible"})


class Transaction(Protocol):
    """`store.read` or `store.write`."""

    def __call__(self, work: Callable[[Tx], T], /) -> T:
        """What `work` returned."""
        ...


class _NotMetYet(Exception):
    """The person is not in the database."""


def guarded(work: Callable[[], T], say: Callable[[Message], T], *, what: str) -> T:
    """The result of `work`, or what `say` makes of its error: nothing is ever left unanswered.

    An error nobody foresaw gets an id that stands in the answer and in the log.
    """
    try:
        return work()
    except KpiError as error:
        return say(problems.problem(error, None))
    except Exception:  # noqa: BLE001 -- the boundary: whatever it is, the person gets an answer
        incident = token_hex(4)
        _log.exception("unexpected", incident=incident, what=what)
        return say(problems.unexpected(incident))


def _looked_up(office: Office, team: str, user: str) -> Person:
    try:
        return ask_for(office.client_for(team), team, user, office.clock())
    except SlackApiError as error:
        if error.response.get("error") in _UNKNOWN:
            raise NotAllowed(
                said(
                    "KPI Bot answers members of this workspace only, and Slack does not know you "
                    "here."
                )
            ) from error
        raise


def members_only(_tx: Tx, _team: str, person: Person) -> None:
    """Lets full members pass.

    Raises:
        bot.desk.errors.NotAllowed: the person is none.
    """
    admit(person)


def asked_by(  # noqa: PLR0913 -- who asks, where, for what, and whom that is open to
    office: Office,
    team: str,
    user: str,
    channel: str,
    transaction: Transaction,
    work: Callable[[Tx, Asker], T],
    *,
    admitting: Callable[[Tx, str, Person], None] = members_only,
) -> T:
    """What `work` returns for a person whom `admitting` lets pass, in one transaction.

    Somebody never met before is looked up in Slack once, outside the transaction.

    Raises:
        bot.desk.errors.NotAllowed: the person may not use the bot.
    """

    def admitted(tx: Tx) -> T:
        person = tx.people.get(team, user)
        if person is None:
            raise _NotMetYet
        admitting(tx, team, person)
        return work(tx, Asker(team=team, person=person, channel=channel, now=office.clock()))

    try:
        return transaction(admitted)
    except _NotMetYet:
        person = _looked_up(office, team, user)
        office.store.write(lambda tx: keep(tx, team, [person], office.clock()))
        turn_to(language_of(person.locale))
        return transaction(admitted)
