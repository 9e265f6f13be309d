"""What is remembered of questions to owners, days off, escalations and departures."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from storage.records import (
    Asked,
    Away,
    CaseState,
    CollectionState,
    Escalation,
    Standing,
    Step,
    Subscription,
    SubscriptionState,
)
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, case, new, person, subscription, together

HOUR = timedelta(hours=1)
SOON = NOW + HOUR
IDLE, WAITING, COMPLETE = CollectionState


@pytest.fixture
def digest(store: Store) -> Subscription:
    """A digest that goes out in an hour."""
    return subscribed(store)


def subscribed(store: Store, **changes: Any) -> Subscription:
    given = replace(subscription(), next_due=SOON, next_period="2026-W46", **changes)
    return store.write(lambda tx: tx.subscriptions.put(OURS, given))


def begin(store: Store, digest: Subscription) -> bool:
    return store.write(lambda tx: tx.collections.begin(OURS, digest.id, digest.next_period))


def move(store: Store, digest: Subscription, state: CollectionState) -> None:
    store.write(lambda tx: tx.collections.move(OURS, digest.id, state))


def near(store: Store, until: timedelta = HOUR) -> list[str]:
    found = store.read(lambda tx: tx.collections.near(NOW, NOW + until, 9))
    return [one.id for _, one in found]


def due(store: Store) -> list[tuple[str, str]]:
    found = store.read(lambda tx: tx.subscriptions.due(NOW, 9))
    return [(team, one.id) for team, one in found]


def ask(store: Store, asked: Asked, team: str = OURS) -> bool:
    return store.write(lambda tx: tx.asked.add(team, asked))


def test_a_kpi_of_a_period_is_asked_for_once_whoever_asks_at_once(store: Store) -> None:
    rivals = [Asked(kpi="nps", period="2026-W46", user=f"U{n}", at=NOW) for n in range(8)]
    outcomes = together(*(partial(ask, store, one) for one in rivals))
    assert sorted(outcomes) == [False] * 7 + [True]
    kept = store.read(lambda tx: tx.asked.get(OURS, "nps", "2026-W46"))
    assert kept == rivals[outcomes.index(True)]


def test_other_kpis_periods_and_workspaces_are_asked_for_beside_it(store: Store) -> None:
    asked = Asked(kpi="nps", period="2026-W46", user="U1", at=NOW)
    others = [(OURS, replace(asked, kpi="csat")), (OURS, replace(asked, period="2026-W47"))]
    for team, one in [(OURS, asked), *others, (THEIRS, asked)]:
        assert ask(store, one, team)
    assert store.read(lambda tx: tx.asked.get(THEIRS, "csat", "2026-W46")) is None


def test_one_of_several_begins_to_gather_a_period(store: Store, digest: Subscription) -> None:
    outcomes = together(*(lambda: begin(store, digest) for _ in range(8)))
    assert sorted(outcomes) == [False] * 7 + [True]
    move(store, digest, WAITING)
    assert not begin(store, digest)
    assert begin(store, replace(digest, next_period="2026-W47"))
    state = store.read(lambda tx: tx.collections.state(OURS, digest.id, "2026-W47"))
    assert state is IDLE
    assert store.read(lambda tx: tx.collections.state(OURS, digest.id, "2026-W46")) is None


def test_a_digest_is_near_from_its_hours_ahead_on_until_it_was_begun(
    store: Store, digest: Subscription
) -> None:
    assert near(store, HOUR - timedelta(seconds=1)) == []
    assert near(store) == [digest.id]
    begin(store, digest)
    assert near(store) == []


@pytest.mark.parametrize("state", [SubscriptionState.PAUSED, SubscriptionState.OFF])
def test_a_digest_that_does_not_run_is_never_near_nor_early(
    store: Store, state: SubscriptionState
) -> None:
    digest = subscribed(store, state=state)
    assert near(store) == []
    begin(store, digest)
    move(store, digest, COMPLETE)
    assert due(store) == []


def test_a_digest_at_its_time_is_not_near_any_more(store: Store) -> None:
    given = replace(subscription(), next_due=NOW)
    store.write(lambda tx: tx.subscriptions.put(OURS, given))
    assert near(store) == []


@pytest.mark.parametrize(("state", "early"), [(IDLE, False), (WAITING, False), (COMPLETE, True)])
def test_a_digest_is_due_early_once_its_inputs_are_complete(
    store: Store, digest: Subscription, state: CollectionState, early: bool
) -> None:
    begin(store, digest)
    move(store, digest, state)
    assert due(store) == ([(OURS, digest.id)] if early else [])


def test_a_digest_that_went_out_early_is_not_due_again(store: Store, digest: Subscription) -> None:
    begin(store, digest)
    move(store, digest, COMPLETE)
    store.write(
        lambda tx: tx.subscriptions.advance(
            OURS, digest.id, SOON, SOON + timedelta(days=7), "2026-W47"
        )
    )
    assert due(store) == []


def test_a_digest_that_is_due_and_complete_is_due_once(store: Store) -> None:
    given = replace(subscription(), next_due=NOW, next_period="2026-W46")
    digest = store.write(lambda tx: tx.subscriptions.put(OURS, given))
    begin(store, digest)
    move(store, digest, COMPLETE)
    assert due(store) == [(OURS, digest.id)]


def test_a_workspace_that_does_not_let_the_bot_in_is_left_alone(
    store: Store, digest: Subscription
) -> None:
    store.write(lambda tx: tx.absences.refused(OURS, "invalid_auth", NOW))
    assert near(store) == []
    begin(store, digest)
    move(store, digest, COMPLETE)
    assert due(store) == []


def test_days_off_are_one_span_a_person(store: Store) -> None:
    first = Away(
        user="U1", first_day=date(2026, 9, 24), last_day=date(2026, 9, 28), zone="Asia/Seoul"
    )
    later = replace(first, first_day=date(2026, 12, 1), last_day=date(2026, 12, 1))
    store.write(lambda tx: tx.aways.put(OURS, first))
    store.write(lambda tx: tx.aways.put(OURS, later))
    assert store.read(lambda tx: tx.aways.get(OURS, "U1")) == later
    assert store.read(lambda tx: tx.aways.get(THEIRS, "U1")) is None
    assert store.write(lambda tx: tx.aways.end(OURS, "U1"))
    assert not store.write(lambda tx: tx.aways.end(OURS, "U1"))
    assert store.read(lambda tx: tx.aways.get(OURS, "U1")) is None


def flagged(store: Store) -> str:
    def opened(tx: Tx) -> str:
        figure = tx.observations.append(OURS, new(), expected_revision=0)
        return tx.cases.add(OURS, case(figure.number), NOW).id

    return store.write(opened)


def test_a_step_of_a_case_is_taken_by_one_of_several_at_its_time(store: Store) -> None:
    step = Escalation(case=flagged(store), step=Step.BACKUP, due_at=SOON)
    store.write(lambda tx: tx.escalations.put(OURS, step))
    assert store.read(lambda tx: tx.escalations.due(NOW, 9)) == ()
    assert store.read(lambda tx: tx.escalations.due(SOON, 9)) == ((OURS, step),)
    outcomes = together(
        *(lambda: store.write(lambda tx: tx.escalations.take(OURS, step)) for _ in range(8))
    )
    assert sorted(outcomes) == [False] * 7 + [True]
    assert store.read(lambda tx: tx.escalations.due(SOON, 9)) == ()
    following = replace(step, step=Step.MANAGERS)
    store.write(lambda tx: tx.escalations.put(OURS, following))
    assert not store.write(lambda tx: tx.escalations.take(OURS, step))


def gone(store: Store, user: str, standing: Standing = Standing.DEACTIVATED) -> None:
    store.write(lambda tx: tx.people.put(OURS, replace(person(user), standing=standing)))


def untold(store: Store) -> tuple[str, ...]:
    return store.read(lambda tx: tx.departures.untold(OURS))


def owns(store: Store) -> None:
    store.write(lambda tx: tx.choices.set_owner(OURS, "nps", "U1", None))


def backs(store: Store) -> None:
    store.write(lambda tx: tx.choices.set_owner(OURS, "nps", "U2", "U1"))


def set_up(store: Store) -> None:
    subscribed(store, set_by="U1")


def works(store: Store) -> None:
    open_case = flagged(store)
    store.write(lambda tx: tx.cases.change(OURS, open_case, 1, owner="U1"))


def worked(store: Store) -> None:
    closed = flagged(store)
    store.write(
        lambda tx: tx.cases.change(
            OURS, closed, 1, owner="U1", state=CaseState.RESOLVED, closed_at=NOW
        )
    )


def nothing(_store: Store) -> None:
    pass


LEFT = ((owns, True), (backs, True), (set_up, True), (works, True), (worked, False))


@pytest.mark.parametrize(("leave", "matters"), [*LEFT, (nothing, False)])
def test_who_left_something_behind_is_told_of_once(
    store: Store, leave: Callable[[Store], None], matters: bool
) -> None:
    leave(store)
    gone(store, "U1", Standing.MEMBER)
    assert untold(store) == ()
    gone(store, "U1")
    assert untold(store) == (("U1",) if matters else ())
    assert store.write(lambda tx: tx.departures.add(OURS, "U1", NOW))
    assert not store.write(lambda tx: tx.departures.add(OURS, "U1", NOW))
    assert untold(store) == ()


def test_who_is_back_may_leave_again(store: Store) -> None:
    owns(store)
    gone(store, "U1")
    store.write(lambda tx: tx.departures.add(OURS, "U1", NOW))
    store.write(lambda tx: tx.departures.forget_returned(OURS))
    assert untold(store) == ()
    gone(store, "U1", Standing.MEMBER)
    store.write(lambda tx: tx.departures.forget_returned(OURS))
    gone(store, "U1")
    assert untold(store) == ("U1",)
