"""People: who somebody is, as Slack last said, and who was made a manager here."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Person, Standing
from storage.repository import Repository, adding_once, replacing, same
from storage.statement import Row, Session, Statement
from storage.tables import ManagerRow, PersonRow, table

_person = table(PersonRow)
_manager = table(ManagerRow)
_people = sa.select(*(c for c in _person.columns if c.key not in {"team", "folded_name"}))

_GET = Statement(_people.where(same(_person.c.team, _person.c.user)))
_PUT = Statement(replacing(_person, key=("team", "user")))
_OF_STANDING = Statement(
    _people.where(same(_person.c.team, _person.c.standing)).order_by(_person.c.user)
)
_BY_NAME = Statement(
    _people.where(same(_person.c.team, _person.c.folded_name)).order_by(_person.c.user)
)
_ADDED = Statement(sa.select(_manager.c.user).where(same(_manager.c.team)))
_ADD = Statement(adding_once(_manager))
_REMOVE = Statement(sa.delete(_manager).where(same(_manager.c.team, _manager.c.user)))


class People(Repository):
    """The people of each workspace."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._met: dict[tuple[str, str], Person] = {}
        """Those read in this transaction: a recording asks for its author three times."""

    def get(self, team: str, user: str) -> Person | None:
        """Somebody; None when Slack has not described them yet."""
        met = self._met.get((team, user))
        row = None if met else _GET.first(self._session, team=team, user=user)
        if row is not None:
            met = self._met[team, user] = Person(**row)
        return met

    def put(self, team: str, person: Person) -> None:
        """Keep what Slack says of somebody now."""
        self._met.pop((team, person.user), None)
        _PUT.run(self._session, team=team, folded_name=person.name.casefold(), **asdict(person))

    def managers(self, team: str) -> tuple[Person, ...]:
        """Those who are managers by their standing in Slack."""
        return _read(_OF_STANDING.all(self._session, team=team, standing=Standing.MANAGER))

    def added_managers(self, team: str) -> frozenset[str]:
        """User ids of those made managers here, whatever their standing."""
        return frozenset(row["user"] for row in _ADDED.all(self._session, team=team))

    def make_manager(self, team: str, user: str) -> None:
        """Add somebody to the managers."""
        _ADD.run(self._session, team=team, user=user)

    def remove_manager(self, team: str, user: str) -> None:
        """Take somebody off the added managers; their standing in Slack stays."""
        _REMOVE.run(self._session, team=team, user=user)

    def by_name(self, team: str, name: str) -> tuple[Person, ...]:
        """Everybody of that name, whatever its case."""
        return _read(_BY_NAME.all(self._session, team=team, folded_name=name.casefold()))


def _read(rows: list[Row]) -> tuple[Person, ...]:
    return tuple(Person(**row) for row in rows)
