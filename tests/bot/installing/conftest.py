"""A store in memory, a clock that stands still, and installations sealed with a known key."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.installing.vault import Vault
from storage.records import Installation
from storage.store import Store, open_store
from tests.bot.installing.made import KEY
from tests.storage.made import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    opened = open_store("sqlite://", clock)
    yield opened
    opened.close()


@pytest.fixture
def vault() -> Vault:
    return Vault([KEY])


@pytest.fixture
def sealed(vault: Vault) -> Callable[..., Installation]:
    """Makes an installation whose tokens the vault sealed."""

    def make(team: str = "T-ONE", **changes: Any) -> Installation:
        facts: dict[str, Any] = {
            "team": team,
            "organisation": team.startswith("E"),
            "name": "Acme",
            "bot_user": "U-BOT",
            "scopes": ("commands",),
            "installer": "U-KIM",
            "token": vault.seal(f"xoxb-{team}"),
            "refresh_token": None,
            "expires_at": None,
            "problem": "",
            "issue": f"issue-{team}",
            "installed_at": datetime(2026, 11, 1, tzinfo=UTC),
        }
        return Installation(**facts | changes)

    return make
