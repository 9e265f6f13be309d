"""Who asks, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk.errors import NotAllowed
from storage.records import Person, Standing
from storage.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A person the bot serves, with the place and the instant of the question."""

    team: str
    person: Person
    channel: str
    now: datetime

    @property
    def user(self) -> str:
        """The person's Slack id."""
        return self.person.user


def is_manager(tx: Tx, asker: Asker) -> bool:
    """Whether the asker may set targets, benchmarks, owners, digests and settings."""
    return asker.person.standing is Standing.MANAGER or asker.user in tx.people.added_managers(
        asker.team
    )


def require_manager(tx: Tx, asker: Asker, what: str) -> None:
    """Lets managers pass; `what` completes "Only managers may …".

    Raises:
        NotAllowed: the asker is no manager.
    """
    if not is_manager(tx, asker):
        raise NotAllowed(
            f"Only managers may {what}: admins and owners of the workspace. Ask one of them."
        )


_REFUSALS = {
    Standing.GUEST: "KPI Bot answers full members of this workspace only, and you are a guest.",
    Standing.STRANGER: "KPI Bot answers members of the workspace it is installed in only.",
    Standing.BOT: "KPI Bot does not answer other bots.",
    Standing.DEACTIVATED: "KPI Bot does not answer deactivated accounts.",
}


def admit(person: Person) -> None:
    """Lets members and managers pass.

    Raises:
        NotAllowed: guests, other organisations' people, bots and deactivated accounts.
    """
    refusal = _REFUSALS.get(person.standing)
    if refusal is not None:
        raise NotAllowed(refusal)
