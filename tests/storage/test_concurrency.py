"""Several people write at once, in threads of their own."""

from fractions import Fraction

from storage.errors import Conflict
from storage.records import Action, Observation
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, W46, append, key, new, person, together


def test_of_two_who_correct_a_figure_one_is_told(store: Store) -> None:
    append(store, new())

    def correct(value: int) -> Observation:
        return append(store, new(value=Fraction(value), action=Action.CORRECT), 1)

    outcomes = together(*[lambda: correct(1), lambda: correct(2)])
    (winner,) = [each for each in outcomes if isinstance(each, Observation)]
    (loser,) = [each for each in outcomes if isinstance(each, Conflict)]
    assert loser.current == winner
    assert store.read(lambda tx: tx.observations.latest(OURS, key())) == winner


def test_of_two_who_record_a_figure_first_one_is_told(store: Store) -> None:
    outcomes = together(*[lambda: append(store, new())] * 4)
    (winner,) = [each for each in outcomes if isinstance(each, Observation)]
    losers = [each for each in outcomes if isinstance(each, Conflict)]
    assert [each.current for each in losers] == [winner] * 3
    assert append(store, new(key("churn"))).number == 2


def test_nothing_is_lost_when_many_write_at_once(store: Store) -> None:
    def record(thread: int) -> list[int]:
        return [
            append(store, new(key(period=W46.previous(week), segment=str(thread)))).number
            for week in range(100)
        ]

    shares = together(*(lambda thread=thread: record(thread) for thread in range(8)))
    assert sorted(number for share in shares for number in share) == list(range(1, 801))
    kept = store.read(
        lambda tx: sum(
            len(tx.observations.history(OURS, "nps", str(thread), W46.cadence, limit=999))
            for thread in range(8)
        )
    )
    assert kept == 800


def test_an_update_of_what_was_read_is_never_lost(store: Store) -> None:
    append(store, new(value=Fraction(0)))

    def count_up(tx: Tx) -> None:
        latest = tx.observations.latest(OURS, key())
        assert latest is not None
        assert latest.value is not None
        tx.observations.append(OURS, new(value=latest.value + 1), latest.revision)

    def until_done() -> int:
        tries = 0
        while True:
            tries += 1
            try:
                store.write(count_up)
            except Conflict:
                continue
            return tries

    together(*[until_done] * 20)
    latest = store.read(lambda tx: tx.observations.latest(OURS, key()))
    assert latest is not None
    assert (latest.value, latest.revision) == (Fraction(20), 21)


def test_a_failed_work_keeps_nothing_and_disturbs_nobody(store: Store) -> None:
    def fail(tx: Tx) -> None:
        tx.people.put(OURS, person("U-LOST"))
        raise ZeroDivisionError

    def meet(user: str) -> str:
        store.write(lambda tx: tx.people.put(OURS, person(user)))
        return user

    works = [lambda: store.write(fail), lambda: meet("U-1")] * 4
    outcomes = together(*works)
    assert [type(each) for each in outcomes] == [ZeroDivisionError, str] * 4
    assert store.read(lambda tx: tx.people.get(OURS, "U-LOST")) is None
    assert store.read(lambda tx: tx.people.get(OURS, "U-1")) == person("U-1")
