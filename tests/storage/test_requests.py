from storage.store import Store
from tests.storage.made import NOW, OURS, THEIRS, Clock, together


def test_a_request_is_new_once_in_each_workspace_whoever_asks(store: Store) -> None:
    def see(team: str) -> bool:
        return store.write(lambda tx: tx.requests.first_seen(team, "k", NOW))

    outcomes = together(*[lambda: see(OURS)] * 8)
    assert sorted(outcomes) == [False] * 7 + [True]
    assert see(THEIRS)


def test_a_request_is_seen_before_its_workspace_is_known(store: Store) -> None:
    assert store.write(lambda tx: tx.requests.first_seen("T-NEW", "k", NOW))


def test_the_answer_of_a_request_is_kept(store: Store) -> None:
    store.write(lambda tx: tx.requests.first_seen(OURS, "k", NOW))
    assert store.read(lambda tx: tx.requests.answer(OURS, "k")) is None
    store.write(lambda tx: tx.requests.keep_answer(OURS, "k", "NPS 70.45"))
    assert store.read(lambda tx: tx.requests.answer(OURS, "k")) == "NPS 70.45"
    assert store.read(lambda tx: tx.requests.answer(THEIRS, "k")) is None


def test_old_requests_are_forgotten(store: Store, clock: Clock) -> None:
    store.write(lambda tx: tx.requests.first_seen(OURS, "old", NOW))
    later = clock.forward(days=1)
    store.write(lambda tx: tx.requests.first_seen(OURS, "new", later))
    assert store.write(lambda tx: tx.requests.forget_before(later)) == 1
    assert store.write(lambda tx: tx.requests.first_seen(OURS, "old", later))
    assert not store.write(lambda tx: tx.requests.first_seen(OURS, "new", later))
