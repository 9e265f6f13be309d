"""The real flags, and the rules people use instead, on simulated weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from benchmarks.simulated import DROP_AT, Kind
from kpi.flags import LEAST_BASELINE, Baseline, Event, Point, assess
from kpi.statistics import control_limits, run_signals

Alarms: TypeAlias = Sequence[bool]


def cases_opened(kind: Kind, points: Sequence[Point]) -> Alarms:
    """Where the real rules open a case; the first 12 weeks are the baseline."""
    baseline = Baseline.freeze(points[:LEAST_BASELINE])
    episode, opens = None, []
    for index in range(len(points)):
        frozen = baseline if index >= LEAST_BASELINE else None
        result = assess(kind.watch, points[: index + 1], frozen, episode)
        episode = result.episode
        opens.append(result.event is Event.OPENED)
    return opens


def periods_to_flag(kind: Kind, points: Sequence[Point]) -> int | None:
    """How many periods of a drop pass until a real rule holds, 1 being the first."""
    baseline = Baseline.freeze(points[:LEAST_BASELINE])
    for index in range(DROP_AT, len(points)):
        if assess(kind.watch, points[: index + 1], baseline).signals:
            return index - DROP_AT + 1
    return None


def fixed_threshold(kind: Kind, points: Sequence[Point]) -> Alarms:
    """Worse than a bar that somebody once set."""
    harm = kind.watch.harm
    return [(point.value - kind.threshold) * harm > 0 for point in points]


def change_of_20_percent(kind: Kind, points: Sequence[Point]) -> Alarms:
    """Worse than the week before by more than 20 % of it."""
    harm = kind.watch.harm
    pairs = pairwise(points)
    return [False, *(5 * (b.value - a.value) * harm > abs(a.value) for a, b in pairs)]


def plain_xmr(kind: Kind, points: Sequence[Point]) -> Alarms:
    """Outside mean +- 2.660 average moving ranges of the first 12 weeks, on the harmful side."""
    values = [float(point.value) * -kind.watch.harm for point in points]
    limits = control_limits(values, LEAST_BASELINE)
    return [value < limits.low for value in values]


def all_run_rules(kind: Kind, points: Sequence[Point]) -> Alarms:
    """The same limits, with eight on the harmful side and three of four near the limit."""
    values = [float(point.value) * -kind.watch.harm for point in points]
    limits = control_limits(values, LEAST_BASELINE)
    runs = run_signals(values[LEAST_BASELINE:], limits)
    found = {*runs.outside, *runs.eight_on_one_side, *runs.three_of_four}
    below = {index + LEAST_BASELINE for index in found}
    return [index in below and value < limits.mean for index, value in enumerate(values)]


NAIVE: Sequence[tuple[str, Callable[[Kind, Sequence[Point]], Alarms]]] = (
    ("fixed bar", fixed_threshold),
    ("20 % change", change_of_20_percent),
    ("plain XmR", plain_xmr),
    ("all run rules", all_run_rules),
)


def opened(alarms: Alarms) -> Alarms:
    """Where an alarm begins: a naive rule, too, is counted once while it stays on."""
    return [now and not before for before, now in zip([False, *alarms], alarms, strict=False)]
