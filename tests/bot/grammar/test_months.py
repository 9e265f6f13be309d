"""Closing, reopening and rebasing, as people type them."""

from __future__ import annotations

import pytest

from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError
from bot.questions import CloseMonth, Question, Rebase, ReopenMonth, ShowMonths
from kpi import catalogue

NPS = catalogue.get("nps")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("close 2026-10", CloseMonth(month="2026-10")),
        ("close Oct 2026", CloseMonth(month="Oct 2026")),
        ('close 2026-10 reason="books done"', CloseMonth(month="2026-10", reason="books done")),
        ("close", ShowMonths()),
        (
            "reopen 2026-10 reason=“late invoice”",
            ReopenMonth(month="2026-10", reason="late invoice"),
        ),
        ('rebase nps reason="new survey tool"', Rebase(kpi=NPS, reason="new survey tool")),
        (
            "rebase nps from=2026-W20 segment=tier:enterprise reason=merger",
            Rebase(kpi=NPS, reason="merger", starts="2026-W20", segment="tier:enterprise"),
        ),
    ],
)
def test_each_is_understood(typed: str, meant: Question) -> None:
    assert read_command("/kpi", typed) == meant


def test_a_kpis_own_command_takes_its_limits_anew() -> None:
    assert read_command("/nps", "rebase reason=merger") == Rebase(kpi=NPS, reason="merger")


@pytest.mark.parametrize(
    ("typed", "field", "example"),
    [
        ("reopen 2026-10", "reason", '/kpi reopen 2026-10 reason="late invoice"'),
        ('reopen reason="late invoice"', "month", '/kpi reopen 2026-10 reason="late invoice"'),
        ("close 2026-10 because=done", "because", "/kpi close 2026-10"),
        ("rebase nps", "reason", '/kpi rebase nps reason="new survey tool"'),
        ("rebase nps 12 reason=x", "12", '/kpi rebase nps reason="new survey tool"'),
    ],
)
def test_what_is_missing_or_too_much_is_said_with_an_example(
    typed: str, field: str, example: str
) -> None:
    with pytest.raises(CommandError) as refused:
        read_command("/kpi", typed)
    assert (refused.value.field, refused.value.example) == (field, example)
