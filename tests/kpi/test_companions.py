"""KPIs to be read together: each pair shows when both signs do, and only then."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kpi import catalogue, evaluate, read
from kpi.companions import DOWN, PAIRS, UP, Pair, Seen, Sign, movement, together
from kpi.read import Entry

Typed = Mapping[str, str]


def entry(kpi: str, typed: Typed) -> Entry:
    return read(catalogue.get(kpi), (), typed)


def showing(sign: Sign) -> Seen:
    """The KPI exactly as the sign asks for."""
    kpi = catalogue.get(sign.kpi)
    formula = next(one for one in kpi.formulas if sign.without not in one.input_names)
    above = sign.above if sign.above is not None else Fraction(0)
    inputs = {one.name: Fraction(1) for one in formula.inputs}
    return Seen(entry=Entry(kpi.key, formula.key, inputs), value=above + 1, moved=sign.moved)


def opposite(sign: Sign) -> Seen:
    """The KPI without what the sign asks for."""
    seen = showing(sign)
    if sign.without:
        inputs = {**seen.entry.inputs, sign.without: Fraction(1)}
        return Seen(
            entry=Entry(seen.entry.kpi, seen.entry.formula, inputs),
            value=seen.value,
            moved=seen.moved,
        )
    value = sign.above if sign.above is not None else seen.value
    return Seen(entry=seen.entry, value=value, moved=-sign.moved)


def named(pair: Pair) -> str:
    return f"{pair.first.kpi}-{pair.second.kpi}"


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_pair_shows_when_both_of_its_signs_do(pair: Pair) -> None:
    first, second = showing(pair.first), showing(pair.second)
    assert together([first, second], 3) == (pair,)
    assert together([opposite(pair.first), second], 3) == ()
    assert together([first, opposite(pair.second)], 3) == ()
    assert together([first], 3) == ()
    assert together([second], 3) == ()


@pytest.mark.parametrize("pair", [one for one in PAIRS if one.first.moved], ids=named)
def test_what_did_not_move_shows_no_sign(pair: Pair) -> None:
    still = showing(pair.first)
    still = Seen(entry=still.entry, value=still.value, moved=0)
    assert together([still, showing(pair.second)], 3) == ()


def test_the_most_telling_pairs_come_first_and_no_more_than_asked_for() -> None:
    seen = [showing(Sign(kpi=key, moved=UP)) for key in ("churn", "arpu", "nps", "nrr", "mrr")]
    assert [pair.first.kpi for pair in together(seen, 3)] == ["mrr", "nrr", "nps"]
    assert [pair.first.kpi for pair in together(seen, 9)] == ["mrr", "nrr", "nps", "arpu"]


def test_every_pair_is_of_two_kpis_and_says_what_it_means_in_a_line() -> None:
    assert len({named(pair) for pair in PAIRS}) == len(PAIRS)
    for pair in PAIRS:
        assert catalogue.get(pair.first.kpi) != catalogue.get(pair.second.kpi)
        assert 0 < len(pair.means) <= 100


@pytest.mark.parametrize(
    ("kpi", "before", "after", "moved"),
    [
        # Surveyed: 83.0 to 83.4 of 500 answers is noise, 83 to 90 is not.
        (
            "csat",
            {"positive": "415", "responses": "500"},
            {"positive": "417", "responses": "500"},
            0,
        ),
        (
            "csat",
            {"positive": "415", "responses": "500"},
            {"positive": "450", "responses": "500"},
            UP,
        ),
        (
            "nps",
            {"promoters": "60", "passives": "20", "detractors": "20"},
            {"promoters": "55", "passives": "22", "detractors": "23"},
            0,
        ),
        (
            "nps",
            {"promoters": "600", "passives": "200", "detractors": "200"},
            {"promoters": "400", "passives": "300", "detractors": "300"},
            DOWN,
        ),
        # Counted: a change that shows with one decimal.
        ("churn", {"lost": "200", "start": "10000"}, {"lost": "204", "start": "10000"}, 0),
        ("churn", {"lost": "200", "start": "10000"}, {"lost": "205", "start": "10000"}, UP),
        ("churn", {"crr": "98%"}, {"crr": "98.1%"}, DOWN),
        # Amounts in percent of the value before.
        ("mrr", {"fees": "$10000"}, {"fees": "$10004"}, 0),
        ("mrr", {"fees": "$10000"}, {"fees": "$10005"}, UP),
        ("mrr", {"fees": "0"}, {"fees": "$10"}, UP),
        ("stickiness", {"dau": "10", "mau": "50"}, {"dau": "10", "mau": "50"}, 0),
    ],
)
def test_a_surveyed_value_moves_beyond_noise_and_a_counted_one_when_it_shows(
    kpi: str, before: Typed, after: Typed, moved: int
) -> None:
    then, now = entry(kpi, before), entry(kpi, after)
    assert movement(now, evaluate(now).value, then, evaluate(then).value) == moved
