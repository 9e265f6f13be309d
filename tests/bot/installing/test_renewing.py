"""Tokens are renewed once, by whoever is first, and what cannot be renewed is said."""

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.installing import presence
from bot.installing.renewing import AHEAD, LEASE, Renewal
from bot.installing.vault import Vault
from storage.records import DeliveryKind, Installation
from storage.store import Store
from tests.bot.installing.made import SETTINGS
from tests.storage.made import NOW, Clock, together


def refusal(error: str) -> Exception:
    return SlackApiError("no", {"ok": False, "error": error})  # type: ignore[no-untyped-call]


class Slack:
    """Takes each refresh token once, as Slack does."""

    def __init__(self, *good: str) -> None:
        self.good = {*good}
        self.asked: list[str] = []
        self.fails_with: Exception | None = None
        self._lock = Lock()

    def oauth_v2_access(self, *, refresh_token: str, **_: Any) -> dict[str, Any]:
        with self._lock:
            self.asked.append(refresh_token)
            if self.fails_with:
                raise self.fails_with
            if refresh_token not in self.good:
                raise refusal("invalid_refresh_token")
            self.good = {f"{refresh_token}+"}
            return {
                "access_token": f"token for {refresh_token}",
                "refresh_token": f"{refresh_token}+",
                "expires_in": 43200,
            }


@pytest.fixture
def slack() -> Slack:
    return Slack("xoxe-1")


@pytest.fixture
def ending(sealed: Callable[..., Installation], vault: Vault, store: Store) -> Installation:
    """An installation whose token ends soon."""
    made = sealed(refresh_token=vault.seal("xoxe-1"), expires_at=NOW + AHEAD)
    store.write(lambda tx: presence.install(tx, made, NOW))
    return made


def renewal(store: Store, vault: Vault, clock: Clock, slack: Slack) -> Renewal:
    return Renewal(SETTINGS, store, vault, clock, slack)  # type: ignore[arg-type]


def kept(store: Store) -> Installation:
    found = store.read(lambda tx: tx.installations.get("T-ONE"))
    assert found is not None
    return found


@pytest.mark.usefixtures("ending")
def test_a_token_is_renewed_ahead_of_its_end(
    store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    one = renewal(store, vault, clock, slack)
    assert not one.is_due(NOW - timedelta(seconds=1))
    assert one.is_due(NOW)
    one.renew_due()
    renewed = kept(store)
    assert vault.open(renewed.token) == "token for xoxe-1"
    assert renewed.expires_at == NOW + timedelta(hours=12)
    assert not one.is_due(NOW)


def test_of_replicas_that_renew_at_once_one_asks_slack(
    ending: Installation, store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    replicas = [renewal(store, vault, clock, slack) for _ in range(6)]
    done = together(*[lambda one=one: one.renew(ending) for one in replicas])
    assert sorted(done) == [False] * 5 + [True]
    assert slack.asked == ["xoxe-1"]


def test_who_comes_late_leaves_the_new_token_alone(
    ending: Installation, store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    one = renewal(store, vault, clock, slack)
    assert one.renew(ending)
    assert not one.renew(ending)
    assert slack.asked == ["xoxe-1"]


def test_slack_out_of_reach_is_tried_again_after_the_lease(
    ending: Installation, store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    one = renewal(store, vault, clock, slack)
    slack.fails_with = TimeoutError()
    assert not one.renew(ending)
    slack.fails_with = None
    assert not one.renew(ending)
    clock.forward(seconds=LEASE.total_seconds())
    assert one.renew(ending)
    assert slack.asked == ["xoxe-1", "xoxe-1"]


def test_an_error_that_passes_breaks_nothing(
    ending: Installation, store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    slack.fails_with = refusal("internal_error")
    assert not renewal(store, vault, clock, slack).renew(ending)
    assert kept(store).problem == ""


def test_a_refresh_token_that_is_no_good_is_said_once_and_not_tried_again(
    ending: Installation, store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    slack.good = set()
    one = renewal(store, vault, clock, slack)
    assert not one.renew(ending)
    assert kept(store).problem == "invalid_refresh_token"
    clock.forward(hours=1)
    one.renew_due()
    assert slack.asked == ["xoxe-1"]
    (told,) = store.write(lambda tx: tx.deliveries.claim(clock(), 40, 9))
    assert (told.kind, told.channel) == (DeliveryKind.DIRECT, "U-KIM")


@pytest.mark.usefixtures("ending")
def test_a_removed_app_is_not_renewed(
    store: Store, vault: Vault, clock: Clock, slack: Slack
) -> None:
    store.write(lambda tx: presence.leave(tx, "T-ONE", "app_uninstalled", NOW))
    renewal(store, vault, clock, slack).renew_due()
    assert slack.asked == []
