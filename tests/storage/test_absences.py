"""Workspaces that do not let the bot in."""

from datetime import timedelta

from storage.records import Absence
from storage.store import Store
from tests.storage.made import NOW, OURS, THEIRS, subscription, together

DAY = timedelta(days=1)


def left(store: Store, team: str = OURS) -> bool:
    return store.write(lambda tx: tx.absences.left(team, "app_uninstalled", NOW, NOW + DAY))


def test_what_was_said_first_of_a_removal_stands(store: Store) -> None:
    assert left(store)
    assert not store.write(
        lambda tx: tx.absences.left(OURS, "tokens_revoked", NOW + DAY, NOW + 2 * DAY)
    )
    expected = Absence(team=OURS, reason="app_uninstalled", since=NOW, erase_after=NOW + DAY)
    assert store.read(lambda tx: tx.absences.get(OURS)) == expected


def test_a_removal_ends_what_was_only_refused(store: Store) -> None:
    assert store.write(lambda tx: tx.absences.refused(OURS, "invalid_auth", NOW))
    assert left(store)
    found = store.read(lambda tx: tx.absences.get(OURS))
    assert found is not None
    assert found.erase_after == NOW + DAY


def test_a_token_refused_after_a_removal_changes_nothing(store: Store) -> None:
    left(store)
    assert not store.write(lambda tx: tx.absences.refused(OURS, "account_inactive", NOW))
    found = store.read(lambda tx: tx.absences.get(OURS))
    assert found is not None
    assert found.erase_after == NOW + DAY


def test_an_absence_ends(store: Store) -> None:
    left(store)
    assert store.write(lambda tx: tx.absences.end(OURS))
    assert not store.write(lambda tx: tx.absences.end(OURS))
    assert store.read(lambda tx: tx.absences.all()) == ()


def test_data_is_due_to_be_erased_once_its_time_is_over_and_never_where_it_was_refused(
    store: Store,
) -> None:
    left(store)
    store.write(lambda tx: tx.absences.refused(THEIRS, "invalid_auth", NOW))
    early = NOW + DAY - timedelta(seconds=1)
    assert store.read(lambda tx: tx.absences.over(early, 9)) == ()
    (due,) = store.read(lambda tx: tx.absences.over(NOW + DAY, 9))
    assert due.team == OURS


def test_of_many_who_want_to_erase_one_may(store: Store) -> None:
    left(store)
    assert not store.write(lambda tx: tx.absences.take(OURS, NOW))

    def take() -> bool:
        return store.write(lambda tx: tx.absences.take(OURS, NOW + DAY))

    assert sorted(together(*[take] * 4)) == [False, False, False, True]


def test_digests_of_an_absent_workspace_are_not_due_and_those_of_others_are(store: Store) -> None:
    store.write(lambda tx: [tx.subscriptions.put(one, subscription()) for one in (OURS, THEIRS)])
    left(store)
    due = store.read(lambda tx: tx.subscriptions.due(NOW, 9))
    assert [team for team, _ in due] == [THEIRS]
    store.write(lambda tx: tx.absences.end(OURS))
    due = store.read(lambda tx: tx.subscriptions.due(NOW, 9))
    assert [team for team, _ in due] == [OURS, THEIRS]
