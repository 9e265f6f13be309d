"""Numbers one can trust: small samples, corrections of what was flagged, limits, closed months."""

from datetime import timedelta

from kpi.period import Period
from storage.records import EventKind
from tests.e2e.bench import NOW, Bench

W46 = Period.parse("2026-W46")
DUE = NOW + timedelta(hours=1)


def record(bench: Bench, *answers: str) -> str:
    """Records NPS week after week, the last one for W46; what is said of that one."""
    first = W46.previous(len(answers) - 1)
    said = [
        bench.type_("kim", f"/nps {one} period={first.next(n).label}")
        for n, one in enumerate(answers)
    ]
    return said[-1]


def test_a_small_sample_is_judged_with_the_weeks_before_it(bench: Bench) -> None:
    answers = ["1700 350 150", *["60 40 25"] * 8]
    text = record(bench, *answers)
    assert "125 answers, ±13.4 (95 %): about 380 would decide" in text
    assert "The last 8 weeks: 1,000 answers, NPS 28.00 ± 4.8: great (≥ 20);" in text
    assert "excellent → great since W38. W46's 125 are not judged alone." in text
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    bench.at(DUE)
    line = next(line for line in bench.posts()[0].text.splitlines() if "NPS" in line)
    assert "the last 8 weeks: 1,000 answers, NPS 28.0 ± 4.8, great (≥ 20)" in line


def test_what_the_interval_of_a_census_means_is_said_in_the_answer_only(bench: Bench) -> None:
    text = bench.type_("kim", "/churn 75 3375")
    assert "Everybody was counted; by chance alone it moves by ±0.5 pp" in text
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn")
    bench.at(DUE)
    assert "by chance" not in bench.posts()[0].text


def test_the_same_week_last_year_stands_beside_the_latest_and_in_the_history(bench: Bench) -> None:
    bench.type_("kim", "/nps 60 20 20 period=2025-W46")
    bench.type_("kim", "/nps 1700 350 150")
    assert "A year ago (W46 2025): 40.00" in bench.type_("kim", "/nps")
    assert "a year ago 40.00" in bench.type_("kim", "/kpi history nps 3")


def test_a_flagged_drop_is_corrected_rebased_closed_and_traced(bench: Bench) -> None:
    record(bench, *["180 60 60"] * 13, "90 90 120")
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    bench.at(DUE)
    root = bench.posts()[0]
    case = next(one for one in bench.thread(root) if "State:" in one.text)
    assert "the range its own history keeps to" in case.text
    assert "from 12 weeks since W33" in case.text

    bench.type_("lee", '/nps correct 100 90 110 reason="duplicates removed"')
    words = "after the correction from −10.00 to −3.33 it is still flagged"
    assert words in bench.again(case).text
    bench.type_("lee", '/nps correct 175 65 60 reason="wrong file"')
    words = "after the correction from −3.33 to 38.33 it would not be flagged"
    assert words in bench.again(case).text
    [line] = [one for one in bench.thread(root) if "Resolve the case?" in one.text]
    assert line.text.startswith(f"NPS W46: {words}.")
    bench.press("lee", "Resolve", where=line)
    bench.submit("lee", reason="It was a typing error.")
    assert bench.cases() == ()

    bench.type_("kim", '/kpi rebase nps reason="new survey tool"')
    explained = bench.type_("kim", "/kpi explain nps")
    assert "No limits yet: they come from 12 weeks" in explained
    assert "Taken anew from W46 on by kim: new survey tool" in explained

    number = 14
    bench.clock.advance(weeks=2)
    assert "November 2026 is closed." in bench.type_("kim", "/kpi close 2026-11")
    refused = bench.type_("lee", "/nps correct 1 2 3 period=2026-W46 reason=x")
    assert "November 2026 was closed by kim on 2 Dec" in refused
    assert '/kpi reopen 2026-11 reason="late invoice"' in refused
    assert len(bench.revisions(number)) == 3
    bench.type_("kim", '/kpi reopen 2026-11 reason="late invoice"')
    bench.type_("lee", "/nps correct 170 70 60 period=2026-W46 reason=recount")

    trace = bench.type_("ana", f"/kpi trace K-{number}")
    assert "digest of 2026-W46 in" in trace
    assert "revision 1, then revision 2, then revision 3, then revision 4" in trace
    assert "corrected by lee: 38.33. Reason: wrong file" in trace
    assert "Told directly" in trace
    assert "kim, of revision 2" in trace
    assert "November 2026 reopened by kim" in trace
    assert "late invoice" in trace


def test_a_rebasing_is_told_in_the_thread_of_the_open_case(bench: Bench) -> None:
    record(bench, *["180 60 60"] * 13, "90 90 120")
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    bench.at(DUE)
    [case] = bench.cases()
    bench.type_("kim", '/kpi rebase nps reason="new survey tool"')
    [line] = [one for one in bench.thread(bench.posts()[0]) if "taken anew" in one.text][1:]
    assert "by kim: new survey tool. Resolve the case?" in line.text
    found = bench.program.store.read(lambda tx: tx.cases.events(bench.team, case.id))
    assert [one.kind for one in found] == [EventKind.OPENED, EventKind.REASSESSED]
