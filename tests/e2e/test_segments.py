"""Segments from the first recording to the digest and its case."""

import pytest

from tests.e2e.bench import Bench

SETUP = "/kpi digest weekly mon 09:00 nps churn Asia/Seoul"
MARKETS = {
    "2026-W45": {"US": "600 200 200", "UK": "500 300 200", "MEX": "450 300 250"},
    "2026-W46": {"US": "590 200 210", "UK": "500 290 210", "MEX": "200 300 500"},
}


def record_markets(bench: Bench, *, confirmed: bool = True) -> None:
    for period, markets in MARKETS.items():
        for market, counts in markets.items():
            line = f"/nps {counts} period={period} segment=market:{market}"
            text = bench.type_("kim", line)
            if confirmed and "is new here" in text:
                bench.press("kim", "Create")


def test_a_mistyped_segment_is_asked_back_and_then_recorded_where_it_belongs(bench: Bench) -> None:
    bench.type_("kim", "/churn 1 100 period=2026-W45 segment=tier:enterprise")
    before = bench.stored(frozenset({"draft"}))
    [asked] = bench.command("kim", '/churn 2 100 segment=tier:enterprize note="two left"').messages
    assert asked.is_ephemeral
    labels = [control.label for control in asked.controls]
    assert labels == ["Use tier:enterprise", "Create tier:enterprize", "Cancel"]
    assert bench.stored(frozenset({"draft"})) == before
    text = bench.press("kim", "Use tier:enterprise").edited[0].text
    assert "Churn 2.00 %" in text
    assert "tier:enterprise" in text
    assert "Note: two left" in text
    assert "tier:enterprize" not in text


def test_a_new_segment_is_created_once_it_is_confirmed(bench: Bench) -> None:
    bench.type_("kim", "/churn 1 100 segment=tier:enterprise")
    bench.type_("kim", "/churn 2 100 segment=tier:smb")
    text = bench.press("kim", "Create tier:smb").edited[0].text
    assert "tier:smb" in text
    assert "Total: Churn 1.50 %, pooled from 2 segments" in text


def test_a_cancelled_segment_leaves_nothing_behind(bench: Bench) -> None:
    bench.type_("kim", "/churn 1 100 segment=tier:enterprise")
    before = bench.stored()
    bench.type_("kim", "/churn 2 100 segment=tier:enterprize")
    bench.press("kim", "Cancel")
    assert bench.stored() == before


def test_the_typed_value_of_a_mistyped_segment_can_still_meet_a_standing_one(bench: Bench) -> None:
    bench.type_("kim", "/churn 1 100 segment=tier:enterprise")
    bench.type_("kim", "/churn 2 100 segment=tier:enterprize")
    assert "already holds" in bench.press("kim", "Use tier:enterprise").edited[0].text
    bench.press("kim", "Replace W46")
    bench.submit("kim", reason="miscounted")
    assert "Churn 2.00 %" in bench.type_("kim", "/churn segment=tier:enterprise")


def test_the_buttons_of_a_segments_answer_are_about_that_segment(bench: Bench) -> None:
    bench.type_("kim", "/churn 1 100")
    bench.type_("kim", '/churn 2 100 segment="plan:team_plus one"')
    [answer] = bench.command("kim", '/churn segment="plan:team_plus one"').messages
    assert "2.00 %" in bench.press("kim", "History", where=answer).text
    assert "segment plan:team_plus one" in bench.press("kim", "Explain", where=answer).text
    for label in ("Record", "Correct"):
        bench.press("kim", label, where=answer)
        assert "plan:team" in str(bench.form("kim").blocks)


def test_a_drop_of_one_market_names_it_in_the_digest_and_in_the_case(bench: Bench) -> None:
    record_markets(bench)
    bench.type_("kim", SETUP)
    bench.type_("kim", "/kpi digest now")
    [digest] = bench.posts()
    line = next(line for line in digest.text.splitlines() if "NPS" in line)
    assert "NPS 12.3 (pooled from 3 segments)" in line
    assert "worst: market:MEX −30.0 (1,000 answers), −50.0 pts" in line
    [case] = bench.thread(digest)
    assert "Which market moved it: market:MEX −16.67 pts (rate −16.67 pts, mix no change)" in (
        case.text
    )
    assert case.text.count("What moved it: ") == 1


def test_the_total_waits_in_the_digest_until_the_last_market_is_in(bench: Bench) -> None:
    record_markets(bench)
    for market in ("US", "UK"):
        bench.type_("kim", f"/nps 600 200 200 period=2026-W47 segment=market:{market} final")
    bench.type_("kim", SETUP)
    bench.clock.advance(days=7)
    bench.type_("kim", "/kpi digest now")
    [digest] = bench.posts()
    said = "Missing  NPS — W47: 2 of 3 market segments are in; market:MEX is missing"
    assert said in digest.text
    assert bench.button("kim", "Record", where=digest, value="nps|market:MEX|2026-W47")


def test_a_segment_with_a_target_has_a_case_of_its_own(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/nps 200 300 500 segment=market:MEX")
    bench.type_("kim", "/kpi target nps >= 20 segment=market:MEX")
    bench.type_("kim", SETUP)
    bench.type_("kim", "/kpi digest now")
    [digest] = bench.posts()
    assert "Missed  NPS −30.0 · market:MEX" in digest.text
    [case] = bench.cases()
    assert case.segment == "market:MEX"
    assert bench.thread(digest)[0].text.startswith("NPS −30.00 · market:MEX")


def test_a_kpi_of_segments_only_is_not_missing(bench: Bench) -> None:
    bench.type_("kim", "/nps 600 200 200 segment=market:US")
    bench.type_("kim", SETUP)
    bench.type_("kim", "/kpi digest now")
    [digest] = bench.posts()
    assert "Holds  NPS 40.0 · market:US" in digest.text
    assert "Missing  NPS" not in digest.text


@pytest.mark.parametrize("word", ["rename", "merge"])
def test_a_renamed_segments_case_goes_on_under_the_new_name(bench: Bench, word: str) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/nps 200 300 500 segment=market:MEXX")
    bench.type_("kim", "/nps 600 300 100 period=2026-W40 segment=market:MEX")
    bench.press("kim", "Create")
    bench.type_("kim", "/kpi target nps >= 20 segment=market:MEXX")
    bench.type_("kim", SETUP)
    bench.type_("kim", "/kpi digest now")
    to = "market:MEX" if word == "merge" else "market:MX"
    bench.type_("kim", f"/kpi segments {word} market:MEXX {to}")
    [case] = bench.cases()
    assert case.segment == to
    assert bench.thread(bench.posts()[0])[0].text.startswith(f"NPS −30.00 · {to}")
