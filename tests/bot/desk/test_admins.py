"""Who decides in a workspace of which Slack names no admin: a stand-in for Slack, mostly."""

import pytest
from msgspec.structs import replace

from bot.desk.answers import AdminsAnswer, Answer, TargetAnswer
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.desk.errors import NotAllowed
from bot.grammar.commands import read_command
from bot.views.answers import message_of
from storage.records import Person, Standing
from storage.store import Store, open_store
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, NOW, TEAM

TARGET = "/kpi target nps >= 45"


def person(user: str, standing: Standing = Standing.MEMBER) -> Person:
    return Person(
        user=user, name=user, standing=standing, zone="UTC", locale="en-US", refreshed_at=NOW
    )


class Office:
    """A workspace in which everybody is a member."""

    def __init__(self) -> None:
        self.store: Store = open_store("sqlite://", lambda: NOW)
        self.people = {user: person(user) for user in ("UKIM", "ULEE")}
        self.store.write(self._settle_in)

    def _settle_in(self, tx: Tx) -> None:
        tx.workspaces.ensure(TEAM, "", NOW)
        for one in self.people.values():
            tx.people.put(TEAM, one)

    def everybody_is_read_and_none_is_an_admin(self) -> None:
        self.store.write(lambda tx: tx.workspaces.change(TEAM, unadministered_at=NOW))

    def becomes(self, user: str, standing: Standing) -> None:
        self.people[user] = replace(self.people[user], standing=standing)
        self.store.write(lambda tx: tx.people.put(TEAM, self.people[user]))

    def says(self, user: str, line: str) -> Answer:
        command, _, text = line.partition(" ")
        asker = Asker(team=TEAM, person=self.people[user], channel=CHANNEL, now=NOW)
        question = read_command(command, text)
        return self.store.write(lambda tx: ask(tx, asker, question, command, text))


def test_where_slack_names_no_admin_every_member_decides_and_is_told_so() -> None:
    office = Office()
    office.everybody_is_read_and_none_is_an_admin()
    assert isinstance(office.says("ULEE", TARGET), TargetAnswer)
    listed = office.says("ULEE", "/kpi admins")
    assert isinstance(listed, AdminsAnswer)
    assert "every member decides" in message_of(listed).text


def test_until_everybody_is_read_and_none_is_an_admin_nobody_decides_by_default() -> None:
    with pytest.raises(NotAllowed):
        Office().says("ULEE", TARGET)


def test_once_somebody_is_added_only_those_decide() -> None:
    office = Office()
    office.everybody_is_read_and_none_is_an_admin()
    office.says("ULEE", "/kpi admins add <@UKIM|kim>")
    with pytest.raises(NotAllowed):
        office.says("ULEE", TARGET)
    assert isinstance(office.says("UKIM", TARGET), TargetAnswer)
    assert "every member decides" not in message_of(office.says("ULEE", "/kpi admins")).text


def test_once_slack_names_an_admin_members_no_longer_decide() -> None:
    office = Office()
    office.everybody_is_read_and_none_is_an_admin()
    office.becomes("UKIM", Standing.MANAGER)
    for line in (TARGET, "/kpi admins add <@ULEE|lee>"):
        with pytest.raises(NotAllowed):
            office.says("ULEE", line)


def test_guests_never_decide() -> None:
    office = Office()
    office.everybody_is_read_and_none_is_an_admin()
    office.becomes("ULEE", Standing.GUEST)
    with pytest.raises(NotAllowed):
        office.says("ULEE", TARGET)
