"""Reading everybody of a workspace."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bot.directory import refresh
from storage.store import Store, open_store
from tests.storage.made import NOW, Clock


class Slack:
    """Answers users.list page by page, to whoever names the workspace."""

    def __init__(self, *pages: list[str]) -> None:
        self.pages = pages
        self.teams: list[str] = []

    def users_list(self, *, team_id: str, cursor: str | None, **_: Any) -> Any:
        self.teams.append(team_id)
        at = int(cursor or 0)
        following = str(at + 1) if at + 1 < len(self.pages) else ""
        members = [
            {"id": user, "team_id": team_id, "name": user, "is_owner": user == "UOWNER"}
            for user in self.pages[at]
        ]
        return {"members": members, "response_metadata": {"next_cursor": following}}


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite://", Clock())
    yield opened
    opened.close()


def test_the_token_of_an_organisation_is_told_whose_people_are_meant(store: Store) -> None:
    slack = Slack(["U1", "U2"], ["U3"])
    assert refresh(store, slack, "T1", NOW) == 3  # type: ignore[arg-type]
    assert slack.teams == ["T1", "T1"]
    known = store.read(lambda tx: [tx.people.get("T1", user) for user in ("U1", "U2", "U3")])
    assert None not in known


@pytest.mark.parametrize(
    ("pages", "since"),
    [([["U1"], ["U2"]], NOW), ([["U1"], ["UOWNER"]], None), ([["UOWNER"], ["U2"]], None)],
)
def test_a_workspace_without_any_admin_is_known_once_everybody_is_read(
    store: Store, pages: list[list[str]], since: datetime | None
) -> None:
    refresh(store, Slack(*pages), "T1", NOW)  # type: ignore[arg-type]
    read = store.read(lambda tx: tx.workspaces.get("T1"))
    assert read is not None
    assert read.unadministered_at == since
