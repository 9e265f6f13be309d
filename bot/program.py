"""The running bot: everything made, connected, started and stopped in one place."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError

from bot.app import build_app
from bot.clients import asking_client, posting_client
from bot.delivery.courier import Courier
from bot.delivery.failpoints import Reach, unarmed
from bot.delivery.loop import DeliveryLoop
from bot.delivery.pace import Pace
from bot.delivery.reconcile import Reconciler
from bot.desk.publishing import publish
from bot.directory import refresh
from bot.later import Later
from bot.office import Office
from bot.scheduler import Heartbeat, tick
from bot.settings import Settings
from bot.undelivered import tell_owner, tell_unsettled
from storage import migrations
from storage.store import open_store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

STALE = timedelta(seconds=90)
"""A heartbeat older than this means that digests do not go out."""
_REQUESTS_KEPT = timedelta(days=1)
_DRAFTS_KEPT = timedelta(days=7)
_CLEAN_EVERY = timedelta(hours=1)
_ASK_AGAIN = timedelta(minutes=1)
"""How long after a failure Slack is asked again who is in the workspace."""


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class Program:
    """The bot without the server that Slack reaches it through."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        *,
        reach: Reach = unarmed,
        pace: Pace | None = None,
    ) -> None:
        """Upgrade and open the database and build everything; nothing runs before `start`.

        Raises:
            storage.errors.StorageError: the database cannot be used.
        """
        self.settings = settings
        self._clock = clock
        migrations.upgrade(settings.database_url)
        self.store = open_store(settings.database_url, clock)
        self.client = asking_client(settings)
        self._later = Later()
        self._loop = self._delivery_loop(reach, pace or Pace())
        self._heartbeat = Heartbeat(self._beat, clock)
        self._cleaned = datetime.min.replace(tzinfo=UTC)
        self._asked_who = datetime.min.replace(tzinfo=UTC)
        self._met = False
        self._started_at: datetime | None = None
        office = Office(
            store=self.store,
            clock=clock,
            client_for=lambda _team: self.client,
            later=self._later,
            wake=self._loop.wake,
        )
        secret = settings.signing_secret
        self.app = build_app(
            office,
            self.client,
            None if settings.socket_mode or secret is None else secret.get_secret_value(),
        )

    def start(self) -> None:
        """Start deliveries and the heartbeat, and get to know the workspace beside them."""
        self._started_at = self._clock()
        self._loop.start()
        self._heartbeat.start()
        self._ask_who_is_here(self._clock())

    def stop(self) -> None:
        """Finish what is in hand, then let go of the database."""
        if self._started_at is not None:
            self._heartbeat.stop()
            self._loop.stop()
        self._later.stop()
        self.store.close()

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way to Slack; False when that takes longer."""
        deadline = time.monotonic() + seconds
        self._later.drain(seconds)
        while self.store.read(lambda tx: tx.deliveries.pending()):
            if time.monotonic() > deadline:
                return False
            self._loop.wake()
            time.sleep(0.01)
        return True

    def tick(self) -> None:
        """Look once for digests that are due, without waiting for the heartbeat."""
        self._beat(self._clock())

    def ready(self) -> dict[str, Any]:
        """Whether requests can be served and digests go out, and what each part says."""
        database = self._database()
        beat = self._heartbeat.last_beat or self._started_at
        age = self._clock() - beat if beat else None
        alive = age is not None and age < STALE
        return {
            "ready": database == "ok" and alive,
            "database": database,
            "heartbeat_age_seconds": None if age is None else round(age.total_seconds(), 1),
        }

    def _delivery_loop(self, reach: Reach, pace: Pace) -> DeliveryLoop:
        posting = posting_client(self.settings)
        courier = Courier(
            self.store, self._clock, lambda _team: posting, pace, tell_owner, reach=reach
        )
        reconciler = Reconciler(
            self.store, self._clock, lambda _team: posting, tell_owner, tell_unsettled
        )
        return DeliveryLoop(courier.deliver_next, reconciler.reconcile_next)

    def _beat(self, now: datetime) -> None:
        if tick(self.store, now, publish):
            self._loop.wake()
        if not self._met and now - self._asked_who >= _ASK_AGAIN:
            self._ask_who_is_here(now)
        if now - self._cleaned >= _CLEAN_EVERY:
            self.store.write(lambda tx: tx.requests.forget_before(now - _REQUESTS_KEPT))
            self.store.write(lambda tx: tx.drafts.forget_before(now - _DRAFTS_KEPT))
            self._cleaned = now

    def _ask_who_is_here(self, now: datetime) -> None:
        self._asked_who = now
        self._later.do(self._meet_workspace, what="meet the workspace")

    def _meet_workspace(self) -> None:
        try:
            who = self.client.auth_test()
            team, name = str(who["team_id"]), str(who["team"])
            url = str(who["url"])
            self.store.write(lambda tx: self._named(tx, team, name, url))
            people = refresh(self.store, self.client, team, self._clock())
        except (SlackClientError, OSError) as error:
            _log.warning("the workspace could not be read", error=str(error))
        else:
            self._met = True
            _log.info("workspace met", team=team, people=people)

    def _named(self, tx: Tx, team: str, name: str, url: str) -> None:
        tx.workspaces.ensure(team, name, self._clock())
        tx.workspaces.change(team, name=name, url=url)

    def _database(self) -> str:
        try:
            self.store.ping()
        except Exception as error:  # noqa: BLE001  any failure means the same here
            return type(error).__name__
        return "ok"
