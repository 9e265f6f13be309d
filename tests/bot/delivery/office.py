"""A courier and a reconciler with a store in memory, a fake Slack and a clock put on by hand."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot.delivery.courier import Courier
from bot.delivery.failpoints import Reach, unarmed
from bot.delivery.pace import SLACK
from bot.delivery.reconcile import Reconciler
from storage.records import Delivery, DeliveryKind, DeliveryState, NewDelivery
from storage.store import open_store
from storage.tx import Tx
from tests.bot.delivery.fake_slack import Clock, FakeSlack

TEAM = "T1"
CHART = {"type": "data_visualization", "title": "NPS"}
SECTION = {"type": "section", "text": {"type": "plain_text", "text": "NPS 70"}}


class Office:
    def __init__(self, clock: Clock | None = None, database: str = "sqlite://") -> None:
        self.clock = clock or Clock()
        self.slack = FakeSlack(self.clock)
        self.store = open_store(database, self.clock)
        self.store.write(lambda tx: tx.workspaces.ensure(TEAM, "Team", self.clock.now))
        self.told: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.no_client: Exception | None = None
        self.no_words: Exception | None = None
        self.followed: list[tuple[str, DeliveryState]] = []
        self.no_follow_up: Exception | None = None
        self.start()

    def start(self, reach: Reach = unarmed) -> None:
        """A new process on the same store."""
        self.courier = Courier(
            self.store,
            self.clock,
            self.client_for,
            SLACK,
            self.on_dead,
            on_sent=self.on_sent,
            reach=reach,
        )
        self.reconciler = Reconciler(
            self.store,
            self.clock,
            self.client_for,
            self.on_dead,
            self.on_unsettled,
            on_sent=self.on_sent,
        )

    def client_for(self, team: str) -> WebClient:
        assert team == TEAM
        if self.no_client is not None:
            raise self.no_client
        return self.slack

    def on_dead(self, _tx: Tx, delivery: Delivery, error: str) -> None:
        if self.no_words is not None:
            raise self.no_words
        self.told.append((delivery.id, error))

    def on_unsettled(self, _tx: Tx, delivery: Delivery) -> None:
        self.asked.append(delivery.id)

    def on_sent(self, tx: Tx, delivery: Delivery) -> None:
        if self.no_follow_up is not None:
            raise self.no_follow_up
        found = tx.deliveries.get(TEAM, delivery.id)
        assert found is not None
        self.followed.append((found.id, found.state))

    def add(
        self,
        kind: DeliveryKind = DeliveryKind.POST,
        channel: str = "C1",
        payload: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Delivery:
        new = NewDelivery(
            kind=kind,
            channel=channel,
            payload=payload or {"text": "NPS 70", "blocks": [SECTION]},
            purpose="digest",
            **fields,
        )
        return self.store.write(lambda tx: tx.deliveries.add(TEAM, new))

    def find(self, delivery_id: str) -> Delivery:
        found = self.store.read(lambda tx: tx.deliveries.get(TEAM, delivery_id))
        assert found is not None
        return found

    def get(self, delivery: Delivery) -> Delivery:
        return self.find(delivery.id)

    def state(self, delivery: Delivery) -> DeliveryState:
        return self.get(delivery).state

    def run(self, seconds: float, step: float = 1) -> None:
        """Deliver and reconcile every `step` seconds for a while."""
        end = self.clock.now + timedelta(seconds=seconds)
        while self.clock.now < end:
            self.courier.deliver_due()
            self.reconciler.reconcile()
            self.clock.pass_(step)

    def run_until_settled(self, within: float) -> None:
        """Go on until nothing is on its way any more, or for so many seconds."""
        end = self.clock.now + timedelta(seconds=within)
        while self.clock.now < end and self.store.read(_open):
            self.run(20, step=20)


def _open(tx: Tx) -> bool:
    return bool(tx.deliveries.pending() or tx.deliveries.dead_or_unknown(TEAM))
