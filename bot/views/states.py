"""States of cases, and standings of KPIs, in words."""

from __future__ import annotations

from bot.digest.report import Standing
from kpi.dates import day_words
from kpi.language import phrase, said
from kpi.period import Period
from storage.records import Case, CaseState

_WORDS = {
    Standing.MISSED: phrase("Missed"),
    Standing.FELL: phrase("Fell"),
    Standing.MISSING: phrase("Missing"),
    Standing.DOUBTFUL: phrase("Check"),
    Standing.UNDEFINED: phrase("Undefined"),
    Standing.PARTIAL: phrase("Partial"),
    Standing.IMPROVED: phrase("Better"),
    Standing.HOLDS: phrase("Holds"),
}


def case_period(case: Case) -> str:
    """The period whose figure was flagged: "W46"."""
    return Period.parse(case.period).short()


def case_state(case: Case) -> str:
    """Where a case stands: "nobody has acknowledged it", "snoozed until Tue 1 Dec 2026"."""
    match case.state:
        case CaseState.OPEN:
            return said("not acknowledged")
        case CaseState.ACKNOWLEDGED:
            return said("acknowledged")
        case CaseState.SNOOZED:
            until = day_words(case.snoozed_until) if case.snoozed_until else ""
            return said("snoozed until {day}", day=until)
        case CaseState.RESOLVED:
            return said("resolved")


def standing_word(standing: Standing) -> str:
    """What a digest's line begins with: "Fell"."""
    return said(_WORDS[standing])
