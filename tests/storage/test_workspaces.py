from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from storage.records import Workspace
from storage.store import Store
from tests.storage.made import NOW, OURS, THEIRS, Clock


def test_a_new_workspace_has_the_default_settings(store: Store) -> None:
    made = store.write(lambda tx: tx.workspaces.ensure("T-NEW", "New", NOW))
    assert made == Workspace(
        team="T-NEW",
        name="New",
        zone=None,
        url="",
        currency="USD",
        fall_percent=Fraction(20),
        fall_points=Fraction(10),
        unadministered_at=None,
        created_at=NOW,
    )
    assert store.read(lambda tx: tx.workspaces.get("T-NEW")) == made


def test_ensuring_a_known_workspace_leaves_it_as_it_is(store: Store, clock: Clock) -> None:
    before = store.read(lambda tx: tx.workspaces.get(OURS))
    clock.forward(days=1)
    assert store.write(lambda tx: tx.workspaces.ensure(OURS, "Renamed", clock())) == before


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Other"},
        {"zone": "Asia/Taipei"},
        {"currency": "KRW"},
        {"url": "https://acme.slack.com/"},
        {"unadministered_at": NOW},
        {"fall_percent": Fraction(1, 3)},
        {"fall_points": Fraction(25, 2)},
        {"zone": "Europe/London", "currency": "GBP"},
        {},
    ],
)
def test_a_setting_changes_alone(store: Store, change: dict[str, Any]) -> None:
    before, other = store.read(lambda tx: (tx.workspaces.get(OURS), tx.workspaces.get(THEIRS)))
    assert before is not None
    changed = store.write(lambda tx: tx.workspaces.change(OURS, **change))
    assert changed == replace(before, **change)
    assert store.read(lambda tx: tx.workspaces.all()) == (changed, other)


def test_an_unknown_workspace_is_none(store: Store) -> None:
    assert store.read(lambda tx: tx.workspaces.get("T-NONE")) is None
    assert store.write(lambda tx: tx.workspaces.change("T-NONE", name="x")) is None
