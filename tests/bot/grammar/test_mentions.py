"""Questions in plain words, in three languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.grammar.mentions import About, Spoken, read_mention
from kpi.errors import AmbiguousName

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
SEGMENTS = ("", "tier:enterprise", "tier:smb", "region:smb")


def read(text: str) -> Spoken:
    return read_mention(text, SEGMENTS, NOW, ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    ("text", "kpis", "about", "segment", "period", "unused"),
    [
        ("<@U1> NPS?", ["nps"], "value", "", None, ()),
        (
            "<@U1> how is churn in enterprise this quarter?",
            ["churn"], "value", "tier:enterprise", "this quarter", (),
        ),
        ("nps for tier:smb last 6", ["nps"], "value", "tier:smb", "last 6", ()),
        ("nps in smb", ["nps"], "value", "", None, ("smb",)),
        ("nps and customer-churn please", ["nps", "churn"], "value", "", None, ()),
        ("show me the NPS trend", ["nps"], "history", "", None, ()),
        ("nps trend, last 3 months", ["nps"], "history", "", "last 3 months", ()),
        ("What is CLV?", ["clv"], "meaning", "", None, ()),
        ("arpu by segment", ["arpu"], "segments", "", None, ()),
        ("crr 2026-W45", ["crr"], "value", "", "2026-w45", ()),
        ("crr in October", ["crr"], "value", "", "october", ()),
        ("may I see the nps of this week", ["nps"], "value", "", "this week", ()),
        ("nps in Zürich", ["nps"], "value", "", None, ("zürich",)),
        ("what's the weather", [], "meaning", "", None, ("weather",)),
        ("NPS랑 고객 유지율은 지난주 어때?", ["nps", "crr"], "value", "", "지난주", ()),
        ("고객 유지율 추이", ["crr"], "history", "", None, ()),
        ("上個月的淨推薦值如何？", ["nps"], "value", "", "上個月", ()),
        ("淨推薦值是什麼", ["nps"], "meaning", "", None, ()),
        ("", [], "value", "", None, ()),
        ("exiting mrrs of npsx", [], "value", "", None, ("exiting", "mrrs", "npsx")),
    ],
)  # fmt: skip
def test_what_is_asked_is_understood_and_the_rest_is_named(
    text: str, kpis: list[str], about: str, segment: str, period: str | None, unused: tuple[str]
) -> None:
    spoken = read(text)
    assert [kpi.key for kpi in spoken.kpis] == kpis
    assert spoken.about is About(about)
    assert (spoken.segment, spoken.period, spoken.unused) == (segment, period, unused)


def test_a_word_of_several_meanings_is_not_guessed() -> None:
    with pytest.raises(AmbiguousName) as raised:
        read("지난주 이탈률은?")
    assert raised.value.candidates == ("churn", "bounce_rate", "exit_rate")
