from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from storage.deliveries import DROPPED, ORPHANED, Deliveries
from storage.records import Delivery, DeliveryKind, DeliveryState, NewDelivery, Shown
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, Clock, append, key, message, new, together

LEASE = 60.0
SOON = NOW + timedelta(minutes=5)


def add(store: Store, given: NewDelivery, team: str = OURS) -> Delivery:
    return store.write(lambda tx: tx.deliveries.add(team, given))


def claim(store: Store, now: datetime = NOW, limit: int = 99, lease: float = LEASE) -> list[str]:
    """Ids of the deliveries claimed."""
    claimed = store.write(lambda tx: tx.deliveries.claim(now, lease, limit))
    return [each.id for each in claimed]


def get(store: Store, delivery: Delivery) -> Delivery:
    found = store.read(lambda tx: tx.deliveries.get(OURS, delivery.id))
    assert found is not None
    return found


def send(store: Store, delivery: Delivery, ts: str = "1.1") -> Delivery:
    """The delivery, claimed and sent."""
    assert delivery.id in claim(store)
    fence = get(store, delivery).fence
    assert store.write(
        lambda tx: tx.deliveries.sent(OURS, delivery.id, fence, ts, delivery.channel, NOW)
    )
    return get(store, delivery)


def reply(to: Delivery, **changes: Any) -> NewDelivery:
    return message(kind=DeliveryKind.REPLY, parent=to.id, **changes)


def edit(of: Delivery, **changes: Any) -> NewDelivery:
    return message(kind=DeliveryKind.UPDATE, target=of.id, **changes)


def test_a_delivery_is_kept_as_it_was_given(store: Store, clock: Clock) -> None:
    given = message(subject="occ-1", owner="U-ANN", not_before=NOW)
    added = add(store, given)
    assert get(store, added) == added
    assert {name: getattr(added, name) for name in asdict(given)} == asdict(given)
    assert (added.state, added.attempts, added.fence) == (DeliveryState.DUE, 0, 0)
    assert added.created_at == clock.now


def test_a_claim_takes_a_delivery_under_a_new_fence(store: Store) -> None:
    added = add(store, message())
    (claimed,) = store.write(lambda tx: tx.deliveries.claim(NOW, LEASE, 9))
    assert claimed == replace(
        added, state=DeliveryState.SENDING, attempts=1, fence=1, attempted_at=NOW
    )
    assert claim(store) == []


def test_a_delivery_waits_for_its_time(store: Store) -> None:
    added = add(store, message(not_before=SOON))
    assert claim(store) == []
    assert claim(store, SOON) == [added.id]


def test_a_channel_is_sent_one_message_at_a_time_in_order(store: Store) -> None:
    first, second = add(store, message("C-1")), add(store, message("C-1"))
    elsewhere = add(store, message("C-2"))
    theirs = add(store, message("C-1"), THEIRS)
    assert claim(store) == [first.id, elsewhere.id, theirs.id]
    assert claim(store) == []
    store.write(lambda tx: tx.deliveries.sent(OURS, first.id, 1, "1.1", "C-1", NOW))
    assert claim(store) == [second.id]


def test_a_claim_takes_no_more_than_its_limit_oldest_first(store: Store) -> None:
    added = [add(store, message(f"C-{n}")).id for n in range(4)]
    assert claim(store, limit=3) == added[:3]
    assert claim(store, limit=3) == added[3:]


def test_replies_and_edits_wait_for_their_message(store: Store) -> None:
    root = add(store, message())
    followers = [add(store, reply(root, channel="C-2")), add(store, edit(root, channel="C-3"))]
    assert claim(store) == [root.id]
    store.write(lambda tx: tx.deliveries.sent(OURS, root.id, 1, "1.1", "C-1", NOW))
    assert claim(store) == [each.id for each in followers]


def test_what_belongs_to_a_dead_message_is_dead(store: Store) -> None:
    root = add(store, message())
    child = add(store, reply(root))
    grandchild = add(store, reply(child))
    claim(store)
    store.write(lambda tx: tx.deliveries.dead(OURS, root.id, 1, "is_archived", NOW))
    assert claim(store) == []
    assert [get(store, each).state for each in (child, grandchild)] == [DeliveryState.DEAD] * 2
    assert get(store, child).settled_at == NOW


def test_only_the_newest_of_several_waiting_edits_is_sent(store: Store) -> None:
    root = send(store, add(store, message()))
    older, newer = add(store, edit(root)), add(store, edit(root))
    assert claim(store) == [newer.id]
    assert get(store, older).state == DeliveryState.SUPERSEDED


def test_waiting_edits_are_superseded_and_sent_ones_are_not(store: Store) -> None:
    root = send(store, add(store, message()))
    done = send(store, add(store, edit(root)))
    waiting = add(store, edit(root))
    assert store.write(lambda tx: tx.deliveries.supersede_updates(THEIRS, root.id)) == 0
    assert store.write(lambda tx: tx.deliveries.supersede_updates(OURS, root.id)) == 1
    assert get(store, waiting).state == DeliveryState.SUPERSEDED
    assert get(store, done).state == DeliveryState.SENT


SETTLEMENTS: dict[str, Callable[[Deliveries, str, str, int], bool]] = {
    "sent": lambda d, team, each, fence: d.sent(team, each, fence, "1.1", "C-1", NOW),
    "retry": lambda d, team, each, fence: d.retry(team, each, fence, SOON, "ratelimited"),
    "unsure": lambda d, team, each, fence: d.unsure(team, each, fence, "timeout"),
    "dead": lambda d, team, each, fence: d.dead(team, each, fence, "is_archived", NOW),
}


def settled(store: Store, how: str, team: str, delivery: Delivery, fence: int) -> bool:
    return store.write(lambda tx: SETTLEMENTS[how](tx.deliveries, team, delivery.id, fence))


@pytest.mark.parametrize(
    ("settle", "expected"),
    [
        (
            "sent",
            {"state": DeliveryState.SENT, "ts": "1.1", "sent_channel": "C-1", "settled_at": NOW},
        ),
        (
            "retry",
            {"state": DeliveryState.DUE, "not_before": SOON, "error": "ratelimited"},
        ),
        ("unsure", {"state": DeliveryState.UNKNOWN, "error": "timeout"}),
        ("dead", {"state": DeliveryState.DEAD, "error": "is_archived", "settled_at": NOW}),
    ],
)
def test_the_newest_claim_settles_a_delivery(
    store: Store, settle: str, expected: dict[str, Any]
) -> None:
    added = add(store, message())
    (claimed,) = store.write(lambda tx: tx.deliveries.claim(NOW, LEASE, 1))
    assert settled(store, settle, OURS, added, 1)
    assert get(store, added) == replace(claimed, **expected)


@pytest.mark.parametrize("settle", SETTLEMENTS)
def test_an_older_claim_and_another_workspace_settle_nothing(store: Store, settle: str) -> None:
    added = add(store, message())
    claim(store)
    store.write(lambda tx: tx.deliveries.retry(OURS, added.id, 1, NOW, "ratelimited"))
    claim(store)
    before = get(store, added)
    assert before.fence == 2
    for team, fence in ((OURS, 1), (OURS, 3), (THEIRS, 2)):
        assert not settled(store, settle, team, added, fence)
    assert get(store, added) == before


def test_an_expired_lease_makes_a_delivery_unknown(store: Store, clock: Clock) -> None:
    lost = add(store, message("C-1"))
    assert claim(store, lease=0) == [lost.id]
    held = add(store, message("C-2"))
    assert claim(store, lease=3600) == [held.id]
    assert store.write(lambda tx: tx.deliveries.expire_leases(clock.now)) == 1
    assert get(store, lost).state == DeliveryState.UNKNOWN
    assert get(store, held).state == DeliveryState.SENDING


def test_an_unknown_delivery_is_looked_into_once_its_lease_is_over(store: Store) -> None:
    over, running = add(store, message("C-1")), add(store, message("C-2"))
    claim(store, lease=0, limit=1)
    claim(store, lease=3600, limit=1)
    for each in (over, running):
        assert settled(store, "unsure", OURS, each, 1)
    assert store.read(lambda tx: tx.deliveries.unknown(NOW, 9)) == (get(store, over),)


def lost(store: Store) -> Delivery:
    """An unknown delivery."""
    added = add(store, message())
    claim(store, lease=0)
    store.write(lambda tx: tx.deliveries.unsure(OURS, added.id, 1, "timeout"))
    return get(store, added)


def test_an_unknown_delivery_that_slack_has_is_sent(store: Store) -> None:
    unknown = lost(store)
    assert not store.write(lambda tx: tx.deliveries.found(THEIRS, unknown.id, "1.1", "C-1", NOW))
    assert store.write(lambda tx: tx.deliveries.found(OURS, unknown.id, "1.1", "C-1", NOW))
    assert get(store, unknown) == replace(
        unknown,
        state=DeliveryState.SENT,
        error="",
        ts="1.1",
        sent_channel="C-1",
        settled_at=NOW,
    )
    assert not store.write(lambda tx: tx.deliveries.repost(OURS, unknown.id, NOW))


def test_an_unknown_delivery_that_slack_has_not_is_due_again(store: Store) -> None:
    unknown = lost(store)
    assert not store.write(lambda tx: tx.deliveries.repost(THEIRS, unknown.id, SOON))
    assert store.write(lambda tx: tx.deliveries.repost(OURS, unknown.id, SOON))
    assert claim(store) == []
    assert claim(store, SOON) == [unknown.id]
    assert (get(store, unknown).fence, get(store, unknown).attempts) == (2, 2)


def test_an_answer_that_comes_late_still_counts(store: Store) -> None:
    unknown = lost(store)
    store.write(lambda tx: tx.deliveries.repost(OURS, unknown.id, NOW))
    assert store.write(lambda tx: tx.deliveries.sent(OURS, unknown.id, 1, "1.1", "C-1", NOW))
    assert claim(store) == []


def test_no_delivery_is_ever_claimed_twice(store: Store) -> None:
    added = {add(store, message(f"C-{n}")).id for n in range(60)}

    def work() -> list[str]:
        mine: list[str] = []
        while claimed := claim(store, limit=4):
            mine += claimed
        return mine

    shares = together(*[work] * 8)
    assert sorted(each for share in shares for each in share) == sorted(added)


def test_troubled_deliveries_are_listed_newest_first(store: Store) -> None:
    unknown = lost(store)
    doomed = add(store, message("C-2"))
    claim(store)
    store.write(lambda tx: tx.deliveries.dead(OURS, doomed.id, 1, "is_archived", NOW))
    theirs = add(store, message(), THEIRS)
    claim(store)
    store.write(lambda tx: tx.deliveries.dead(THEIRS, theirs.id, 1, "is_archived", NOW))

    def ids(team: str | None) -> list[str]:
        return [each.id for each in store.read(lambda tx: tx.deliveries.dead_or_unknown(team))]

    assert ids(OURS) == [doomed.id, unknown.id]
    assert ids(None) == [theirs.id, doomed.id, unknown.id]


def test_deliveries_are_found_by_subject_and_by_message(store: Store) -> None:
    root = send(store, add(store, message(subject="occ-1")), ts="5.5")
    note = add(store, reply(root, subject="occ-1"))
    send(store, add(store, edit(root, channel="C-2")), ts="5.5")
    assert store.read(lambda tx: tx.deliveries.of_subject(OURS, "occ-1")) == (
        root,
        get(store, note),
    )
    assert store.read(lambda tx: tx.deliveries.by_message(OURS, "C-1", "5.5")) == root
    assert store.read(lambda tx: tx.deliveries.by_message(OURS, "C-1", "6.6")) is None
    assert store.read(lambda tx: tx.deliveries.by_message(THEIRS, "C-1", "5.5")) is None


def test_it_is_kept_which_message_showed_which_revision(store: Store) -> None:
    append(store, new())
    append(store, new(), 1)
    append(store, new(key("churn")))
    digest, answer = add(store, message()), add(store, message())

    def show(tx: Tx) -> None:
        first = Shown(delivery=digest.id, number=1, revision=1)
        tx.deliveries.shown(OURS, digest.id, [first, Shown(delivery="", number=2, revision=1)])
        tx.deliveries.shown(OURS, digest.id, [first])
        tx.deliveries.shown(OURS, answer.id, [Shown(delivery=answer.id, number=1, revision=2)])
        tx.deliveries.shown(OURS, answer.id, [])

    store.write(show)
    assert store.read(lambda tx: tx.deliveries.shown_of(OURS, 1)) == (
        Shown(delivery=digest.id, number=1, revision=1),
        Shown(delivery=answer.id, number=1, revision=2),
    )
    assert store.read(lambda tx: tx.deliveries.shown_of(THEIRS, 1)) == ()


@pytest.mark.parametrize(
    "given", [message(kind=DeliveryKind.UPDATE), message(kind=DeliveryKind.REPLY, parent="none")]
)
def test_an_edit_or_reply_to_nothing_is_refused(store: Store, given: NewDelivery) -> None:
    with pytest.raises(Exception, match=r"(?i)constraint"):
        add(store, given)


def killed(store: Store, given: NewDelivery | None = None) -> Delivery:
    """A dead delivery."""
    added = add(store, given or message())
    claim(store)
    store.write(lambda tx: tx.deliveries.dead(OURS, added.id, 1, "is_archived", NOW))
    return get(store, added)


WORDS: dict[str, Callable[[Deliveries, str, str], bool]] = {
    "attested": lambda d, team, each: d.attested(team, each, "7.7", "C-1", SOON),
    "again": lambda d, team, each: d.again(team, each, SOON),
    "drop": lambda d, team, each: d.drop(team, each, SOON),
}


def on_a_word(store: Store, word: str, delivery: Delivery, team: str = OURS) -> bool:
    return store.write(lambda tx: WORDS[word](tx.deliveries, team, delivery.id))


@pytest.mark.parametrize("make", [lost, killed])
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("attested", {"state": DeliveryState.SENT, "error": "", "ts": "7.7"}),
        ("again", {"state": DeliveryState.DUE, "error": "", "attempts": 0, "settled_at": None}),
        ("drop", {"state": DeliveryState.DEAD, "error": DROPPED, "settled_at": SOON}),
    ],
)
def test_a_person_settles_what_is_unknown_or_dead(
    store: Store, make: Callable[[Store], Delivery], word: str, expected: dict[str, Any]
) -> None:
    delivery = make(store)
    assert not on_a_word(store, word, delivery, THEIRS)
    assert get(store, delivery) == delivery
    assert on_a_word(store, word, delivery)
    kept = get(store, delivery)
    assert {name: getattr(kept, name) for name in expected} == expected


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("state", ["due", "sending", "sent", "unknown"])
def test_no_word_counts_on_what_is_on_its_way_or_there(store: Store, word: str, state: str) -> None:
    delivery = add(store, message())
    if state != "due":
        claim(store, lease=3600)
    if state == "sent":
        settled(store, "sent", OURS, delivery, 1)
    if state == "unknown":  # its sender's lease still runs, so the call may still arrive
        settled(store, "unsure", OURS, delivery, 1)
    before = get(store, delivery)
    assert not on_a_word(store, word, delivery)
    assert get(store, delivery) == before


@pytest.mark.parametrize("word", ["attested", "again"])
def test_what_died_with_a_message_lives_again_with_it(store: Store, word: str) -> None:
    root = add(store, message())
    child = add(store, reply(root))
    edited = add(store, edit(child))
    foreign = killed(store, message("C-9"))
    claim(store)
    store.write(lambda tx: tx.deliveries.dead(OURS, root.id, 1, "is_archived", NOW))
    claim(store)
    assert get(store, edited).error == ORPHANED
    on_a_word(store, word, root)
    assert [get(store, each).state for each in (child, edited)] == [DeliveryState.DUE] * 2
    assert get(store, foreign).state is DeliveryState.DEAD


def test_only_what_a_person_can_settle_is_listed_for_one(store: Store) -> None:
    unknown = lost(store)
    root = add(store, message("C-2"))
    add(store, reply(root, channel="C-2"))
    dropped = add(store, message("C-3"))
    claim(store)
    for each in (root, dropped):
        assert settled(store, "dead", OURS, each, 1)
    claim(store)
    on_a_word(store, "drop", dropped)
    listed = store.read(lambda tx: tx.deliveries.to_settle())
    assert [each.id for each in listed] == [root.id, unknown.id]


def test_a_delivery_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    ours, theirs = add(store, message()), add(store, message(), THEIRS)

    def begin(with_: str) -> list[str]:
        return [each.id for each in store.read(lambda tx: tx.deliveries.by_beginning(with_))]

    assert begin(ours.id[:12]) == [ours.id]
    assert begin("") == [ours.id, theirs.id]
    assert begin("_") == begin("%") == []
