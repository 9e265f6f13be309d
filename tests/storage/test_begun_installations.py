from datetime import timedelta

from storage.records import BegunInstallation
from storage.store import Store
from tests.storage.made import NOW, together

BEGUN = BegunInstallation(state="a" * 64, browser="b" * 64, begun_at=NOW)


def test_a_beginning_is_taken_once_however_many_ask(store: Store) -> None:
    store.write(lambda tx: tx.begun_installations.add(BEGUN))

    def take() -> BegunInstallation | None:
        return store.write(lambda tx: tx.begun_installations.take(BEGUN.state))

    assert [one for one in together(*[take] * 4) if one is not None] == [BEGUN]


def test_an_unknown_state_is_nobodys(store: Store) -> None:
    assert store.write(lambda tx: tx.begun_installations.take("c" * 64)) is None


def test_old_beginnings_are_forgotten(store: Store) -> None:
    store.write(lambda tx: tx.begun_installations.add(BEGUN))
    assert store.write(lambda tx: tx.begun_installations.forget_before(NOW)) == 0
    later = NOW + timedelta(seconds=1)
    assert store.write(lambda tx: tx.begun_installations.forget_before(later)) == 1
