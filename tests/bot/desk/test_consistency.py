"""What does not agree with other figures is told with the answer, and nothing is mended."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.desk.consistency import remarks
from bot.desk.gathering import Edition, gather, report
from bot.views.answers import message_of
from bot.views.digest import digest_pages
from storage.records import Observation, Rhythm
from storage.tx import Tx
from tests.bot.desk.desk import NOW, TEAM, WEEK, Desk

LAST = "/kpi crr end=3375 new=100 start=3300 period=2026-W45"
CRR = "/kpi crr end=3500 new=200 start=3375"


def please_check(desk: Desk, line: str) -> list[str]:
    """What the answer asks to check."""
    said = message_of(desk.records("kim", line)).text.splitlines()
    return [one.removeprefix("Please check: ") for one in said if one.startswith("Please check")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([LAST, CRR], []),
        (
            [LAST, "/kpi crr end=3500 new=215 start=3360"],
            ["Start 3,360 differs from the last end 3,375: 15 unexplained."],
        ),
        (
            [LAST, "/churn lost=75 start=3360"],
            ["Start 3,360 differs from the last end 3,375 of CRR (K-1): 15 unexplained."],
        ),
        ([LAST.replace("W45", "W44"), "/kpi crr end=3500 new=215 start=3360"], []),
        ([f"{LAST} segment=tier:pro", "/kpi crr end=3500 new=215 start=3360"], []),
        ([CRR, "/churn lost=75 start=3375"], []),
        (
            [CRR, "/churn lost=80 start=3375"],
            [
                "CRR and churn of this period add up to 100.15 %, not 100 %.",
                "Customers lost: 80 here, 75 in CRR (K-1).",
            ],
        ),
        ([CRR, "/churn crr=95%"], ["CRR and churn of this period add up to 102.78 %, not 100 %."]),
        # A running period has not lost all it will lose.
        ([f"{CRR} period=this", "/churn lost=9 start=3375 period=this"], []),
        # A derived churn follows the correction instead of contradicting it.
        ([CRR, '/kpi correct crr end=3490 new=200 start=3375 reason="typo"'], []),
        (
            ["/kpi mrr fees=$450;$451 period=2026-09", "/kpi nrr $900 $50 $10 $20"],
            ["Start $900.00 differs from the last end $901.00 of MRR (K-1): $1.00 unexplained."],
        ),
    ],
)
def test_the_answer_tells_what_differs(desk: Desk, lines: list[str], said: list[str]) -> None:
    for line in lines[:-1]:
        desk.records("kim", line)
    assert please_check(desk, lines[-1]) == said


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            [LAST, "/kpi crr end=5000 new=10 start=100"],
            "not compared with W45: the inputs cannot all be right",
        ),
        (
            ["/kpi crr end=5000 new=10 start=100 period=2026-W45", CRR],
            "not compared with W45: the inputs then cannot all have been right",
        ),
    ],
    ids=["it is impossible", "the one before is"],
)
def test_what_cannot_be_right_is_neither_better_nor_worse(
    desk: Desk, lines: list[str], why: str
) -> None:
    for line in lines[:-1]:
        desk.records("kim", line)
    head = message_of(desk.records("kim", lines[-1])).text.splitlines()[0]
    assert head.endswith(why)


def test_no_source_stands_behind_what_cannot_be_right(desk: Desk) -> None:
    told = message_of(desk.records("kim", "/kpi crr end=5000 new=10 start=100")).text.splitlines()
    assert "No verdict: the inputs cannot all be right" in told
    assert not any(line.startswith("Other sources") for line in told)


def test_a_ratio_on_a_lifetime_value_before_margin_says_so(desk: Desk) -> None:
    desk.records("kim", "/kpi clv arpu=$120 churn=2%")
    desk.records("kim", "/kpi cac spend=$1500 acquired=1")
    text = message_of(desk.say("kim", "/kpi ltv_cac")).text
    assert "Please check: The CLV behind it (K-1) is before margin" in text
    desk.records("kim", '/kpi correct clv arpu=$120 margin=40% churn=2% reason="margin known"')
    assert "before margin" not in message_of(desk.say("kim", "/kpi ltv_cac")).text


def test_neither_the_figures_nor_the_verdict_are_changed_by_what_differs(desk: Desk) -> None:
    alone = desk.records("kim", "/churn lost=80 start=3375").reading
    desk.records("kim", CRR)
    differing = desk.say("kim", "/churn")
    reading = desk.store.read(lambda tx: tx.observations.latest(TEAM, alone.observation.key))
    assert reading == alone.observation
    assert "add up to" in message_of(differing).text
    assert "Good: < 10 %" in message_of(differing).text


def test_the_digest_s_line_tells_the_first_and_counts_the_others(desk: Desk) -> None:
    desk.records("kim", CRR)
    desk.records("kim", "/churn lost=80 start=3375")
    edition = Edition(channel="C1", rhythm=Rhythm.WEEKLY, kpis=("churn", "nps"), period=WEEK)

    def compose(tx: Tx) -> str:
        workspace = tx.workspaces.get(TEAM)
        assert workspace is not None
        gathered = gather(tx, workspace, edition)
        return digest_pages(report(tx, workspace, edition, gathered, NOW)).root.text

    text = desk.store.read(compose)
    assert (
        "please check: CRR and churn of this period add up to 100.15 %, not 100 % (and 1 more)"
        in text
    )


class NoOtherFigures:
    """Observations that nobody may look at."""

    def of_period(self, *_: Any) -> tuple[Observation, ...]:
        raise LookupError


UNSEEN = cast(Tx, SimpleNamespace(observations=NoOtherFigures()))


@pytest.mark.parametrize("line", ["/nps 1700 350 150", "/kpi csat positive=400 responses=500"])
def test_nothing_is_looked_up_for_a_kpi_that_shares_nothing(desk: Desk, line: str) -> None:
    assert remarks(UNSEEN, TEAM, desk.records("kim", line).reading.observation) == ()


def test_other_figures_are_looked_up_for_a_kpi_that_shares_a_quantity(desk: Desk) -> None:
    figure = desk.records("kim", CRR).reading.observation
    with pytest.raises(LookupError):
        remarks(UNSEEN, TEAM, figure)
