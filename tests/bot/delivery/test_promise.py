"""The promise, whatever happens in whatever order: no digest twice, and none missed."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.delivery.failpoints import Point
from bot.delivery.words import UNREADABLE, UNSETTLED
from bot.scheduler import GRACE, tick
from storage.records import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    NewDelivery,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.tx import Tx
from tests.bot.delivery.fake_slack import (
    BROKEN,
    DROPPED,
    DROPPED_AFTER,
    INTERNAL,
    INTERNAL_AFTER,
    LAGS,
    LIMITED,
    MALFORMED,
    OK,
    REFUSED,
    TIMES_OUT,
    TIMES_OUT_AFTER,
    Clock,
    says,
)
from tests.bot.delivery.office import TEAM, Office

FAULTS = st.sampled_from(
    [
        OK, LIMITED, REFUSED, TIMES_OUT, TIMES_OUT_AFTER, LAGS, DROPPED, DROPPED_AFTER, INTERNAL,
        INTERNAL_AFTER, BROKEN, MALFORMED,
    ]
)  # fmt: skip
UNREAD = st.sampled_from(
    [OK, LIMITED, REFUSED, TIMES_OUT, INTERNAL, says("missing_scope"), says("not_in_channel")]
)
HOUR, DAY = 3600, 86_400
DAYS = {"C1": 0, "C2": 0, "C3": 3}
"""The weekday each channel gets its digest on, at midnight in UTC."""


class OwnClock(Clock):
    """The program's clock: as much ahead of Slack's as somebody set it."""

    def __init__(self) -> None:
        self.true = Clock()
        self.ahead = timedelta(0)

    @property
    def now(self) -> datetime:  # type: ignore[override]
        return self.true.now + self.ahead

    def pass_(self, seconds: float) -> None:
        self.true.pass_(seconds)


class Killed(BaseException):
    """The process ends here, without a chance to tidy up."""


class Promise(RuleBasedStateMachine):
    """A bot that is killed and restarted at will, and a Slack that answers as it likes."""

    @initialize()
    def begin(self) -> None:
        self.clock = OwnClock()
        self.office = Office(self.clock)
        self.office.slack.clock = self.clock.true
        self.edits: dict[str, int] = {}
        self.expected: dict[tuple[str, datetime], OccurrenceState] = {}
        self.next_due: dict[str, datetime] = {}
        for channel, day in DAYS.items():
            self.next_due[channel] = self.office.clock.now + timedelta(days=day)
            self.office.store.write(partial(self.subscribe, channel=channel))

    def subscribe(self, tx: Tx, channel: str) -> None:
        tx.subscriptions.put(
            TEAM,
            Subscription(
                id=channel,
                channel=channel,
                schedule=Schedule(
                    rhythm=Rhythm.WEEKLY, day=DAYS[channel], hour=0, minute=0, zone="UTC"
                ),
                kpis=("nps",),
                state=SubscriptionState.ACTIVE,
                set_by="U1",
                next_due=self.next_due[channel],
                next_period="2026-W46",
            ),
        )

    def publish(self, tx: Tx, team: str, _of: Subscription, occurrence: Occurrence) -> None:
        root = tx.deliveries.add(
            team,
            NewDelivery(
                kind=DeliveryKind.POST,
                channel=occurrence.channel,
                payload={"text": f"{occurrence.channel} {occurrence.period}"},
                purpose="digest",
                subject=occurrence.id,
            ),
        )
        tx.occurrences.set_delivery(team, occurrence.id, root.id)
        tx.deliveries.add(
            team,
            NewDelivery(
                kind=DeliveryKind.REPLY,
                channel=occurrence.channel,
                payload={"text": f"{occurrence.channel} {occurrence.period} fell"},
                purpose="case",
                subject=occurrence.id,
                parent=root.id,
            ),
        )

    @rule()
    def beat(self) -> None:
        now = self.office.clock.now
        tick(self.office.store, now, self.publish)
        for channel in DAYS:
            while self.next_due[channel] <= now:
                due = self.next_due[channel]
                newest = due + timedelta(days=7) > now
                in_time = newest and now - due <= GRACE
                state = OccurrenceState.PLANNED if in_time else OccurrenceState.SKIPPED
                self.expected[channel, due] = state
                self.next_due[channel] = due + timedelta(days=7)

    @rule()
    def beat_and_die(self) -> None:
        def publish(tx: Tx, team: str, of: Subscription, occurrence: Occurrence) -> None:
            self.publish(tx, team, of, occurrence)
            raise Killed

        due = any(next_due <= self.office.clock.now for next_due in self.next_due.values())
        if due:
            try:
                tick(self.office.store, self.office.clock.now, publish)
            except Killed:
                self.office.start()
            self.beat()

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=4))
    def slack_will_answer(self, faults: list) -> None:  # type: ignore[type-arg]
        self.office.slack.will("chat.postMessage", *faults)

    @rule(faults=st.lists(UNREAD, min_size=1, max_size=2))
    def slack_will_read(self, faults: list) -> None:  # type: ignore[type-arg]
        self.office.slack.will("conversations.history", *faults)
        self.office.slack.will("conversations.replies", *faults)

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=3))
    def slack_will_edit(self, faults: list) -> None:  # type: ignore[type-arg]
        self.office.slack.will("chat.update", *faults)

    @rule()
    def figures_change(self) -> None:
        """Every digest of the newest period is edited, its flagged drop as well."""
        self.office.store.write(self.edit_newest)

    def edit_newest(self, tx: Tx) -> None:
        for channel in DAYS:
            for each in tx.occurrences.recent(TEAM, channel, 1):
                for post in tx.deliveries.of_subject(TEAM, each.id):
                    if post.kind is not DeliveryKind.UPDATE:
                        self.edit(tx, post)

    def edit(self, tx: Tx, post: Delivery) -> None:
        self.edits[post.id] = number = self.edits.get(post.id, 0) + 1
        tx.deliveries.supersede_updates(TEAM, post.id)
        new = NewDelivery(
            kind=DeliveryKind.UPDATE,
            channel=post.channel,
            payload={"text": f"{post.payload['text']} {number}"},
            purpose=post.purpose,
            subject=post.subject,
            target=post.id,
        )
        tx.deliveries.add(TEAM, new)

    @rule()
    def a_person_settles(self) -> None:
        """Whoever is asked looks in Slack and says what is there."""
        for each in self.office.store.read(lambda tx: tx.deliveries.dead_or_unknown(TEAM)):
            if each.error.startswith(UNREADABLE) or each.error == UNSETTLED:
                self.office.store.write(partial(self.settle, delivery=each))

    def settle(self, tx: Tx, delivery: Delivery) -> None:
        now = self.clock.now
        for message in self.office.slack.messages:
            if carried(message) == delivery.id:
                tx.deliveries.attested(TEAM, delivery.id, message["ts"], message["channel"], now)
                return
        tx.deliveries.again(TEAM, delivery.id, now)

    @rule()
    def deliver(self) -> None:
        self.office.courier.deliver_next()

    @rule(point=st.sampled_from(Point))
    def deliver_and_die(self, point: Point) -> None:
        def die(reached: Point) -> None:
            if reached is point:
                raise Killed

        self.office.start(die)
        with suppress(Killed):
            self.office.courier.deliver_next()
        self.office.start()

    @rule(seconds=st.sampled_from([0, 15, 25, 45, HOUR]), faults=st.lists(FAULTS, max_size=2))
    def deliver_while_another_process_works(self, seconds: int, faults: list) -> None:  # type: ignore[type-arg]
        """A process is stopped once it has claimed, and goes on after another had its turn."""
        first = self.office

        def overtaken(reached: Point) -> None:
            if reached is Point.AFTER_INTENT:
                first.slack.will("chat.postMessage", *faults)
                first.clock.pass_(seconds)
                first.start()
                first.reconciler.reconcile_next()
                first.courier.deliver_next()

        first.start(overtaken)
        first.courier.deliver_next()
        first.start()

    @rule()
    def reconcile(self) -> None:
        self.office.reconciler.reconcile_next()

    @rule(seconds=st.sampled_from([1, 5, 20, 41, 60, HOUR, 20 * HOUR, DAY, 6 * DAY, 15 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.office.clock.pass_(seconds)

    @rule(seconds=st.sampled_from([-2 * HOUR, -HOUR, -240, -30, 0, 30, 240]))
    def the_clock_is_set(self, seconds: int) -> None:
        """As far ahead of Slack's as a look in its history allows for, or behind at will."""
        self.clock.ahead = timedelta(seconds=seconds)

    @invariant()
    def nothing_is_there_twice(self) -> None:
        seen = Counter(carried(message) for message in self.office.slack.messages)
        assert [delivery for delivery, times in seen.items() if times > 1] == []

    def teardown(self) -> None:
        if not hasattr(self, "office"):
            return
        self.office.slack.script.clear()
        self.the_clock_is_set(0)
        self.beat()
        self.office.clock.pass_(3 * HOUR)
        self.a_person_settles()
        self.office.run_until_settled(within=1200)
        self.nothing_is_there_twice()
        self.everything_is_there()
        self.office.store.close()

    def everything_is_there(self) -> None:
        kept = {
            (each.channel, each.due_at): each
            for channel in DAYS
            for each in self.office.store.read(partial(_occurrences, channel=channel))
        }
        assert {key: each.state for key, each in kept.items()} == self.expected
        planned = [each for each in kept.values() if each.state is OccurrenceState.PLANNED]
        owed = [
            one
            for each in planned
            for one in self.office.store.read(partial(_posts, occurrence=each))
        ]
        assert len(owed) == 2 * len(planned)
        assert {one.state for one in owed} <= {DeliveryState.SENT}
        assert sorted(self.office.slack.texts()) == sorted(map(self.newest_text, owed))

    def newest_text(self, post: Delivery) -> str:
        text, edits = post.payload["text"], self.edits.get(post.id)
        return f"{text} {edits}" if edits else text


def carried(message: Mapping[str, Any]) -> str:
    """The id of the delivery that a message is."""
    return str(message["metadata"]["event_payload"]["delivery"])


def _posts(tx: Tx, occurrence: Occurrence) -> list[Delivery]:
    found = tx.deliveries.of_subject(TEAM, occurrence.id)
    return [one for one in found if one.kind is not DeliveryKind.UPDATE]


def _occurrences(tx: Tx, channel: str) -> tuple[Occurrence, ...]:
    return tx.occurrences.recent(TEAM, channel, 10_000)


TestPromise = Promise.TestCase
TestPromise.settings = settings(max_examples=40, stateful_step_count=40)
