from storage.records import Standing
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS, Clock, person


def test_a_person_is_what_slack_said_last(store: Store, clock: Clock) -> None:
    newer = person(standing=Standing.GUEST, refreshed_at=clock.forward(hours=1))
    store.write(lambda tx: tx.people.put(OURS, person()))
    store.write(lambda tx: tx.people.put(OURS, newer))
    assert store.read(lambda tx: tx.people.get(OURS, "U-ANN")) == newer
    assert store.read(lambda tx: tx.people.get(THEIRS, "U-ANN")) is None


def test_managers_by_standing_and_managers_added_are_kept_apart(store: Store) -> None:
    ann, bob = person("U-ANN", standing=Standing.MANAGER), person("U-BOB", name="Bob")

    def meet(tx: Tx) -> None:
        tx.people.put(OURS, ann)
        tx.people.put(OURS, bob)
        tx.people.make_manager(OURS, "U-BOB")
        tx.people.make_manager(OURS, "U-BOB")

    store.write(meet)
    assert store.read(lambda tx: tx.people.managers(OURS)) == (ann,)
    assert store.read(lambda tx: tx.people.added_managers(OURS)) == {"U-BOB"}
    assert store.read(lambda tx: tx.people.added_managers(THEIRS)) == frozenset()
    store.write(lambda tx: tx.people.remove_manager(OURS, "U-BOB"))
    assert store.read(lambda tx: tx.people.added_managers(OURS)) == frozenset()


def test_people_are_found_by_name_whatever_its_case(store: Store) -> None:
    namesakes = (person("U-1", name="Özge"), person("U-2", name="özge"))

    def meet(tx: Tx) -> None:
        for somebody in (*namesakes, person("U-3", name="Oz")):
            tx.people.put(OURS, somebody)

    store.write(meet)
    assert store.read(lambda tx: tx.people.by_name(OURS, "ÖZGE")) == namesakes
    assert store.read(lambda tx: tx.people.by_name(THEIRS, "ÖZGE")) == ()
