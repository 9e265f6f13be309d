"""The running bot: everything made, connected, started and stopped in one place."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.access import open_access
from bot.acquaintance import Acquaintance
from bot.app import build_app
from bot.beacon import Beacon
from bot.checkup import Checkup
from bot.delivery.courier import Courier
from bot.delivery.failpoints import Reach, unarmed
from bot.delivery.loop import DeliveryLoop
from bot.delivery.pace import SLACK
from bot.delivery.reconcile import Reconciler
from bot.desk.publishing import publish
from bot.desk.refresh import after_sent
from bot.health import Pulse
from bot.installing.presence import erase_what_is_over
from bot.jobs.background import Alone, Background, Elsewhere, Shared
from bot.jobs.publishing import PUBLISH, hand_out
from bot.jobs.reminding import remind
from bot.jobs.worker import Duties, JobWorker
from bot.later import Later
from bot.metrics import Metrics
from bot.office import Office
from bot.pausing import Alarms, Pausing
from bot.readers import Readers
from bot.scheduler import Heartbeat, publish_due, tick
from bot.server.guard import Guard
from bot.settings import SEPARATE, Settings, SettingsError
from bot.undelivered import tell_owner, tell_unsettled
from storage import migrations
from storage.engines import is_server
from storage.jobs import SEND
from storage.records import Pace, Rhythm
from storage.store import open_store

_log = structlog.get_logger(__name__)

_REQUESTS_KEPT = timedelta(days=1)
_DRAFTS_KEPT = timedelta(days=7)
_CLEAN_EVERY = timedelta(hours=1)


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
        pace: Pace = SLACK,
    ) -> None:
        """Upgrade and open the database and build everything; nothing runs before `start`.

        Raises:
            storage.errors.StorageError: the database cannot be used.
            bot.settings.SettingsError: the keys do not open the tokens in it, or it is SQLite,
                whose one program has to do its background work itself.
        """
        if settings.worker == SEPARATE and not is_server(settings.database_url):
            raise SettingsError("KPI_BOT_WORKER", "needs PostgreSQL")
        self.settings = settings
        self._clock = clock
        migrations.upgrade(settings.database_url)
        self.store = open_store(settings.database_url, clock)
        self._later = Later()
        self._alarms = Alarms()
        self._acquaintance = Acquaintance(self.store, clock)
        try:
            self.access = open_access(settings, self.store, clock, self._acquaintance, self._later)
        except SettingsError:
            self.store.close()
            raise
        self._round = Pulse(clock)
        self.checkup = Checkup(
            self.store,
            clock,
            lambda: self._heartbeat.last_beat,
            self._round if settings.worker != SEPARATE else None,
        )
        self.metrics = Metrics(self.checkup.look, self._size)
        self._background = self._made_background(reach, pace)
        self._heartbeat = Heartbeat(self._beat, clock)
        self._beacon = self._lit_beacon()
        self._cleaned = datetime.min.replace(tzinfo=UTC)
        self._started_at: datetime | None = None
        office = Office(
            store=self.store,
            clock=clock,
            client_for=self.access.clients.asking,
            later=self._later,
            readers=Readers(self.store, clock),
            homes=Pausing(self._later, clock, self._alarms.after),
            wake=self._background.wake,
            watch=self.metrics.command,
        )
        self.app = build_app(office, self.access.client, self.access.authorize)
        self.guard = Guard(settings.signing_secret)

    def start(self) -> None:
        """Start deliveries and the heartbeat, and get to know the workspace beside them."""
        self._started_at = self.checkup.started = self._clock()
        # Before the first heartbeat, which would do it too.
        self.access.tend(self._started_at)
        self._background.start()
        self._heartbeat.start()

    def stop(self) -> None:
        """Finish what is in hand, then let go of the database."""
        if self._started_at is not None:
            self._heartbeat.stop()
            self._background.stop()
        self._alarms.stop()
        self._later.stop()
        self.store.close()

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way to Slack; False when that takes longer."""
        deadline = time.monotonic() + seconds
        self._later.drain(seconds)
        while self.store.read(lambda tx: tx.deliveries.pending()):
            if time.monotonic() > deadline:
                return False
            self._background.wake()
            time.sleep(0.01)
        return True

    def tick(self) -> None:
        """Look once for digests that are due, without waiting for the heartbeat."""
        self._beat(self._clock())

    def ready(self) -> dict[str, Any]:
        """Whether requests can be served and digests go out, and what each part says."""
        return self.checkup.look().report()

    def _made_background(self, reach: Reach, pace: Pace) -> Background:
        if self.settings.worker == SEPARATE:
            return Elsewhere()
        posting = self.access.clients.posting
        courier = Courier(
            self.store,
            self._clock,
            posting,
            pace,
            tell_owner,
            on_sent=after_sent,
            attempted=self.metrics.delivery,
            reach=reach,
        )
        reconciler = Reconciler(
            self.store, self._clock, posting, tell_owner, tell_unsettled, on_sent=after_sent
        )
        loop = DeliveryLoop(self._round.around(courier.deliver_next), reconciler.reconcile_next)
        if not is_server(self.settings.database_url):
            return Alone(loop=loop, publish=self._publish_all)
        duties: Duties = {SEND: courier.deliver_due, PUBLISH: self._publish_one}
        worker = JobWorker(self.settings.database_url, duties)
        self.checkup.connections["jobs"] = worker.is_connected
        return Shared(
            loop=loop,
            worker=worker,
            hand_out=self._hand_out,
        )

    def _publish_all(self, now: datetime) -> int:
        told = remind(self.store, now)
        return told + tick(self.store, now, publish, planned=self.metrics.digest)

    def _hand_out(self, now: datetime) -> int:
        return remind(self.store, now) + hand_out(self.store, now)

    def _publish_one(self, team: str, channel: str, rhythm: str) -> int:
        return publish_due(
            self.store,
            self._clock(),
            publish,
            self.metrics.digest,
            team=team,
            channel=channel,
            rhythm=Rhythm(rhythm),
        )

    def _lit_beacon(self) -> Beacon | None:
        url = self.settings.heartbeat_url
        return None if url is None else Beacon(url.get_secret_value(), self.checkup.look)

    def _beat(self, now: datetime) -> None:
        self._background.plan(now)
        self.access.tend(now)
        if now - self._cleaned >= _CLEAN_EVERY:
            self._clean(now)
            self._cleaned = now
        if self._beacon is not None:
            self._beacon.beat(now)

    def _clean(self, now: datetime) -> None:
        """Forget what is over, and see whether what was wrong is still wrong."""
        self.store.write(lambda tx: tx.requests.forget_before(now - _REQUESTS_KEPT))
        self.store.write(lambda tx: tx.drafts.forget_before(now - _DRAFTS_KEPT))
        self.store.write(lambda tx: tx.paces.forget_before(now - _CLEAN_EVERY))
        self.store.write(lambda tx: tx.begun_installations.forget_before(now - _CLEAN_EVERY))
        erase_what_is_over(self.store, now)
        self._later.do(
            lambda: self._acquaintance.look_again(self.access.clients),
            what="look at absent workspaces",
        )

    def _size(self) -> int:
        return self.store.read(lambda tx: tx.vitals.size())
