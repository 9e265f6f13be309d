"""A workspace's own bar."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpi.catalogue import get
from kpi.errors import BadTarget, BarePercent, KpiError, NotANumber, WrongSign
from kpi.target import Op, Target


@pytest.mark.parametrize(
    ("kpi", "typed", "op", "value"),
    [
        ("nps", ">= 45", ">=", "45"),
        ("nps", ">=45", ">=", "45"),
        ("nps", "&gt;= 45", ">=", "45"),
        ("nps", "≥45", ">=", "45"),
        ("nps", "=> 45", ">=", "45"),
        ("nps", "at least 45", ">=", "45"),
        ("nps", "At Least 45", ">=", "45"),
        ("nps", "> 45", ">", "45"),
        ("nps", "above 45", ">", "45"),
        ("nps", "45", ">=", "45"),
        ("nps", "-5.5", ">=", "-11/2"),
        ("churn", "2%", "<=", "2"),
        ("churn", "2", "<=", "2"),
        ("churn", "0.5%", "<=", "1/2"),
        ("churn", "&lt; 2", "<", "2"),
        ("churn", "≤ 2 %", "<=", "2"),
        ("churn", "=< 2", "<=", "2"),
        ("churn", "at most 2%", "<=", "2"),
        ("churn", "below 2%", "<", "2"),
        ("cac", "$120", "<=", "120"),
        ("mrr", "12k", ">=", "12000"),
        ("time_on_page", "<= 52", "<=", "52"),
        ("ces", "<= 2", "<=", "2"),
    ],
)
def test_a_target_is_read_as_it_is_typed(kpi: str, typed: str, op: Op, value: str) -> None:
    assert Target.read(typed, get(kpi)) == Target(op, Fraction(value))


@pytest.mark.parametrize(
    ("kpi", "typed", "error", "says"),
    [
        ("nps", "", BadTarget, '"" is not a target. Type it like >= 45.'),
        ("nps", ">=", BadTarget, '">=" is not a target. Type it like >= 45.'),
        ("nps", "high", NotANumber, '"high" is not a number. target takes a number'),
        ("nps", "== 45", BadTarget, '"== 45" is not a target'),
        ("nps", "45%", WrongSign, "not a number of the right kind"),
        ("churn", "0.02", BarePercent, '"0.02" can mean 0.02% or 2%. Type target=0.02%'),
        ("ces", "2", BadTarget, '"2" is not a target. Type it like >= 45.'),
        ("time_on_page", "52", BadTarget, "Type it like >= 45."),
        ("churn", "", BadTarget, "Type it like <= 45."),
    ],
)
def test_what_is_no_target_is_refused(
    kpi: str, typed: str, error: type[KpiError], says: str
) -> None:
    with pytest.raises(error) as caught:
        Target.read(typed, get(kpi))
    assert says in caught.value.message
    assert caught.value.field == "target"


@pytest.mark.parametrize(
    ("op", "below", "on", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("<=", True, True, False),
        ("<", True, False, False),
    ],
)
def test_a_target_is_met_on_its_own_side(op: Op, below: bool, on: bool, above: bool) -> None:
    target = Target(op, Fraction(45))
    assert [target.met(Fraction(value)) for value in (44, 45, 46)] == [below, on, above]
