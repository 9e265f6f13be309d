"""Which installation reaches which workspace, and renewing its tokens one at a time."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from storage.records import Installation
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, together

HOUR = timedelta(hours=1)
ORGANISATION = "E-ACME"


def installation(team: str = OURS, **changes: Any) -> Installation:
    facts: dict[str, Any] = {
        "team": team,
        "organisation": team.startswith("E"),
        "name": "Acme",
        "bot_user": "U-BOT",
        "scopes": ("chat:write", "commands"),
        "installer": "U-ANN",
        "token": "sealed",
        "refresh_token": "sealed too",
        "expires_at": NOW + HOUR,
        "problem": "",
        "issue": f"issue of {team}",
        "installed_at": NOW,
    }
    return Installation(**facts | changes)


def put(store: Store, kept: Installation, *teams: str) -> None:
    def write(tx: Tx) -> None:
        tx.installations.put(kept)
        for team in teams:
            tx.installations.settle(team, kept.team)

    store.write(write)


def reaching(store: Store, team: str) -> Installation | None:
    return store.read(lambda tx: tx.installations.reaching(team))


def test_a_workspace_is_reached_through_its_own_installation(store: Store) -> None:
    put(store, installation(), OURS)
    assert reaching(store, OURS) == installation()
    assert reaching(store, THEIRS) is None


def test_an_organisation_reaches_each_of_its_workspaces(store: Store) -> None:
    put(store, installation(ORGANISATION), OURS, THEIRS)
    assert reaching(store, OURS) == reaching(store, THEIRS) == installation(ORGANISATION)
    assert store.read(lambda tx: tx.installations.residents(ORGANISATION)) == (OURS, THEIRS)


def test_a_workspace_that_joins_an_organisation_is_reached_through_it(store: Store) -> None:
    put(store, installation(), OURS)
    put(store, installation(ORGANISATION), OURS)
    assert reaching(store, OURS) == installation(ORGANISATION)


def test_a_removed_installation_reaches_nobody(store: Store) -> None:
    put(store, installation(), OURS)
    store.write(lambda tx: tx.installations.remove(OURS))
    assert reaching(store, OURS) is None
    assert store.read(lambda tx: tx.installations.all()) == ()


def test_a_workspace_that_left_is_not_reached_though_its_organisation_stays(store: Store) -> None:
    put(store, installation(ORGANISATION), OURS, THEIRS)
    store.write(lambda tx: tx.absences.left(OURS, "team_access_revoked", NOW, NOW + HOUR))
    assert reaching(store, OURS) is None
    assert reaching(store, THEIRS) is not None


def test_a_workspace_that_refused_a_token_is_still_reached(store: Store) -> None:
    put(store, installation(), OURS)
    store.write(lambda tx: tx.absences.refused(OURS, "invalid_auth", NOW))
    assert reaching(store, OURS) is not None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"expires_at": NOW + 3 * HOUR}, False),
        ({"expires_at": None, "refresh_token": None}, False),
        ({"problem": "invalid_refresh_token"}, False),
    ],
)
def test_what_ends_soon_and_can_be_renewed_is_found(
    store: Store, changes: dict[str, Any], expected: bool
) -> None:
    put(store, installation(**changes), OURS)
    found = store.read(lambda tx: tx.installations.expiring(NOW + 2 * HOUR, 9))
    assert bool(found) is expected


def test_of_many_who_want_to_renew_one_may(store: Store) -> None:
    put(store, installation(), OURS)

    def lease() -> Installation | None:
        return store.write(
            lambda tx: tx.installations.lease(OURS, "issue of T-OURS", NOW, NOW + HOUR)
        )

    leased = [one for one in together(*[lease] * 6) if one is not None]
    assert leased == [installation()]


def test_a_lease_ends_by_itself(store: Store) -> None:
    put(store, installation(), OURS)

    def lease(tx: Tx) -> Installation | None:
        return tx.installations.lease(OURS, "issue of T-OURS", tx.now, NOW + HOUR)

    assert store.write(lease) is not None
    assert store.write(lease) is None
    later = NOW + HOUR
    assert store.write(
        lambda tx: tx.installations.lease(OURS, "issue of T-OURS", later, later + HOUR)
    )


def test_tokens_that_were_replaced_meanwhile_are_left_alone(store: Store) -> None:
    put(store, installation(), OURS)
    fresh = installation(token="fresh", refresh_token="fresh too", issue="next")
    assert store.write(lambda tx: tx.installations.renewed(OURS, "issue of T-OURS", fresh))
    stale = replace(fresh, token="stale", issue="other")
    for write in (
        lambda tx: tx.installations.renewed(OURS, "issue of T-OURS", stale),
        lambda tx: tx.installations.resealed(OURS, "issue of T-OURS", "stale", None),
        lambda tx: tx.installations.broke(OURS, "issue of T-OURS", "invalid_refresh_token"),
        lambda tx: tx.installations.lease(OURS, "issue of T-OURS", NOW, NOW),
    ):
        assert not store.write(write)
    assert reaching(store, OURS) == fresh


def test_sealing_anew_leaves_a_renewal_under_way_valid(store: Store) -> None:
    put(store, installation(), OURS)
    assert store.write(
        lambda tx: tx.installations.resealed(OURS, "issue of T-OURS", "anew", "anew too")
    )
    fresh = installation(token="fresh", refresh_token="fresh too", issue="next")
    assert store.write(lambda tx: tx.installations.renewed(OURS, "issue of T-OURS", fresh))


def test_a_token_as_long_as_sealing_makes_it_is_kept_whole(store: Store) -> None:
    put(store, installation(token="x" * 4000, refresh_token="y" * 4000), OURS)
    found = reaching(store, OURS)
    assert found is not None
    assert (len(found.token), len(found.refresh_token or "")) == (4000, 4000)


def test_an_installation_that_expires_without_a_way_to_renew_it_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="rotating"):
        put(store, installation(refresh_token=None), OURS)
