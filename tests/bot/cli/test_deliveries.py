"""`kpi-bot deliveries` and `kpi-bot digest status`: what an operator sees and settles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile

import pytest
from msgspec.structs import replace

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
from storage.store import Store, open_store
from storage.tx import Tx
from tests.bot.cli.conftest import Run

NOW = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
UNKNOWN, DEAD, SENT, DUE = (
    DeliveryState.UNKNOWN,
    DeliveryState.DEAD,
    DeliveryState.SENT,
    DeliveryState.DUE,
)


@pytest.fixture
def store(upgraded_file: Path, database: Path) -> Iterator[Store]:
    url = f"sqlite:///{database}"
    copyfile(upgraded_file, database)
    opened = open_store(url, lambda: NOW)
    opened.write(lambda tx: tx.workspaces.ensure("T1", "Acme", NOW))
    yield opened
    opened.close()


def add(store: Store, channel: str) -> Delivery:
    """A digest under way in a channel."""
    new = NewDelivery(
        kind=DeliveryKind.POST,
        channel=channel,
        payload={"text": f"Customer KPIs &amp; more · {channel}\n1 holds"},
        purpose="digest",
    )
    added = store.write(lambda tx: tx.deliveries.add("T1", new))
    store.write(lambda tx: tx.deliveries.claim(NOW, 0, 9))
    return added


@pytest.fixture
def unknown(store: Store) -> Delivery:
    added = add(store, "C0GROWTH")
    error = "unreadable: missing_scope"
    store.write(lambda tx: tx.deliveries.unsure("T1", added.id, 1, error))
    return added


@pytest.fixture
def dead(store: Store) -> Delivery:
    added = add(store, "C0CS")
    store.write(lambda tx: tx.deliveries.dead("T1", added.id, 1, "is_archived", NOW))
    return added


def get(store: Store, delivery: Delivery) -> Delivery:
    found = store.read(lambda tx: tx.deliveries.get("T1", delivery.id))
    assert found is not None
    return found


@pytest.mark.parametrize("words", [(), ("list",)], ids=["alone", "list"])
def test_what_did_not_arrive_is_listed_in_words(
    run: Run, unknown: Delivery, dead: Delivery, words: tuple[str, ...]
) -> None:
    listed = run("deliveries", *words, COLUMNS="240")
    assert listed.exit_code == 0
    said = " ".join(listed.stdout.split())
    for part in (
        unknown.id[:8],
        "The digest for C0GROWTH in T1, 2026-11-16 00:00 UTC",
        "Customer KPIs & more · C0GROWTH",
        "unknown: Slack did not confirm it, and KPI Bot cannot look",
        f"settle {unknown.id[:8]} posted, or settle {unknown.id[:8]} again",
        dead.id[:8],
        "dead: The channel C0CS was archived",
        f"settle {dead.id[:8]} again",
    ):
        assert part in said


@pytest.mark.usefixtures("store")
def test_where_nothing_is_wrong_it_says_so(run: Run) -> None:
    assert run("deliveries").stdout == "Every message arrived or is on its way.\n"
    assert json.loads(run("deliveries", "--json").stdout) == []


def test_programs_read_the_list_as_json(run: Run, unknown: Delivery) -> None:
    for words in (("deliveries", "--json"), ("deliveries", "list", "--json")):
        [one] = json.loads(run(*words).stdout)
        assert (one["id"], one["state"], one["error"]) == (
            unknown.id,
            "unknown",
            "unreadable: missing_scope",
        )


@pytest.mark.parametrize(
    ("words", "state", "ts", "said"),
    [
        (("posted",), SENT, "", "counts as posted. It is not edited"),
        (("posted", "--ts", "1794967200.000001"), SENT, "1794967200.000001", "counts as posted."),
        (
            ("posted", "--ts", "https://a.slack.com/archives/C0GROWTH/p1794967200000001"),
            SENT,
            "1794967200.000001",
            "counts as posted.",
        ),
        (("again",), DUE, None, "is due again"),
        (("drop",), DEAD, None, "is given up"),
    ],
    ids=["posted", "posted with its ts", "posted with its link", "again", "drop"],
)
def test_an_operator_settles_one_by_the_beginning_of_its_id(  # noqa: PLR0917 - pytest names them
    run: Run,
    store: Store,
    unknown: Delivery,
    words: tuple[str, ...],
    state: DeliveryState,
    ts: str | None,
    said: str,
) -> None:
    ended = run("deliveries", "settle", unknown.id[:8], *words)
    assert ended.exit_code == 0
    assert said in ended.stdout
    kept = get(store, unknown)
    assert (kept.state, kept.ts) == (state, ts)
    assert "Every message arrived" in run("deliveries").stdout


def test_a_dead_one_is_posted_again_once_it_is_mended(
    run: Run, store: Store, dead: Delivery
) -> None:
    assert run("deliveries", "settle", dead.id, "again").exit_code == 0
    assert get(store, dead).state is DUE


def test_what_is_settled_already_is_refused_in_a_sentence(run: Run, unknown: Delivery) -> None:
    run("deliveries", "settle", unknown.id, "again")
    again = run("deliveries", "settle", unknown.id, "again")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "This was settled meanwhile. It is on its way.\n"


WRONG = (
    (("abc!", "again"), "abc! is no delivery's id"),
    (("0", "again"), "There is no delivery 0"),
    (("", "again"), "is no delivery's id"),
    (("$ID", "again", "--ts", "1794967200.000001"), "--ts goes with posted only"),
)


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_a_wrong_id_gets_one_helpful_line_and_changes_nothing(
    run: Run, store: Store, unknown: Delivery, words: tuple[str, ...], said: str
) -> None:
    known = {"$ID": unknown.id, "0": "0" if unknown.id[0] != "0" else "1"}
    ended = run("deliveries", "settle", *(known.get(word, word) for word in words))
    assert ended.exit_code == 2
    assert said.replace("delivery 0", "delivery") in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert get(store, unknown).state is UNKNOWN


def test_an_id_that_could_be_several_asks_for_more_of_it(run: Run, store: Store) -> None:
    first = add(store, "C0")
    while add(store, "C1").id[0] != first.id[0]:
        """Until two begin alike."""
    ended = run("deliveries", "settle", first.id[0], "drop")
    assert ended.exit_code == 2
    assert f"deliveries begin with {first.id[0]}: type more of it" in ended.stderr


def test_a_link_into_another_channel_is_refused(run: Run, store: Store, unknown: Delivery) -> None:
    link = "https://a.slack.com/archives/C0OTHER/p1794967200000001"
    ended = run("deliveries", "settle", unknown.id, "posted", "--ts", link)
    assert (ended.exit_code, ended.stderr) == (1, "This link leads to another channel.\n")
    assert get(store, unknown).state is UNKNOWN


WEEKLY = Subscription(
    id="s1",
    channel="C0CS",
    schedule=Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul"),
    kpis=("nps", "churn"),
    state=SubscriptionState.ACTIVE,
    set_by="U1",
    next_due=NOW + timedelta(weeks=1),
    next_period="2026-W47",
)


def occurrence(period: str, **changes: object) -> Occurrence:
    made = Occurrence(
        id=period,
        subscription="s1",
        channel="C0CS",
        rhythm=Rhythm.WEEKLY,
        period=period,
        due_at=NOW - timedelta(weeks=46 - int(period[-2:])),
        state=OccurrenceState.PLANNED,
        late=False,
        delivery=None,
    )
    return replace(made, **changes)


def plan(tx: Tx, past: Occurrence) -> bool:
    return tx.occurrences.plan("T1", past)


def test_the_status_of_every_digest_is_told_in_words(
    run: Run, store: Store, dead: Delivery
) -> None:
    archived = replace(
        WEEKLY, id="s2", channel="C0ARCH", state=SubscriptionState.PAUSED, why_paused="is_archived"
    )
    store.write(lambda tx: [tx.subscriptions.put("T1", one) for one in (WEEKLY, archived)])
    for past in (
        occurrence("2026-W45", state=OccurrenceState.SKIPPED),
        occurrence("2026-W46", delivery=dead.id, late=True),
    ):
        store.write(partial(plan, past=past))
    status = run("digest", "status", COLUMNS="240")
    assert status.exit_code == 0
    said = " ".join(status.stdout.replace("│", " ").split())
    for part in (
        "weekly, running",
        "every Monday at 09:00 (Asia/Seoul)",
        "Next: Mon 23 Nov 2026, 09:00 (Asia/Seoul)",
        "W46, due Mon 16 Nov 2026, 09:00 (Asia/Seoul): not delivered: The channel C0CS was",
        "W45, due Mon 9 Nov 2026, 09:00 (Asia/Seoul): skipped: KPI Bot was not running",
        "weekly, paused",
        "The channel C0ARCH was archived",
    ):
        assert part in said, said
    paused, running = json.loads(run("digest", "status", "--json").stdout)
    assert paused["paused_because"].startswith("The channel C0ARCH was archived")
    assert paused["next_send"] == ""
    assert running["results"][0].endswith(", late")
    assert running["kpis"] == ["nps", "churn"]


@pytest.mark.usefixtures("store")
def test_without_a_digest_the_status_says_so(run: Run) -> None:
    assert run("digest", "status").stdout == "No channel has a digest yet.\n"
    unknown = run("digest", "status", "--workspace", "T9")
    assert unknown.exit_code == 1
    assert "Choose a workspace with --workspace: T1" in unknown.stderr
