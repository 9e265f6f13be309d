"""Inputs under the names that Korean and Taiwanese teams use."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

import pytest

from kpi import compute
from kpi.catalogue import all_kpis
from kpi.errors import GivenTwice, UnknownInput
from kpi.spelling import fold
from kpi.words import WORDS, meant, translated


def test_every_input_and_attribute_has_words_in_both_languages() -> None:
    used = {name for kpi in all_kpis() for name in kpi.input_names | kpi.attribute_names}
    assert set(WORDS) == used
    assert all(set(words) == {"ko", "zh_Hant"} and all(words.values()) for words in WORDS.values())


def test_no_word_means_two_inputs() -> None:
    counted = Counter(fold(word) for name in WORDS for word in translated(name))
    assert [word for word, times in counted.items() if times > 1] == []
    assert not counted.keys() & {fold(name) for name in WORDS}


@pytest.mark.parametrize(
    ("kpi", "typed", "value"),
    [
        ("nps", {"추천": 1700, "중립": 350, "비추천": 150}, Fraction(775, 11)),
        ("nps", {"추천자": 1700, "중립자": 350, "비추천자": 150}, Fraction(775, 11)),
        ("nps", {"추천 고객": 1700, "중립": 350, "비추천": 150}, Fraction(775, 11)),
        ("nps", {"推薦者": 1700, "中立者": 350, "批評者": 150}, Fraction(775, 11)),
        ("nps", {"推薦者": 1700, "passives": 350, "批評者": 150}, Fraction(775, 11)),
        ("crr", {"期末": "3,500", "新增": 200, "期初": "3,375"}, Fraction(880, 9)),
        ("churn", {"해지": 50, "기말": 3000}, Fraction(5, 3)),
        ("arpu", {"매출": "1,250만", "사용자": 100}, Fraction(125_000)),
        ("arpu", {"營收": "125萬", "用戶": 100}, Fraction(12_500)),
    ],
)
def test_inputs_are_taken_by_their_names_in_any_language(
    kpi: str, typed: Mapping[str, object], value: Fraction
) -> None:
    assert compute(kpi, **typed).value == value  # type: ignore[arg-type]


def test_an_input_given_in_two_languages_is_given_twice() -> None:
    with pytest.raises(GivenTwice) as raised:
        compute("nps", 추천=1, promoters=2, passives=3, detractors=4)
    assert raised.value.field == "promoters"


def test_a_mistyped_word_is_told_what_it_was_near_to() -> None:
    with pytest.raises(UnknownInput) as raised:
        compute("nps", 비추쳔=1, passives=3, promoters=4)
    assert raised.value.candidates == ("detractors",)


def test_a_word_nobody_knows_means_itself() -> None:
    assert meant("banana") == "banana"
