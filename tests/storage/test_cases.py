from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from storage.errors import StaleCase
from storage.records import (
    Case,
    CaseEvent,
    CaseState,
    DeliveryKind,
    EventKind,
    NewCase,
    NewDelivery,
)
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, append, case, message, new, together


@pytest.fixture
def flagged(store: Store) -> tuple[Store, NewCase]:
    """A store with a figure, and the case about it."""
    return store, case(append(store, new()).number)


def opened(flagged: tuple[Store, NewCase], **changes: Any) -> Case:
    store, given = flagged
    return store.write(lambda tx: tx.cases.add(OURS, replace(given, **changes), NOW))


def resolve(store: Store, stands: Case) -> Case:
    return store.write(
        lambda tx: tx.cases.change(
            OURS,
            stands.id,
            stands.version,
            state=CaseState.RESOLVED,
            resolution="fixed",
            closed_at=NOW,
        )
    )


def test_a_case_opens_with_what_was_known(flagged: tuple[Store, NewCase]) -> None:
    store, given = flagged
    stands = opened(flagged)
    assert {name: getattr(stands, name) for name in asdict(given)} == asdict(given)
    assert (stands.state, stands.opened_at, stands.version) == (CaseState.OPEN, NOW, 1)
    assert store.read(lambda tx: tx.cases.get(OURS, stands.id)) == stands
    assert store.read(lambda tx: tx.cases.open_of(OURS, "nps", "")) == stands
    assert store.read(lambda tx: tx.cases.open(OURS)) == (stands,)
    assert store.read(lambda tx: tx.cases.open(THEIRS)) == ()


def test_a_drop_has_one_unresolved_case_whoever_flags_it(flagged: tuple[Store, NewCase]) -> None:
    outcomes = together(*[lambda: opened(flagged)] * 6)
    cases = [each for each in outcomes if isinstance(each, Case)]
    assert len(cases) == 1
    losers = [each.current for each in outcomes if isinstance(each, StaleCase)]
    assert losers == cases * 5


def test_other_kpis_and_segments_have_cases_of_their_own(flagged: tuple[Store, NewCase]) -> None:
    cases = (opened(flagged), opened(flagged, kpi="churn"), opened(flagged, segment="Korea"))
    assert flagged[0].read(lambda tx: tx.cases.open(OURS)) == cases


def test_a_resolved_case_makes_room_for_the_next(flagged: tuple[Store, NewCase]) -> None:
    store, _ = flagged
    first = resolve(store, opened(flagged))
    assert store.read(lambda tx: tx.cases.open_of(OURS, "nps", "")) is None
    assert store.read(lambda tx: tx.cases.last_of(OURS, "nps", "")) == first
    second = opened(flagged)
    assert store.read(lambda tx: tx.cases.last_of(OURS, "nps", "")) == second
    with pytest.raises(StaleCase) as refused:
        store.write(lambda tx: tx.cases.change(OURS, first.id, first.version, state=CaseState.OPEN))
    assert refused.value.current == second


@pytest.mark.parametrize(
    "change",
    [
        {"state": CaseState.ACKNOWLEDGED},
        {"owner": "U-ANN"},
        {"state": CaseState.SNOOZED, "snoozed_until": date(2026, 12, 1)},
        {"state": CaseState.RESOLVED, "resolution": "price change", "closed_at": NOW},
        {"replies": 7},
        {},
    ],
)
def test_a_change_leaves_the_rest_and_counts_the_version_up(
    flagged: tuple[Store, NewCase], change: dict[str, Any]
) -> None:
    store, _ = flagged
    before = opened(flagged, owner="U-BOB")
    changed = store.write(lambda tx: tx.cases.change(OURS, before.id, 1, **change))
    assert changed == replace(before, version=2, **change)
    assert store.read(lambda tx: tx.cases.get(OURS, before.id)) == changed


def test_facts_can_be_taken_back(flagged: tuple[Store, NewCase]) -> None:
    store, _ = flagged
    before = opened(flagged, owner="U-BOB")
    snoozed = store.write(
        lambda tx: tx.cases.change(OURS, before.id, 1, snoozed_until=date(2026, 12, 1))
    )
    assert snoozed.snoozed_until == date(2026, 12, 1)
    bare = store.write(
        lambda tx: tx.cases.change(OURS, before.id, 2, owner=None, snoozed_until=None)
    )
    assert (bare.owner, bare.snoozed_until) == (None, None)


def test_of_two_people_who_change_a_case_one_is_told(flagged: tuple[Store, NewCase]) -> None:
    store, _ = flagged
    stands = opened(flagged)

    def take(user: str) -> Case:
        return store.write(lambda tx: tx.cases.change(OURS, stands.id, 1, owner=user))

    outcomes = together(lambda: take("U-ANN"), lambda: take("U-BOB"))
    (winner,) = [each for each in outcomes if isinstance(each, Case)]
    (loser,) = [each for each in outcomes if isinstance(each, StaleCase)]
    assert loser.current == winner
    assert store.read(lambda tx: tx.cases.get(OURS, stands.id)) == winner


@pytest.mark.parametrize("team", [OURS, THEIRS])
def test_an_unknown_case_cannot_be_changed(flagged: tuple[Store, NewCase], team: str) -> None:
    store, _ = flagged
    known = opened(flagged).id if team == THEIRS else "none"
    with pytest.raises(LookupError):
        store.write(lambda tx: tx.cases.change(team, known, 1, owner="U-ANN"))


def test_the_timeline_is_kept_in_order(flagged: tuple[Store, NewCase]) -> None:
    store, _ = flagged
    stands = opened(flagged)
    events = tuple(
        CaseEvent(kind=kind, actor=actor, text=text, at=NOW + timedelta(minutes=minute))
        for kind, actor, text, minute in (
            (EventKind.OPENED, "", "NPS missed its target", 0),
            (EventKind.NOTED, "U-ANN", "맞아요", 0),
            (EventKind.RESOLVED, "U-BOB", "fixed", 9),
        )
    )

    def tell(tx: Tx) -> None:
        for event in events:
            tx.cases.add_event(OURS, stands.id, event)

    store.write(tell)
    assert store.read(lambda tx: tx.cases.events(OURS, stands.id)) == events
    assert store.read(lambda tx: tx.cases.events(THEIRS, stands.id)) == ()


def sent(store: Store, given: NewDelivery, ts: str) -> str:
    """Id of a delivery Slack has."""

    def work(tx: Tx) -> str:
        delivery = tx.deliveries.add(OURS, given)
        tx.deliveries.claim(NOW, 60, 1)
        tx.deliveries.sent(OURS, delivery.id, 1, ts, given.channel, NOW)
        return delivery.id

    return store.write(work)


def in_thread(store: Store, team: str, channel: str, thread_ts: str) -> tuple[Case, ...]:
    return store.read(lambda tx: tx.cases.by_thread(team, channel, thread_ts))


def test_a_case_is_found_by_the_thread_it_is_worked_on_in(flagged: tuple[Store, NewCase]) -> None:
    store, _ = flagged
    root = sent(store, message(), "1.1")
    messages = {
        "1.1": sent(store, message(kind=DeliveryKind.REPLY, parent=root), "1.2"),
        "0.5": sent(store, message(kind=DeliveryKind.REPLY, thread_ts="0.5"), "1.3"),
        "1.4": sent(store, message(), "1.4"),
    }
    cases = {thread: opened(flagged, segment=thread) for thread in messages}

    def post(tx: Tx) -> None:
        for thread, delivery in messages.items():
            tx.cases.posted_by(OURS, cases[thread].id, delivery)

    store.write(post)
    for thread, delivery in messages.items():
        found = in_thread(store, OURS, "C-1", thread)
        assert found == (replace(cases[thread], delivery=delivery),)
    assert in_thread(store, OURS, "C-1", "1.2") == ()
    assert in_thread(store, OURS, "C-2", "1.1") == ()
    assert in_thread(store, THEIRS, "C-1", "1.1") == ()
