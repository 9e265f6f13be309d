"""The digest says in one line where a KPI hides what another one shows."""

import pytest

from bot.desk.gathering import Edition, gather, report
from bot.digest.report import Report
from bot.digest.together import MOST
from bot.views.digest import digest_pages
from storage.records import Rhythm
from storage.tx import Tx
from tests.bot.desk.desk import NOW, TEAM, WEEK, Desk

MRR_UP = ("/kpi mrr fees=$200 period=2026-09", "/kpi mrr fees=$210")
CHURN_UP = ("/churn lost=50 start=1000 period=2026-W45", "/churn lost=80 start=1000")
CHURN_DOWN = ("/churn lost=80 start=1000 period=2026-W45", "/churn lost=50 start=1000")
CSAT_UP = (
    "/kpi csat positive=300 responses=400 period=2026-W45",
    "/kpi csat positive=340 responses=400",
)
FCR_DOWN = (
    "/kpi fcr first_contact=300 tickets=400 period=2026-W45",
    "/kpi fcr first_contact=260 tickets=400",
)


def digest(desk: Desk, *kpis: str) -> Report:
    edition = Edition(channel="C1", rhythm=Rhythm.WEEKLY, kpis=kpis, period=WEEK)

    def compose(tx: Tx) -> Report:
        workspace = tx.workspaces.get(TEAM)
        assert workspace is not None
        return report(tx, workspace, edition, gather(tx, workspace, edition), NOW)

    return desk.store.read(compose)


@pytest.mark.parametrize(
    ("lines", "begun"),
    [
        (
            MRR_UP + CHURN_UP,
            ("MRR +5.0 % (Oct 2026) with Churn +3.0 pp (W46): growth covers",),
        ),
        (MRR_UP + CHURN_DOWN, ()),
        (MRR_UP, ()),
        (
            CSAT_UP + FCR_DOWN,
            ("CSAT +10.0 pp with FCR −10.0 pp: people are content in the end",),
        ),
        # The value so far of a running period shows nothing yet.
        (
            (*MRR_UP, CHURN_UP[0], "/churn lost=80 start=1000 period=2026-W47"),
            (),
        ),
    ],
)
def test_kpis_that_hide_each_other_are_read_together(
    desk: Desk, lines: tuple[str, ...], begun: tuple[str, ...]
) -> None:
    for line in lines:
        desk.records("kim", line)
    remarks = digest(desk, "mrr", "churn", "csat", "fcr").remarks
    assert len(remarks) == len(begun)
    assert all(one.startswith(words) for one, words in zip(remarks, begun, strict=True))


def test_a_ratio_above_3_on_a_lifetime_value_before_margin_is_not_trusted(desk: Desk) -> None:
    desk.records("kim", "/kpi clv arpu=$120 churn=2%")
    desk.records("kim", "/kpi cac spend=$1500 acquired=1")
    [remark] = digest(desk, "ltv_cac", "clv").remarks
    assert remark.startswith("LTV:CAC 4.0 with CLV $6,000.00: the ratio passes 3 on revenue.")
    desk.records("kim", '/kpi correct cac spend=$2000 acquired=1 reason="more spend"')
    assert digest(desk, "ltv_cac", "clv").remarks == ()


def test_only_kpis_of_this_digest_are_read_together(desk: Desk) -> None:
    for line in MRR_UP + CHURN_UP:
        desk.records("kim", line)
    assert digest(desk, "mrr").remarks == ()


def test_what_is_read_together_stands_right_below_the_conclusion(desk: Desk) -> None:
    for line in MRR_UP + CHURN_UP:
        desk.records("kim", line)
    text = digest_pages(digest(desk, "mrr", "churn")).root.text.splitlines()
    assert "hold" in text[1]
    assert text[2].startswith("Read together: MRR +5.0 % (Oct 2026) with Churn")


def test_no_more_is_said_than_one_reads(desk: Desk) -> None:
    for line in (*MRR_UP, *CHURN_UP, *CSAT_UP, *FCR_DOWN):
        desk.records("kim", line)
    for line in (
        "/kpi nrr start=$100 expansion=$1 contraction=$0 churned=$0 period=2026-09",
        "/kpi nrr start=$100 expansion=$9 contraction=$0 churned=$0",
        "/kpi arpu revenue=$100 users=10 period=2026-09",
        "/kpi arpu revenue=$200 users=10",
    ):
        desk.records("kim", line)
    said = digest(desk, "mrr", "churn", "csat", "fcr", "nrr", "arpu").remarks
    assert len(said) == MOST


def test_a_derived_value_is_marked_in_the_digest(desk: Desk) -> None:
    desk.records("kim", "/kpi crr end=3500 new=200 start=3375")
    text = digest_pages(digest(desk, "crr", "churn")).root.text
    assert "Churn 2.2 % (derived)" in text
    assert "CRR 97.8 % (derived)" not in text
