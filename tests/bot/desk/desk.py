"""The desk with a store in memory: people type commands, nothing goes to Slack."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from msgspec.structs import replace

from bot.desk.answers import Answer, Recorded, Undone
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.grammar.commands import read_command
from bot.questions import Record
from kpi.period import Period
from storage.records import FigureKey, Observation, Person, Standing
from storage.store import Store, open_store
from storage.tx import Tx

TEAM, CHANNEL = "T1", "C1"
NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""Wednesday of week 47. The last complete week is W46, the last month October."""
WEEK, MONTH = Period.parse("2026-W46"), Period.parse("2026-10")

T = TypeVar("T")


class Desk:
    """A workspace in which kim, lee and ana are managers; its store may hold others too."""

    def __init__(self, store: Store | None = None, team: str = TEAM) -> None:
        self.now, self.team = NOW, team
        self._standings: dict[str, Standing] = {}
        self.store = store or open_store("sqlite://", lambda: NOW)
        self.store.write(self._open)

    def say(self, user: str, line: str) -> Answer:
        """Somebody types a command; a segment that is new is meant."""
        return self.store.write(lambda tx: self._ask(tx, user, line, new_segment=True))

    def asks(self, user: str, line: str) -> Answer:
        """Somebody types a command, and may be asked back."""
        return self.store.write(lambda tx: self._ask(tx, user, line, new_segment=False))

    def becomes(self, user: str, standing: Standing) -> None:
        """Somebody is something else from now on."""
        self._standings[user] = standing

    def revisions(self, number: int) -> tuple[Observation, ...]:
        """A figure's revisions, oldest first."""
        return self.store.read(lambda tx: tx.observations.revisions(self.team, number))

    def records(self, user: str, line: str) -> Recorded:
        """Somebody types what is stored at once."""
        answer = self.say(user, line)
        assert isinstance(answer, Recorded)
        return answer

    def undoes(self, user: str) -> Undone:
        """Somebody takes back what they typed last."""
        answer = self.say(user, "/kpi undo")
        assert isinstance(answer, Undone)
        return answer

    def latest(self, kpi: str, period: Period = WEEK, segment: str = "") -> Observation | None:
        """The revision that stands, which may hold nothing."""
        key = FigureKey(kpi=kpi, period=period, segment=segment)
        return self.store.read(lambda tx: tx.observations.latest(self.team, key))

    def held(self, kpi: str, period: Period = WEEK, segment: str = "") -> Observation:
        """What stands, which holds something."""
        found = self.latest(kpi, period, segment)
        assert found is not None
        assert not found.withdrawn
        return found

    def close(self) -> None:
        """Lets go of the store."""
        self.store.close()

    def _open(self, tx: Tx) -> None:
        tx.workspaces.ensure(self.team, "Acme", self.now)
        tx.workspaces.change(self.team, zone="UTC")
        for user in ("kim", "lee", "ana"):
            tx.people.put(self.team, _person(user))

    def _ask(self, tx: Tx, user: str, line: str, *, new_segment: bool) -> Answer:
        command, _, text = line.partition(" ")
        person = _person(user, self._standings.get(user, Standing.MANAGER))
        asker = Asker(team=self.team, person=person, channel=CHANNEL, now=self.now)
        question = read_command(command, text)
        if isinstance(question, Record):
            question = replace(question, new_segment=new_segment)
        return ask(tx, asker, question, command, text)


def _person(user: str, standing: Standing = Standing.MANAGER) -> Person:
    return Person(
        user=user,
        name=user,
        standing=standing,
        zone="UTC",
        locale="en-US",
        refreshed_at=NOW,
    )
