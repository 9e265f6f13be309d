"""The bot of one workspace, by its token: removed, refused, and back again."""

from datetime import UTC, datetime, timedelta

from bot.installing.presence import KEPT
from bot.sandbox.faults import ApiError
from storage.records import Absence, SubscriptionState
from tests.e2e.bench import Bench
from tests.e2e.running import replica

DIGEST = "/kpi digest weekly mon 09:00 nps UTC"
MONDAY = datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC)


def absence(bench: Bench) -> Absence | None:
    return bench.program.store.read(lambda tx: tx.absences.get(bench.team))


def test_a_removed_bot_rests_at_once_and_its_data_has_an_end(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", DIGEST)
    bench.slack.workspace.uninstall()
    bench.at(MONDAY)
    assert bench.posts() == []
    found = absence(bench)
    assert found is not None
    assert found.erase_after is not None
    bench.at(found.erase_after - timedelta(hours=1))
    assert bench.figure(1) is not None
    bench.at(found.erase_after + timedelta(hours=1))
    assert bench.program.store.read(lambda tx: tx.workspaces.all()) == ()
    assert found.erase_after - found.since == KEPT


def test_a_program_started_with_a_token_that_works_finds_everything_again(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", DIGEST)
    bench.slack.workspace.uninstall()
    assert absence(bench) is not None
    bench.slack.workspace.installation.ended_with = None
    with replica(bench) as again:
        assert again.settle()
        assert absence(bench) is None
    bench.at(MONDAY)
    assert len(bench.posts()) == 1


def test_a_refused_token_pauses_no_digest_for_good(bench: Bench) -> None:
    bench.type_("kim", DIGEST)
    bench.slack.faults.script("chat.postMessage", [ApiError("token_revoked")])
    bench.at(MONDAY)
    found = absence(bench)
    assert found is not None
    assert (found.reason, found.erase_after) == ("token_revoked", None)
    (kept,) = bench.program.store.read(lambda tx: tx.subscriptions.all(bench.team))
    assert kept.state is SubscriptionState.ACTIVE
    assert [one["event"] for one in bench.logged if one["log_level"] == "error"] == [
        "workspace refuses its token"
    ]
    bench.logged.clear()
    bench.at(MONDAY + timedelta(hours=2))
    assert absence(bench) is None
    bench.at(MONDAY + timedelta(days=7))
    assert len(bench.posts()) == 1
