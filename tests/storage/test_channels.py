"""What channels want, what Homes showed, and digests that a holiday skipped."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from storage.records import ChannelSettings, Escalation, OccurrenceState, OnHoliday, Step
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, case, new, occurrence, subscription

TOLD = ChannelSettings(
    channel="C1", language="ko", mentions=True, holidays="KR", on_holiday=OnHoliday.SKIP
)


def test_a_channel_is_as_usual_until_it_is_told_and_then_as_it_was_told_last(store: Store) -> None:
    assert store.read(lambda tx: tx.channels.get(OURS, "C1")) == ChannelSettings(channel="C1")
    for settings in (TOLD, replace(TOLD, holidays=None, on_holiday=OnHoliday.SHIFT)):
        store.write(lambda tx, settings=settings: tx.channels.put(OURS, settings))  # type: ignore[misc]
        assert store.read(lambda tx: tx.channels.get(OURS, "C1")) == settings
    assert store.read(lambda tx: tx.channels.get(THEIRS, "C1")) == ChannelSettings(channel="C1")


def test_a_home_is_what_it_showed_last_and_nothing_for_who_never_opened_it(store: Store) -> None:
    assert store.read(lambda tx: tx.homes.shown(OURS, "U1")) is None
    for shown in ('{"page": 1}', '{"page": 2}'):
        store.write(lambda tx, shown=shown: tx.homes.put(OURS, "U1", shown))  # type: ignore[misc]
        assert store.read(lambda tx: tx.homes.shown(OURS, "U1")) == shown
    assert store.read(lambda tx: tx.homes.shown(OURS, "U2")) is None
    assert store.read(lambda tx: tx.homes.shown(THEIRS, "U1")) is None


def test_a_digest_that_a_holiday_skipped_remembers_whose_it_was(store: Store) -> None:
    skipped = replace(occurrence(), state=OccurrenceState.SKIPPED, holiday="KR")

    def plan(tx: Tx) -> bool:
        tx.subscriptions.put(OURS, subscription())
        return tx.occurrences.plan(OURS, skipped)

    assert store.write(plan)
    assert store.read(lambda tx: tx.occurrences.get(OURS, skipped.id)) == skipped


def test_a_case_has_one_next_step_the_one_that_was_set_last(store: Store) -> None:
    def opened(tx: Tx) -> str:
        figure = tx.observations.append(OURS, new(), expected_revision=0)
        return tx.cases.add(OURS, case(figure.number), NOW).id

    later = NOW + timedelta(days=6)
    first = Escalation(case=store.write(opened), step=Step.MANAGERS, due_at=NOW)
    again = replace(first, step=Step.BACKUP, due_at=later)
    for step in (first, again):
        store.write(lambda tx, step=step: tx.escalations.put(OURS, step))  # type: ignore[misc]
    assert store.read(lambda tx: tx.escalations.due(NOW, 9)) == ()
    assert store.read(lambda tx: tx.escalations.due(later, 9)) == ((OURS, again),)
