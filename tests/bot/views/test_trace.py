"""Traces: everything known about one figure, and never too much for a message."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.answers import History, MonthLine, Seen, Told
from bot.desk.reading import Reading
from bot.views.blocks import Message
from bot.views.trace import trace
from kpi import catalogue
from kpi.period import Period
from storage.records import Action, Observation

NPS = catalogue.get("nps")
BEFORE = {"promoters": "1700", "passives": "350", "detractors": "150"}
AFTER = {"promoters": "1690", "passives": "360", "detractors": "150"}

CORRECTED = """\
K-4821 · Net Promoter Score (NPS), Mon 9 – Sun 15 Nov 2026, W46, segment tier:enterprise
It holds 70.00, by Lee.
Inputs
promoters: 1,690
passives: 360
detractors: 150
scale of the survey: 0-10
Formula
counts: 100 × (promoters − detractors) ÷ (promoters + passives + detractors) = \
points across all answers
100 × (1,690 − 150) ÷ (1,690 + 360 + 150) = 70.00
Origin
Source: https://survey.example/a_b?week=46&amp;all=1
Note: autumn *campaign*
Computed from K-17, K-18.
Revisions
1. Mon 16 Nov 2026, 00:30 UTC, recorded by Kim: 70.45
2. Mon 16 Nov 2026, 00:30 UTC, corrected by Lee: 70.00. Reason: two were staff
Shown in
digest of 2026-W46 in <#C0GROWTH>, Mon 16 Nov 2026, 00:30 UTC: revision 1, then revision 2
digest posted by hand in a direct message, not sent: revision 2
Told directly
Kim, of revision 2, Mon 16 Nov 2026, 00:30 UTC
Its month
November 2026 reopened by Ana, Mon 16 Nov 2026, 00:30 UTC: late invoice
November 2026 closed by Lee, Mon 16 Nov 2026, 00:30 UTC"""


def test_a_trace_tells_inputs_formula_origin_revisions_and_where_each_was_shown(
    reading: Callable[..., Reading], observation: Callable[..., Observation]
) -> None:
    first = observation("nps", BEFORE, segment="tier:enterprise")
    second = observation(
        "nps",
        AFTER,
        segment="tier:enterprise",
        revision=2,
        action=Action.CORRECT,
        reason="two were staff",
        source="https://survey.example/a_b?week=46&all=1",
        note="autumn *campaign*",
        parts=(17, 18),
    )
    at = first.recorded_at
    shown = (
        Seen(revisions=(1, 2), channel="C0GROWTH", digest="2026-W46", sent=at),
        Seen(revisions=(2,), channel="U1KIM", digest="", sent=None),
    )
    month = Period.parse("2026-11")
    answer = History(
        number=4821,
        kpi=NPS,
        revisions=((first, "Kim"), (second, "Lee")),
        reading=reading("nps", AFTER),
        shown=shown,
        told=(Told(name="Kim", revision=2, sent=at),),
        months=(
            MonthLine(month=month, closed=False, actor="Ana", reason="late invoice", at=at),
            MonthLine(month=month, closed=True, actor="Lee", reason="", at=at),
        ),
    )
    message = trace(answer)
    assert message.text == CORRECTED
    blocks = str(message.blocks)
    assert "<!date^1794789000^{date_short_pretty} {time}|Mon 16 Nov 2026, 00:30 UTC>" in blocks
    assert "<https://survey.example/a_b?week=46&amp;all=1|" in blocks


def test_a_figure_that_was_taken_back_shows_what_it_held(
    observation: Callable[..., Observation],
) -> None:
    first = observation("nps", BEFORE)
    gone = observation("nps", BEFORE, entry=None, value=None, revision=2, action=Action.UNDO)
    answer = History(
        number=4821,
        kpi=NPS,
        revisions=((first, "Kim"), (gone, "Kim")),
        reading=None,
        shown=(),
        told=(),
        months=(),
    )
    told = trace(answer).text.splitlines()
    assert told[1] == "It was taken back by Kim and holds nothing now."
    assert "promoters: 1,700" in told
    assert told[-2:] == [
        "2. Mon 16 Nov 2026, 00:30 UTC, taken back by Kim",
        "It was in no digest yet.",
    ]


def test_an_undefined_figure_says_why(
    reading: Callable[..., Reading], observation: Callable[..., Observation]
) -> None:
    none = {"promoters": "0", "passives": "0", "detractors": "0"}
    answer = History(
        number=4821,
        kpi=NPS,
        revisions=((observation("nps", none), "Kim"),),
        reading=reading("nps", none),
        shown=(),
        told=(),
        months=(),
    )
    told = trace(answer).text
    assert "It holds undefined, by Kim." in told
    assert f"Undefined: {reading('nps', none).undefined}." in told


@settings(max_examples=50)
@given(typed=st.text(alphabet="<!channel>@`*_~&|\n한 a", max_size=4000), many=st.integers(1, 90))
def test_whatever_people_typed_a_trace_fits_and_calls_nobody(
    typed: str,
    many: int,
    fits: Callable[[Message], None],
    reading: Callable[..., Reading],
    observation: Callable[..., Observation],
) -> None:
    digits = "9" * 60
    inputs = {"promoters": digits, "passives": digits, "detractors": digits}
    typed = f"<!channel> <@U1KIM> {typed}"
    one = observation("nps", inputs, note=typed, reason=typed, source=typed)
    answer = History(
        number=10**11,
        kpi=NPS,
        revisions=((one, typed),) * many,
        reading=reading("nps", inputs),
        shown=(Seen(revisions=(1, 2), channel="C1", digest="", sent=one.recorded_at),) * many,
        told=(Told(name=typed, revision=1, sent=None),) * many,
        months=(
            MonthLine(
                month=Period.parse("2026-11"),
                closed=True,
                actor=typed,
                reason=typed,
                at=one.recorded_at,
            ),
        )
        * many,
    )
    message = trace(answer)
    fits(message)
    assert ("older" in message.text) == (many > 15)
