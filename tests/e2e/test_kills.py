"""`kpi-bot serve` killed with SIGKILL, on both databases: nothing twice, nothing missing."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.delivery.failpoints import VARIABLE, Point
from bot.manifest import read_manifest
from bot.sandbox import Sandbox, Seen
from bot.sandbox.model import Json
from bot.sandbox.payloads import Scene, command_form
from kpi.period import Cadence, Period, last_complete
from storage.engines import parse, postgresql_engine, sqlite_engine
from storage.records import DeliveryState, FigureKey
from storage.store import Store, open_store
from storage.tables import DeliveryRow, table
from tests.e2e.ports import free_port
from tests.e2e.test_processes import readyz, until
from tests.forked import forked, kpi_bot
from tests.postgresql import create

CHANNEL = "#cs-team"
LONG = "KPI_BOT_LONG_TESTS"
"""Set in the environment, more kills and commands are tried."""
PATIENCE = 30.0
"""Seconds that everything may take to be posted on a busy machine."""
WORKERS = 4


@dataclass
class Place:
    """A Slack, a database, and a program on them that is killed and started again."""

    slack: Sandbox
    url: str
    folder: Path
    port: int = field(default_factory=free_port)
    _store: list[Store] = field(default_factory=list)

    def store(self) -> Store:
        """The test's own way into the database."""
        if not self._store:
            self._store.append(open_store(self.url, lambda: datetime.now(UTC)))
        return self._store[0]

    def close(self) -> None:
        """Let go of the database."""
        for store in self._store:
            store.close()

    @contextmanager
    def serve(self, failpoint: str = "") -> Iterator[ForkServerProcess]:
        """The program, ready; armed, where a failpoint is named."""
        settings = self.slack.settings_for_http(f"http://127.0.0.1:{self.port}/slack/events")
        settings |= {"DATABASE_URL": self.url, "PORT": str(self.port), VARIABLE: failpoint}
        log = self.folder / "serve.log"

        def ready() -> bool:
            assert process.is_alive(), log.read_text()
            return readyz(self.port)[0] == HTTPStatus.OK

        with forked(kpi_bot, "serve", settings=settings, log=log) as process:
            until(ready)
            yield process

    def say(self, line: str) -> None:
        """Kim types a command."""
        reaction = self.slack.person("kim").command(CHANNEL, line)
        assert reaction.error is None, reaction.notice

    def time_passes(self, *states: DeliveryState) -> None:
        """For deliveries in these states the lease is over and the pause as well."""
        delivery = table(DeliveryRow)
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        over = sa.case((delivery.c.leased_until.is_not(None), sa.literal(long_ago)), else_=None)
        meant = (
            sa.select(delivery.c.serial)
            .where(sa.or_(*(delivery.c.state == state for state in states)))
            .with_for_update(skip_locked=True)
        )
        change = (
            sa.update(delivery)
            .where(delivery.c.serial.in_(meant))
            .values(leased_until=over, not_before=None)
        )
        parsed = parse(self.url)
        local = parsed.get_backend_name() == "sqlite"
        engine = (
            sqlite_engine(parsed, "busy_timeout = 9000") if local else postgresql_engine(parsed)
        )
        with engine.begin() as connection:
            connection.execute(change)
        engine.dispose()

    def dead(self, process: ForkServerProcess) -> None:
        """Wait for the program to kill itself; nobody waits for its leases."""
        self._until(lambda: not process.is_alive())
        assert process.exitcode == -signal.SIGKILL
        self.time_passes(DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.DUE)

    def killed(self, process: ForkServerProcess) -> None:
        """Kill the program; nobody waits for its leases."""
        process.kill()
        self.dead(process)

    def settled(self, process: ForkServerProcess) -> None:
        """Wait until nothing is on its way any more, with pauses cut short."""
        store = self.store()
        self._until(
            lambda: (
                not process.is_alive()
                or not store.read(
                    lambda tx: tx.deliveries.pending() or tx.deliveries.dead_or_unknown()
                )
            )
        )
        assert process.is_alive(), "the program ended"

    def _until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, "it never came"
            self.time_passes(DeliveryState.UNKNOWN, DeliveryState.DUE)
            time.sleep(0.1)

    def written(self) -> list[Seen]:
        """What the bot wrote in the channel, threads included, in the order it came."""
        kim, bot = self.slack.person("kim"), self.slack.workspace.installation.bot_user
        roots = [one for one in kim.sees(CHANNEL) if one.user == bot and not one.is_ephemeral]
        return [one for root in roots for one in kim.sees(CHANNEL, thread_ts=root.ts)]


@pytest.fixture
def postgresql(server: str) -> str:
    """Address of a PostgreSQL database without tables."""
    return create(server)


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """Address of a database file that is not there yet."""
    return f"sqlite:///{tmp_path / 'kpi-bot.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    url = request.getfixturevalue(request.param)
    with Sandbox(read_manifest()) as slack, closing(Place(slack, url, tmp_path)) as made:
        yield made


def last_week() -> Period:
    return last_complete(Cadence.WEEK, datetime.now(UTC), ZoneInfo("Asia/Seoul"))


def ask_for_a_digest(place: Place) -> None:
    """A digest with two drops, so that there are a root, two replies and an edit that links."""
    before = last_week().previous()
    place.say(f"/churn 60 3000 period={before.label}")
    place.say(f"/nps 1700 350 150 period={before.label}")
    place.say("/churn 90 3000")
    place.say("/nps 900 350 1150")
    place.say("/kpi target churn <= 2%")
    place.say("/kpi target nps >= 45")
    place.say("/kpi digest weekly mon 09:00 nps churn")
    place.say("/kpi digest now")


def check_once(place: Place) -> None:
    """The root links both replies, and each stands there once."""
    root, *replies = place.written()
    assert len(replies) == 2
    assert len({reply.text.split()[0] for reply in replies}) == 2
    for reply in replies:
        assert f"p{reply.ts.replace('.', '')}" in str(root.blocks)


def test_killed_at_every_step_it_posts_each_message_once(place: Place) -> None:
    with place.serve(Point.AFTER_INTENT) as process:
        ask_for_a_digest(place)
        place.dead(process)
    assert place.written() == []
    for point in (f"{Point.AFTER_POST}:2", f"{Point.BEFORE_MARK}:1"):
        with place.serve(point) as process:
            place.dead(process)
    with place.serve() as process:
        place.settled(process)
    check_once(place)


@pytest.mark.parametrize(
    ("place", "seed"),
    [(each, seed) for each in ("sqlite", "postgresql") for seed in range(4)]
    if LONG in os.environ
    else [("sqlite", 1)],
    indirect=["place"],
)
def test_killed_at_any_moment_it_posts_each_message_once(place: Place, seed: int) -> None:
    dice = random.Random(seed)
    with place.serve() as process:
        ask_for_a_digest(place)
        time.sleep(dice.uniform(0, 0.3))
        place.killed(process)
    for _ in range(6 if LONG in os.environ else 1):
        with place.serve() as process:
            time.sleep(dice.uniform(0, 1.5))
            place.killed(process)
    with place.serve() as process:
        place.settled(process)
    check_once(place)


def test_killed_again_and_again_it_loses_no_command_that_it_answered(place: Place) -> None:
    many = place.url.startswith("sqlite") or LONG in os.environ
    commands, legs = (1000, 4) if many else (150, 2)
    weeks = weeks_before(last_week(), commands)
    sender = place.slack.signed_http(f"http://127.0.0.1:{place.port}/slack/events")

    def answered(number: int) -> bool:
        """Whether a command was answered, which is numbered by its detractors."""
        payload = typed(place, f"1700 350 {number} period={weeks[number].label}")
        outcome = sender.send("slash_commands", payload, None)
        return outcome.result == "acked" and str(outcome.body["text"]).startswith("NPS")

    kept: list[int] = []
    share = commands // legs
    with ThreadPoolExecutor(WORKERS) as pool:
        for leg in range(legs):
            numbers = range(leg * share, (leg + 1) * share)
            with place.serve() as process:
                running = [pool.submit(answered, number) for number in numbers]
                # The last ones of each leg are under way while it dies, or meet nobody.
                while sum(one.done() for one in running) < 0.9 * share:
                    time.sleep(0.005)
                process.kill()
                kept += [n for n, one in zip(numbers, running, strict=True) if one.result()]
    assert 0.9 * commands <= len(kept) < commands
    assert [number for number in kept if stored(place, weeks[number]) != number] == []


def typed(place: Place, text: str) -> Json:
    """The payload of kim's `/nps`."""
    world, installation = place.slack.world, place.slack.workspace.installation
    kim = place.slack.person("kim").id
    with world.lock:
        channel = world.channels[place.slack.workspace.channel_id(CHANNEL)]
        scene = Scene(world, installation, world.users[kim])
        return command_form(scene, channel, "/nps", text)


def weeks_before(newest: Period, count: int) -> list[Period]:
    weeks = [newest]
    while len(weeks) < count:
        weeks.append(weeks[-1].previous())
    return weeks


def stored(place: Place, week: Period) -> int | None:
    """The detractors that are stored for a week."""
    store, team = place.store(), place.slack.workspace.installation.team_id
    found = store.read(lambda tx: tx.observations.latest(team, FigureKey(kpi="nps", period=week)))
    if found is None or found.entry is None:
        return None
    return int(str(found.entry.inputs["detractors"]))
