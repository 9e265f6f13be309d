"""A channel's digests as people set them: what a new schedule leaves out, what a preview says."""

import pytest

from bot.desk.answers import Preview, Scheduled
from bot.views.answers import message_of
from tests.bot.desk.desk import Desk

WEDNESDAY = "/kpi digest weekly wed 09:00 nps"
"""Eight hours from now, about W46."""


@pytest.mark.parametrize(
    ("lines", "passed_over"),
    [
        (["/kpi digest weekly mon 09:00 nps"], None),
        ([WEDNESDAY, "/kpi digest weekly mon 09:00 nps"], "2026-W46"),
        ([WEDNESDAY, "/kpi digest weekly thu 09:00 nps"], None),
        ([WEDNESDAY, "/kpi digest monthly 3 09:00 nps"], None),
        (["/kpi digest weekly mon 09:00 nps", WEDNESDAY], None),
        (
            ["/kpi digest monthly 20 09:00 nps", "/kpi digest monthly 3 09:00 nps"],
            "2026-10",
        ),
        ([WEDNESDAY, "/kpi digest pause", "/kpi digest weekly mon 09:00 nps"], None),
        ([WEDNESDAY, "/kpi digest off", "/kpi digest weekly mon 09:00 nps"], None),
    ],
    ids=[
        "the first digest",
        "a day later than the week's end",
        "a day of the same week",
        "another digest beside it",
        "earlier",
        "months",
        "paused",
        "switched off",
    ],
)
def test_a_schedule_that_passes_over_the_period_awaited_says_so(
    desk: Desk, lines: list[str], passed_over: str | None
) -> None:
    last = [desk.say("kim", line) for line in lines][-1]
    assert isinstance(last, Scheduled)
    assert (last.passed_over.label if last.passed_over else None) == passed_over
    assert ("will not be posted" in message_of(last).text) is (passed_over is not None)


@pytest.mark.parametrize(
    ("recorded", "digest", "shown"),
    [
        ("/nps 60 20 20 period=2026-W43", "monthly 3 09:00 nps", "NPS 40.0 (weekly · W43)"),
        (
            "/kpi mrr arpu=$2 customers=3 period=2026-10",
            "weekly mon 09:00 mrr",
            "MRR $6.00 (monthly · October 2026)",
        ),
        (
            "/kpi mrr arpu=$2 customers=3 period=2026-10",
            "monthly 3 09:00 mrr",
            "Holds  MRR $6.00\n",
        ),
    ],
)
def test_a_digest_names_the_period_of_a_figure_of_another_length(
    desk: Desk, recorded: str, digest: str, shown: str
) -> None:
    desk.records("kim", recorded)
    desk.say("kim", f"/kpi digest {digest}")
    preview = desk.say("kim", "/kpi digest preview")
    assert isinstance(preview, Preview)
    assert shown in f"{message_of(preview).text}\n"
