"""States of a case in words."""

from __future__ import annotations

from storage.records import Case, CaseState


def case_state(case: Case) -> str:
    """Where a case stands: "nobody has acknowledged it", "snoozed until 2026-12-01"."""
    match case.state:
        case CaseState.OPEN:
            return "not acknowledged"
        case CaseState.ACKNOWLEDGED:
            return "acknowledged"
        case CaseState.SNOOZED:
            return f"snoozed until {case.snoozed_until}"
        case CaseState.RESOLVED:
            return "resolved"
