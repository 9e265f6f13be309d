"""Who asks, where and when."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from bot.desk.errors import NotAllowed
from kpi.language import phrase, said
from storage.records import Person, Standing
from storage.tx import Tx


class Asker(Struct, frozen=True, kw_only=True):
    """A person the bot serves, with the place and the instant of the question."""

    team: str
    person: Person
    channel: str
    now: datetime

    @property
    def user(self) -> str:
        """The person's Slack id."""
        return self.person.user


def manages(tx: Tx, team: str, person: Person) -> bool:
    """Whether somebody may set targets, benchmarks, owners, digests and settings."""
    if person.standing is Standing.MEMBER:
        return person.user in tx.people.added_managers(team) or nobody_decides(tx, team)
    return person.standing is Standing.MANAGER


def nobody_decides(tx: Tx, team: str) -> bool:
    """Whether every member decides, because nobody else can: there is no manager of any kind.

    Slack's own workspaces always have an owner; stand-ins for Slack may have none. Counts only
    once a reading of everybody found none: an owner who is replaced opens nothing.
    """
    workspace = tx.workspaces.get(team)
    if workspace is None or workspace.unadministered_at is None:
        return False
    return not tx.people.managers(team) and not tx.people.added_managers(team)


def is_manager(tx: Tx, asker: Asker) -> bool:
    """Whether the asker is one of the managers."""
    return manages(tx, asker.team, asker.person)


def require_manager(tx: Tx, asker: Asker, what: str) -> None:
    """Lets managers pass; `what` completes "Only managers may …" and is to be `said`.

    Raises:
        NotAllowed: the asker is no manager.
    """
    if not is_manager(tx, asker):
        raise NotAllowed(
            said(
                "Only managers may {what}: admins and owners of the workspace, and those they "
                "added. Ask one of them: /kpi admins says who they are.",
                what=said(what),
            ),
            example="/kpi admins",
        )


def require_admin(tx: Tx, asker: Asker, what: str) -> None:
    """Lets admins and owners of the workspace pass. Members, too, where nobody decides.

    `what` completes "Only … may …" and is to be `said`.

    Raises:
        NotAllowed: the asker is none by their standing in Slack.
    """
    if asker.person.standing is not Standing.MANAGER and not nobody_decides(tx, asker.team):
        raise NotAllowed(
            said(
                "Only admins and owners of the workspace may {what}. Ask one of them.",
                what=said(what),
            )
        )


_REFUSALS = {
    Standing.GUEST: phrase(
        "KPI Bot answers full members of this workspace only, and you are a guest."
    ),
    Standing.STRANGER: phrase("KPI Bot answers members of the workspace it is installed in only."),
    Standing.BOT: phrase("KPI Bot does not answer other bots."),
    Standing.DEACTIVATED: phrase("KPI Bot does not answer deactivated accounts."),
}


def admit(person: Person) -> None:
    """Lets members and managers pass.

    Raises:
        NotAllowed: guests, other organisations' people, bots and deactivated accounts.
    """
    refusal = _REFUSALS.get(person.standing)
    if refusal is not None:
        raise NotAllowed(said(refusal))
