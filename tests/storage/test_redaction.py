"""Words can be erased, in one audited way; numbers and everybody else's history stay."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.records import Action, CaseEvent, CaseState, EventKind, Renaming
from storage.redaction import ERASED
from storage.store import Store
from storage.tables import APPEND_ONLY
from storage.tx import Tx
from tests.storage.made import (
    NOW,
    OURS,
    THEIRS,
    W46,
    case,
    closed_month,
    key,
    message,
    new,
    rebase,
    redaction,
)

WORDS: Mapping[str, Any] = {
    "note": "Ms Park called",
    "source": "Park.xlsx",
    "reason": "Park counted twice",
}


@pytest.fixture
def written(store: Store) -> Store:
    """K-1 twice with words, K-2 that follows from it, K-3 and K-4 of their own; and next door."""

    def write(tx: Tx) -> None:
        for team in (OURS, THEIRS):
            tx.observations.append(team, new(**WORDS), 0)
            tx.observations.append(team, new(note="", source="", reason=""), 1)
            copied = new(key("churn"), action=Action.DERIVE, reason=WORDS["reason"])
            tx.observations.append(team, copied, 0)
            same_reason = new(key("csat"), note="Ms Park called", reason=WORDS["reason"])
            tx.observations.append(team, same_reason, 0)
            earlier = key("churn", W46.previous())
            copied_then = new(earlier, action=Action.DERIVE, reason=WORDS["reason"])
            tx.observations.append(team, copied_then, 0)

    store.write(write)
    return store


def words(store: Store, number: int, team: str = OURS) -> list[tuple[str, str, str]]:
    found = store.read(lambda tx: tx.observations.revisions(team, number))
    return [(one.note, one.source, one.reason) for one in found]


def test_a_figure_loses_its_words_and_keeps_its_numbers(written: Store) -> None:
    before = written.read(lambda tx: tx.observations.revisions(OURS, 1))
    lines = written.write(lambda tx: tx.redactions.figure(OURS, 1, [WORDS["reason"]]))
    assert lines == 2
    assert words(written, 1) == [(ERASED, ERASED, ERASED), ("", "", "")]
    after = written.read(lambda tx: tx.observations.revisions(OURS, 1))
    assert [(o.entry, o.value, o.author, o.recorded_at) for o in after] == [
        (o.entry, o.value, o.author, o.recorded_at) for o in before
    ]


def test_what_follows_from_a_figure_loses_the_reason_it_repeats(written: Store) -> None:
    assert written.read(lambda tx: tx.redactions.copies(OURS, 1, WORDS["reason"])) == (2,)
    written.write(lambda tx: tx.redactions.figure(OURS, 1, [WORDS["reason"]]))
    assert words(written, 2) == [("", "", ERASED)]


def test_other_figures_and_other_workspaces_keep_their_words(written: Store) -> None:
    written.write(lambda tx: tx.redactions.figure(OURS, 1, [WORDS["reason"]]))
    assert words(written, 3) == [("Ms Park called", "", WORDS["reason"])]
    assert words(written, 4) == [("", "", WORDS["reason"])]
    assert words(written, 1, THEIRS)[0] == tuple(WORDS.values())
    assert words(written, 2, THEIRS) == [("", "", WORDS["reason"])]


def test_a_case_loses_what_people_wrote_and_keeps_what_the_bot_wrote(written: Store) -> None:
    kinds = (EventKind.OPENED, EventKind.NOTED, EventKind.RESOLVED, EventKind.RECOVERED)

    def work(tx: Tx) -> str:
        one = tx.cases.add(OURS, case(1), NOW)
        for kind in kinds:
            event = CaseEvent(kind=kind, actor="U-ANN", text=f"{kind} Park", at=NOW)
            tx.cases.add_event(OURS, one.id, event)
        tx.cases.change(OURS, one.id, 1, state=CaseState.RESOLVED, resolution="Park paid")
        return one.id

    found = written.write(work)
    assert written.write(lambda tx: tx.redactions.case(OURS, found)) == 2
    events = written.read(lambda tx: tx.cases.events(OURS, found))
    assert [one.text for one in events] == ["opened Park", ERASED, ERASED, "recovered Park"]
    kept = written.read(lambda tx: tx.cases.get(OURS, found))
    assert kept is not None
    assert (kept.resolution, kept.version) == (ERASED, 3)


def test_history_is_closed_again_after_an_erasure(written: Store, raw: Connection) -> None:
    written.write(lambda tx: tx.redactions.figure(OURS, 1, []))
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        raw.exec_driver_sql("UPDATE observation SET note = 'x'")


ROWS: Mapping[str, Callable[[Tx], Any]] = {
    "observation": lambda tx: tx.observations.append(THEIRS, new(key("mrr")), 0),
    "case_event": lambda tx: tx.cases.add_event(
        THEIRS,
        tx.cases.add(THEIRS, case(1), NOW).id,
        CaseEvent(kind=EventKind.NOTED, actor="U-EVE", text="x", at=NOW),
    ),
    "renaming": lambda tx: tx.segments.rename(
        THEIRS, Renaming(name="a:1", means="a:2", actor="U-EVE", at=NOW)
    ),
    "month": lambda tx: tx.months.set(THEIRS, closed_month()),
    "rebase": lambda tx: tx.rebases.add(THEIRS, rebase()),
    "redaction": lambda tx: tx.redactions.add(THEIRS, redaction()),
}
"""A row of every append-only table; one without would have nothing to refuse."""


OPENED = [table for table in APPEND_ONLY if table != "erasure"]
"""The record of erased workspaces is closed to every erasure."""


@pytest.mark.parametrize("table", OPENED)
@pytest.mark.parametrize("change", ["UPDATE {} SET team = team", "DELETE FROM {}"])
def test_erasing_one_workspace_opens_the_history_of_no_other(
    written: Store, raw: Connection, table: str, change: str
) -> None:
    written.write(ROWS[table])
    raw.exec_driver_sql(f"INSERT INTO erasing (team) VALUES ('{OURS}')")
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        raw.exec_driver_sql(change.format(table) + f" WHERE team = '{THEIRS}'")


def test_what_was_erased_is_kept_for_the_workspace_it_was_in(store: Store) -> None:
    store.write(lambda tx: tx.redactions.add(OURS, redaction()))
    assert store.read(lambda tx: tx.redactions.of_subject(OURS, "K-1")) == (redaction(),)
    assert store.read(lambda tx: tx.redactions.of_subject(OURS, "K-2")) == ()
    assert store.read(lambda tx: tx.redactions.of_subject(THEIRS, "K-1")) == ()


def test_a_kept_message_can_be_rewritten_in_its_own_workspace_only(store: Store) -> None:
    post = store.write(lambda tx: tx.deliveries.add(OURS, message()))
    blank = {"text": ERASED, "blocks": []}
    store.write(lambda tx: tx.redactions.rewrite(THEIRS, post.id, blank))
    kept = store.read(lambda tx: tx.deliveries.get(OURS, post.id))
    assert kept == post
    store.write(lambda tx: tx.redactions.rewrite(OURS, post.id, blank))
    kept = store.read(lambda tx: tx.deliveries.get(OURS, post.id))
    assert kept is not None
    assert kept.payload == blank


def test_the_cases_of_a_figure_are_found_whatever_became_of_them(written: Store) -> None:
    def work(tx: Tx) -> list[str]:
        first = tx.cases.add(OURS, case(1), NOW)
        tx.cases.change(OURS, first.id, 1, state=CaseState.RESOLVED)
        tx.cases.add(OURS, case(3, kpi="csat"), NOW)
        return [first.id, tx.cases.add(OURS, case(1), NOW).id]

    found = written.write(work)
    assert list(written.read(lambda tx: tx.redactions.cases_of(OURS, 1))) == found
    assert written.read(lambda tx: tx.redactions.cases_of(THEIRS, 1)) == ()
