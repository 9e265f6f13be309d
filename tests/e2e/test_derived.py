"""What follows from a recording: answers, posted digests and cases stay true with it."""

from datetime import timedelta

from tests.e2e.bench import NOW, Bench

DUE = NOW + timedelta(hours=1)
"""Wednesday 11:00 in Seoul; the digest is about W46."""
CRR = "/kpi crr end=3500 new=200 start=3375"


def test_a_derived_kpi_is_recorded_shown_corrected_and_taken_back_with_its_part(
    bench: Bench,
) -> None:
    bench.type_("kim", "/kpi digest weekly wed 11:00 crr churn")
    said = bench.type_("kim", CRR)
    assert "Derived: Churn 2.22 % (K-2)" in said
    assert "Derived from CRR (K-1)." in bench.type_("lee", "/churn")

    bench.at(DUE)
    digest = bench.posts()[-1]
    assert "Churn 2.2 % (derived)" in digest.text

    correction = bench.type_(
        "lee", '/kpi correct crr end=3400 new=200 start=3375 reason="counted twice"'
    )
    assert "Derived: Churn 5.19 % (K-2)" in correction
    assert "Churn 5.2 % (derived)" in bench.again(digest).text
    replies = [one.text for one in bench.thread(digest)]
    assert "CRR W46 97.78 % → 94.81 %, lee: counted twice" in replies
    assert "Churn W46 2.22 % → 5.19 %, lee: counted twice" in replies
    assert [one for one in bench.direct("kim") if "Churn" in one] == [], "kim typed no churn"

    undone = bench.type_("lee", "/kpi undo")
    assert "Derived: Churn 2.22 % (K-2)" in undone
    assert "Churn 2.2 % (derived)" in bench.again(digest).text


def test_a_case_of_a_derived_kpi_follows_the_correction_of_its_part(bench: Bench) -> None:
    bench.type_("kim", "/kpi target churn <= 3% from=2026-Q1")
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn")
    bench.type_("kim", "/kpi crr end=3400 new=200 start=3375")
    bench.at(DUE)
    digest = bench.posts()[-1]
    assert "target ≤ 3 % missed: 2.2 pp to go" in digest.text
    assert [case.kpi for case in bench.cases()] == ["churn"]

    bench.type_("kim", '/kpi correct crr end=3500 new=200 start=3375 reason="found 100 more"')
    assert "target ≤ 3 % met by 0.8 pp" in bench.again(digest).text
    case = bench.thread(digest)[0].text.splitlines()
    assert case[0].startswith("Churn 2.22 %")
    assert "As the figures stand now, it would not be flagged." in case


def test_what_does_not_agree_is_told_and_the_verdict_stays(bench: Bench) -> None:
    bench.type_("kim", "/kpi crr end=3375 new=100 start=3300 period=2026-W45")
    said = bench.type_("kim", "/kpi crr end=3500 new=215 start=3360")
    assert "Please check: Start 3,360 differs from the last end 3,375: 15 unexplained." in said
    assert "Good: ≥ 90 %" in said
