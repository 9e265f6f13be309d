"""From the rules that hold to one case an episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi.flags.baseline import Baseline
from kpi.flags.points import Assessment, Episode, Event, Note, Point, Signal, Watch
from kpi.flags.rules import RULES, Situation, over
from kpi.statistics import run_signals
from kpi.statistics.limits import RUN

SETTLING = 4
"""Periods after a recovery in which a relapse still belongs to the same episode."""


def assess(
    watch: Watch,
    history: Sequence[Point],
    baseline: Baseline | None = None,
    episode: Episode | None = None,
) -> Assessment:
    """Assess the last point of `history`, which is in order of time and not empty.

    `baseline` is the frozen one, if the KPI has any yet; `episode` is the one kept from the
    assessment before. An incomplete or impossible period changes nothing.
    """
    point = history[-1]
    if not point.usable:
        return Assessment(event=Event.QUIET, episode=episode)
    earlier = tuple(one for one in history[:-1] if one.usable and one.basis == point.basis)
    now = Situation(watch, point, earlier, baseline)
    signals = tuple(signal for rule in RULES if (signal := rule(now)))
    event, kept = _follow(now, signals, episode)
    return Assessment(
        event=event, episode=kept, signals=signals, notes=_notes(now), limits=now.limits
    )


def _follow(
    now: Situation, signals: tuple[Signal, ...], episode: Episode | None
) -> tuple[Event, Episode | None]:
    """What becomes of the episode."""
    period = now.point.period
    if episode and episode.calm_since and period >= episode.calm_since.next(SETTLING):
        episode = None
    if episode is None:
        if not signals:
            return Event.QUIET, None
        return Event.OPENED, Episode(since=period, signals=signals)
    if signals:
        known = {one.rule for one in episode.signals}
        added = tuple(one for one in signals if one.rule not in known)
        event = Event.RELAPSED if episode.calm_since else Event.CONTINUES
        return event, replace(episode, signals=episode.signals + added, calm_since=None)
    if episode.calm_since:
        return Event.QUIET, episode
    if all(over(now, one) for one in episode.signals):
        return Event.RECOVERED, replace(episode, calm_since=period)
    return Event.CONTINUES, episode


def _notes(now: Situation) -> tuple[Note, ...]:
    if now.limits is None:
        return ()
    newest = [float(one.value) for one in (*now.earlier[1 - RUN :], now.point)]
    runs, last = run_signals(newest, now.limits), len(newest) - 1
    held = {
        Note.IMPROVED: now.side != 0 and now.side == -now.watch.harm,
        Note.LEFT_LIMITS: now.side != 0 and not now.watch.harm,
        Note.AS_A_YEAR_AGO: now.side != 0 and now.side == now.watch.harm and now.seasonal,
        Note.EIGHT_ON_ONE_SIDE: last in runs.eight_on_one_side,
        Note.THREE_OF_FOUR: last in runs.three_of_four,
    }
    return tuple(note for note, holds in held.items() if holds)
