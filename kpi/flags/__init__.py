"""Flagging a drop: which changes are facts, which are unusual, and which are noise.

Four rules are tried on the newest complete period of one KPI and segment:

0. its target is missed, which is a fact;
1. it fell into a worse band than it held before, beyond what sampling explains;
2. it left its natural process limits on the harmful side;
3. before it has limits, it fell by more than a setting, beyond what sampling explains.

Run rules and improvements annotate. One episode opens one case: it is over when everything that
opened it is back inside, and what goes out again soon afterwards belongs to the same episode.
Everything here is pure: history, frozen baseline and open episode go in, the assessment comes out.
"""

from kpi.flags.assess import assess
from kpi.flags.baseline import LEAST_BASELINE, Baseline
from kpi.flags.points import (
    Assessment,
    Episode,
    Event,
    Note,
    Point,
    Rule,
    Settings,
    Signal,
    Watch,
)

__all__ = [
    "LEAST_BASELINE",
    "Assessment",
    "Baseline",
    "Episode",
    "Event",
    "Note",
    "Point",
    "Rule",
    "Settings",
    "Signal",
    "Watch",
    "assess",
]
