"""Look-ups by any name a person may type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from kpi import catalogue
from kpi.catalogue import all_kpis, families, find, get, resolve
from kpi.errors import AmbiguousName, DefinitionError, KpiError, UnknownKpi
from kpi.model import Kpi, Names
from kpi.registry import Registry, accepted_names
from kpi.spelling import fold


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("nps", "nps"),
        ("NPS", "nps"),
        ("ｎｐｓ", "nps"),
        (" nps ", "nps"),
        ("net_promoter_score", "nps"),
        ("Net Promoter Score", "nps"),
        ("net-promoter-score", "nps"),
        ("순추천고객지수", "nps"),
        ("순 추천 고객 지수", "nps"),
        ("淨推薦值", "nps"),
        ("고객 유지율", "crr"),
        ("고객유지율", "crr"),
        ("고객 이탈률", "churn"),
        ("이탈률(Bounce)", "bounce_rate"),
        ("장애·사고 후 이탈률", "incident_loss"),
        ("顧客意見(VOC)", "feedback"),
        ("LTV/CAC 比率", "ltv_cac"),
        ("ltv", "clv"),
    ],
)
def test_a_kpi_is_found_under_every_accepted_name(name: str, key: str) -> None:
    assert find(name).key == key


@pytest.mark.parametrize(
    ("words", "key", "formula", "used"),
    [
        (["nps", "1700", "350", "150"], "nps", None, 1),
        (["고객", "이탈률", "50"], "churn", None, 2),
        (["고객", "이탈률", "50", "3000"], "churn", None, 2),
        (["net", "promoter", "score", "9"], "nps", None, 3),
        (["고객", "추천율", "5", "100"], "referrals", "of_active", 2),
        (["推薦率", "5", "100"], "referrals", "of_active", 1),
        (["신규", "방문자", "비율"], "unique_visitors", "new_share", 3),
        (["churn"], "churn", None, 1),
        (["customer", "churn", "5"], "churn", None, 2),
        (["이탈률(Bounce)"], "bounce_rate", None, 1),
    ],
)
def test_the_longest_name_at_the_front_wins(
    words: Sequence[str], key: str, formula: str | None, used: int
) -> None:
    kpi, chosen, length = resolve(words)
    assert (kpi.key, chosen and chosen.key, length) == (key, formula, used)


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("이탈률", ("churn", "bounce_rate", "exit_rate")),
        ("유지율", ("crr", "nrr")),
        ("cr", ("churn", "conversion_rate")),
        ("CR", ("churn", "conversion_rate")),
        ("ＣＲ", ("churn", "conversion_rate")),
    ],
)
def test_a_word_for_several_kpis_is_asked_back(word: str, keys: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousName) as caught:
        resolve([word, "75", "3375"])
    assert caught.value.candidates == keys
    assert caught.value.message.startswith(
        f'"{word}" can mean {", ".join(keys[:-1])} or {keys[-1]}.'
    )


@pytest.mark.parametrize(
    ("name", "candidates", "message"),
    [
        ("nsp", ("nps",), 'There is no KPI called "nsp". Did you mean nps?'),
        ("chrun", ("churn",), 'There is no KPI called "chrun". Did you mean churn?'),
        ("zzzzzz", (), 'There is no KPI called "zzzzzz".'),
        ("", (), 'There is no KPI called "".'),
    ],
)
def test_an_unknown_name_gets_the_nearest(
    name: str, candidates: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UnknownKpi) as caught:
        find(name)
    assert set(candidates) <= set(caught.value.candidates)
    assert caught.value.message == message


@pytest.mark.parametrize("key", ["NPS", "Net Promoter Score", "np"])
def test_a_key_is_exact(key: str) -> None:
    with pytest.raises(UnknownKpi):
        get(key)


def test_nothing_typed_is_no_kpi() -> None:
    with pytest.raises(KpiError):
        resolve([])


def test_an_abbreviation_that_is_no_alias_is_for_display_only() -> None:
    assert get("conversion_rate").abbreviation == "CR / CVR"
    with pytest.raises(UnknownKpi):
        find("CR / CVR")


def test_all_kpis_are_found_by_scanning() -> None:
    assert len(all_kpis()) == 49
    assert sum(len(kpi.formulas) for kpi in all_kpis()) == 81
    assert set(families()) == {
        "retention", "satisfaction", "revenue", "acquisition", "engagement", "web",
    }  # fmt: skip


@pytest.mark.parametrize("kpi", all_kpis(), ids=lambda kpi: kpi.key)
def test_every_name_leads_to_its_kpi(kpi: Kpi) -> None:
    for name, formula in accepted_names(kpi):
        assert resolve([name]) == (kpi, formula, 1)
        assert resolve([*name.split(), "5"])[:2] == (kpi, formula)


def _renamed(kpi: Kpi, **names: Names) -> Kpi:
    return replace(kpi, names=kpi.names | names)  # type: ignore[operator]


NPS, CSAT = get("nps"), get("csat")


@pytest.mark.parametrize(
    ("kpis", "ambiguous", "says"),
    [
        ((NPS, NPS), {}, "nps: another KPI has the same key"),
        (
            (NPS, replace(CSAT, aliases=("Net-Promoter-Score",))),
            {},
            'csat: the name "Net-Promoter-Score" means something else too',
        ),
        (
            (NPS, _renamed(CSAT, ko=Names(display="순추천 고객지수"))),
            {},
            'csat: the name "순추천 고객지수" means something else too',
        ),
        ((NPS, CSAT), {"NPS": ("nps", "csat")}, 'nps: the name "nps" means something else too'),
        ((NPS,), {"score": ("nps", "csat")}, '"score" is said to mean csat, which is no KPI'),
    ],
)
def test_names_that_clash_fail_when_loaded(
    kpis: Sequence[Kpi], ambiguous: Mapping[str, Sequence[str]], says: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        Registry([("family", kpi) for kpi in kpis], ambiguous)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Net Promoter-Score", "netpromoterscore"), ("ＮＰＳ", "nps"), ("고객 유지율", "고객유지율")],
)
def test_case_width_and_spaces_do_not_count(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_every_benchmark_set_has_a_source() -> None:
    used = {one.set for kpi in all_kpis() for one in kpi.benchmarks}
    assert used == catalogue.SOURCES.keys()
    for key, source in catalogue.SOURCES.items():
        assert source.key == key
        assert source.title
        assert source.doubt


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("고객 만족도 어때", {"csat": "고객 만족도"}),
        ("순 추천 고객 지수와 순매출 유지율", {"nps": "순 추천 고객 지수", "nrr": "순매출 유지율"}),
        ("고객유지율은", {"crr": "고객유지율"}),
        ("客戶 流失率是多少", {"churn": "客戶 流失率"}),
        ("npsx and nps", {"nps": "nps"}),
    ],
)
def test_a_name_is_found_in_a_sentence_however_its_words_are_parted(
    sentence: str, named: Mapping[str, str]
) -> None:
    assert {kpi.key: words for kpi, words in catalogue.spoken_of(sentence)} == named
