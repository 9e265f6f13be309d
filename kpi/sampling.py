"""How sure a value is: its sample, its 95 % interval, and how many answers would decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpi.calculate import Result, values_of
from kpi.counts import Counts, NetCounts, ScoreCounts, ShareCounts
from kpi.model import Kpi, Mean, Net, Share, Unit
from kpi.read import Entry
from kpi.value import Tally, Value

MOST_ANSWERS = 10_000_000
"""Where even this many would not decide, the value is as good as on the bar."""


@dataclass(frozen=True)
class Interval:
    """A two-sided 95 % interval, in the KPI's unit, from `n` answers or customers."""

    low: float
    high: float
    n: int
    census: bool = False
    """Everybody was counted: the interval describes the process, not who was asked."""


def counts_of(kpi: Kpi, entry: Entry) -> Counts | None:
    """The sample behind an entry; None where the formula has none or the data is impossible."""
    formula = kpi.formula(entry.formula)
    values = values_of(entry)
    match formula.sample:
        case Share() as share:
            return _share(share, values, 100 if kpi.unit_of(formula) is Unit.PERCENT else 1)
        case Net() as net:
            return _net(net, values)
        case Mean(scores=name):
            scores = values[name]
            return ScoreCounts(scores) if isinstance(scores, Tally) and scores.total else None
        case None:
            return None


def interval_of(kpi: Kpi, result: Result) -> Interval | None:
    """The 95 % interval of a value, in the KPI's unit; None where there is no sample.

    Wilson for shares, adjusted Wald for net scores, Student's t for means.
    """
    counts = counts_of(kpi, result.kept)
    if counts is None:
        return None
    low, high = counts.interval()
    return Interval(low, high, counts.n, counts.census)


def sampling_interval(interval: Interval | None) -> tuple[float, float] | None:
    """What a verdict has to allow for: nothing where everybody was counted."""
    return None if interval is None or interval.census else (interval.low, interval.high)


def answers_to_decide(kpi: Kpi, result: Result, edges: Sequence[Fraction]) -> int | None:
    """How many answers in all, distributed as these, put the interval clear of the nearest edge.

    `edges` are the bars of the bands and the target, in the KPI's unit. None where the value has
    no sample or sits on the bar, so that no number of answers would decide.
    """
    counts = counts_of(kpi, result.kept)
    if counts is None or not edges:
        return None
    edge = float(min(edges, key=lambda one: abs(one - result.value)))
    return _first_clear(counts, edge)


def _first_clear(counts: Counts, edge: float) -> int | None:
    enough, few = 1, 0
    while not _clear(counts, enough, edge):
        enough, few = 2 * enough, enough
        if enough > MOST_ANSWERS:
            return None
    while enough - few > 1:
        middle = (enough + few) // 2
        if _clear(counts, middle, edge):
            enough = middle
        else:
            few = middle
    return enough


def _clear(counts: Counts, n: int, edge: float) -> bool:
    low, high = counts.interval_at(n)
    return not low <= edge <= high


def _share(share: Share, values: Mapping[str, Value], whole: int) -> Counts | None:
    successes, trials = share.successes.evaluate(values), share.trials.evaluate(values)
    possible = 0 <= successes <= trials and trials > 0
    return ShareCounts(successes, trials, whole, share.census) if possible else None


def _net(net: Net, values: Mapping[str, Value]) -> Counts | None:
    # All are counts of answers, and whole numbers are compared ten times as fast as fractions.
    asked = (net.favourable, net.unfavourable, net.answers)
    favourable, unfavourable, answers = (int(one.evaluate(values)) for one in asked)
    neutral = answers - favourable - unfavourable
    possible = answers > 0 and min(favourable, unfavourable, neutral) >= 0
    return NetCounts(favourable, neutral, unfavourable) if possible else None
