"""What a stored figure says differently from other stored figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.desk.access import as_open
from bot.views.remarks import mismatch_words, no_margin_words, sum_words
from kpi import Entry
from kpi.consistency import across, before, beside, kept_and_lost, leaves_out_margin, within
from kpi.period import Period
from storage.records import Action, Observation
from storage.tx import Tx


def remarks(tx: Tx, team: str, observation: Observation) -> tuple[str, ...]:
    """What does not agree with other figures of its segment, a sentence each.

    It is told and never mended, and changes no verdict. Nothing is looked up for a KPI that
    shares nothing with others.
    """
    entry, period = observation.entry, observation.key.period
    if entry is None:
        return ()
    earlier = _others(tx, team, observation, period.previous(), before(entry.kpi))
    remarks = [
        mismatch_words(entry.kpi, found, earlier[found.other].number)
        for found in across(entry, _entries(earlier))
    ]
    if not observation.partial:
        remarks += _beside(entry, _others(tx, team, observation, period, beside(entry.kpi)))
    return tuple(remarks)


def _beside(entry: Entry, others: Mapping[str, Observation]) -> Iterator[str]:
    entries = _entries(others)
    for other in entries:
        if (total := kept_and_lost(entry, other)) is not None:
            yield sum_words(total)
        if other.kpi == "clv" and leaves_out_margin(entry, other):
            yield no_margin_words(others[other.kpi].number)
    for found in within(entry, entries):
        yield mismatch_words(entry.kpi, found, others[found.other].number)


def _others(
    tx: Tx, team: str, observation: Observation, period: Period, kpis: frozenset[str]
) -> Mapping[str, Observation]:
    """What was recorded for a period and the same segment, complete and possible, by KPI."""
    if not kpis:
        return {}
    return {
        one.key.kpi: one
        for one in tx.observations.of_period(team, period, kpis)
        if one.key.segment == observation.key.segment
        and _counts(one)
        # A remark tells something of the other figure to everyone who reads this one.
        and as_open(tx, team, one.key.kpi, beside=observation.key.kpi)
    }


def _counts(one: Observation) -> bool:
    """A derived figure says nothing of its own, and a partial or impossible one little."""
    return one.sound and not one.partial and one.action is not Action.DERIVE


def _entries(others: Mapping[str, Observation]) -> list[Entry]:
    return [one.entry for one in others.values() if one.entry is not None]
