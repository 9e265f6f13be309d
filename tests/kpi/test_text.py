"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.currency import minor_digits
from kpi.errors import AmbiguousCurrency, KpiError, NotANumber
from kpi.text import Amount, fold_width, read_amount

PLAIN = {
    "0": "0",
    "7": "7",
    "007": "7",
    "1700": "1700",
    "1,700": "1700",
    "3,500": "3500",
    "12,345,678": "12345678",
    "1,500.50": "3001/2",
    "0.5": "1/2",
    ".5": "1/2",
    "812.5": "1625/2",
    "0.1": "1/10",
    "3.3333333333333333333": "33333333333333333333/10000000000000000000",
    "+5": "5",
    "-5": "-5",
    "- 5": "-5",
    "−5": "-5",
    "–5": "-5",
    "－5": "-5",
    "-1,500": "-1500",
    " 42 ": "42",
    "\t42\n": "42",
    "\u00a042": "42",
    "\u300042": "42",
    "３５００": "3500",
    "３，５００": "3500",
    "１２．５": "25/2",
    '"1,700"': "1700",
    "“1,700”": "1700",
    "‘42’": "42",
    "「42」": "42",
    "1k": "1000",
    "1.5k": "1500",
    "1.5K": "1500",
    "1.5 k": "1500",
    "2m": "2000000",
    "2M": "2000000",
    "2.5mn": "2500000",
    "1b": "1000000000",
    "1.2bn": "1200000000",
    "-1.5k": "-1500",
    "1.5만": "15000",
    "1.5 만": "15000",
    "3萬": "30000",
    "3万": "30000",
    "３萬": "30000",
    "5천": "5000",
    "5千": "5000",
    "2천만": "20000000",
    "3백만": "3000000",
    "3百萬": "3000000",
    "3百万": "3000000",
    "1억": "100000000",
    "2億": "200000000",
    "2亿": "200000000",
    "1.5억": "150000000",
    "1조": "1000000000000",
    "1兆": "1000000000000",
    "1억2500만": "125000000",
    "1억 2,500만": "125000000",
    "1億2500萬": "125000000",
    "2만5천": "25000",
    "1만5000": "15000",
    "9" * 60: "9" * 60,
}

WITH_SIGNS = {
    "12.5%": Amount(Fraction(25, 2), percent=True),
    "12.5 %": Amount(Fraction(25, 2), percent=True),
    "12.5％": Amount(Fraction(25, 2), percent=True),
    "0.5%": Amount(Fraction(1, 2), percent=True),
    "-3%": Amount(Fraction(-3), percent=True),
    "1,200%": Amount(Fraction(1200), percent=True),
    "$1,500": Amount(Fraction(1500), "USD"),
    "$ 1,500": Amount(Fraction(1500), "USD"),
    "-$5": Amount(Fraction(-5), "USD"),
    "$-5": Amount(Fraction(-5), "USD"),
    "＄1,500": Amount(Fraction(1500), "USD"),
    "1500$": Amount(Fraction(1500), "USD"),
    "$1.5k": Amount(Fraction(1500), "USD"),
    "US$1,500": Amount(Fraction(1500), "USD"),
    "us$1,500": Amount(Fraction(1500), "USD"),
    "USD 1,500": Amount(Fraction(1500), "USD"),
    "usd1500": Amount(Fraction(1500), "USD"),
    "1,500 USD": Amount(Fraction(1500), "USD"),
    "1.5k usd": Amount(Fraction(1500), "USD"),
    "NT$1,500": Amount(Fraction(1500), "TWD"),
    "NTD 1,500": Amount(Fraction(1500), "TWD"),
    "TWD 1500": Amount(Fraction(1500), "TWD"),
    "HK$20": Amount(Fraction(20), "HKD"),
    "S$20": Amount(Fraction(20), "SGD"),
    "A$20": Amount(Fraction(20), "AUD"),
    "AU$20": Amount(Fraction(20), "AUD"),
    "C$20": Amount(Fraction(20), "CAD"),
    "CA$20": Amount(Fraction(20), "CAD"),
    "NZ$20": Amount(Fraction(20), "NZD"),
    "₩15,000": Amount(Fraction(15000), "KRW"),
    "￦15,000": Amount(Fraction(15000), "KRW"),
    "15,000원": Amount(Fraction(15000), "KRW"),
    "1,250만원": Amount(Fraction(12_500_000), "KRW"),
    "1억 2,500만원": Amount(Fraction(125_000_000), "KRW"),
    "125萬 TWD": Amount(Fraction(1_250_000), "TWD"),
    "1500円": Amount(Fraction(1500), "JPY"),
    "JPY 1500": Amount(Fraction(1500), "JPY"),
    "CNY 1500": Amount(Fraction(1500), "CNY"),
    "RMB 1500": Amount(Fraction(1500), "CNY"),
    "€20": Amount(Fraction(20), "EUR"),
    "20 €": Amount(Fraction(20), "EUR"),
    "£20": Amount(Fraction(20), "GBP"),
    "₫20": Amount(Fraction(20), "VND"),
    "₹20": Amount(Fraction(20), "INR"),
    "฿20": Amount(Fraction(20), "THB"),
    "20 zł": Amount(Fraction(20), "PLN"),
    "CHF 20": Amount(Fraction(20), "CHF"),
    "5 BND": Amount(Fraction(5), "BND"),
    "$5 USD": Amount(Fraction(5), "USD"),
}

REFUSED = (
    "",
    " ",
    "banana",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "∞",
    "n/a",
    "-",
    "+",
    ".",
    ",",
    "%",
    "$",
    "k",
    "만",
    "5.",
    "1.2.3",
    "1,50",
    "1,5000",
    "1,50,000",
    "0,500",
    ",500",
    "1,,500",
    "1,500,",
    "1.500,50",
    "€1.500,50",
    "12,5%",
    "1'500",
    "1_000",
    "1 500",
    "1\u00a0500",
    "5 5",
    "(5)",
    "($5)",
    "1e3",
    "1E3",
    "0x10",
    "1/2",
    "½",
    "5²",
    "①",
    "٣",
    "५",
    "--5",
    "+-5",
    "-$-5",
    "5-",
    "5%%",
    "%5",
    "$5%",
    "5%$",
    "1.5k%",
    "5 pp",
    "$€5",
    "$5€",
    "NT$5 USD",
    "5 XXQ",
    "XXQ 5",
    "1kk",
    "1k500",
    "1m2k",
    "3만5",
    "3萬5",
    "1만500",
    "2천3만",
    "5만3만",
    "만5",
    "~5",
    "≈5",
    "<5",
    "5+5",
    "=5",
    "five",
    "오백",
    "三百",
    "5 customers",
    "9" * 61,
    "9,999" * 100,
)


@pytest.mark.parametrize(("typed", "exact"), PLAIN.items())
def test_a_plain_number_is_read_exactly(typed: str, exact: str) -> None:
    assert read_amount(typed, "x") == Amount(Fraction(exact))


@pytest.mark.parametrize(("typed", "amount"), WITH_SIGNS.items())
def test_signs_are_kept_beside_the_number(typed: str, amount: Amount) -> None:
    assert read_amount(typed, "x") == amount


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_number_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(NotANumber) as caught:
        read_amount(typed, "promoters", takes="a whole number such as 1,700")
    assert caught.value.field == "promoters"
    assert caught.value.message.endswith("promoters takes a whole number such as 1,700.")


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("banana", '"banana" is not a number. '),
        ("", "It was left empty. "),
        ("1,50", '"1,50" is not a number: a comma goes before each three digits'),
        ("1.500,50", '"1.500,50" is not a number: a comma goes before each three digits'),
        ("(5)", '"(5)" is not a number: for a negative number type a minus sign. '),
        ("1e3", '"1e3" is not a number: type all of its digits. '),
        ("9" * 61, f'"{"9" * 60}…" is not a number. '),
    ],
)
def test_the_sentence_says_what_is_wrong(typed: str, begins: str) -> None:
    with pytest.raises(NotANumber) as caught:
        read_amount(typed, "promoters")
    assert caught.value.message.startswith(begins)


@pytest.mark.parametrize(
    ("typed", "default", "code"),
    [
        ("$5", "USD", "USD"),
        ("$5", "TWD", "TWD"),
        ("$5", "HKD", "HKD"),
        ("$5", "SGD", "SGD"),
        ("$5", "AUD", "AUD"),
        ("$5", "CAD", "CAD"),
        ("$5", "NZD", "NZD"),
        ("$5", "KRW", "USD"),
        ("$5", "EUR", "USD"),
        ("US$5", "TWD", "USD"),
        ("¥5", "JPY", "JPY"),
        ("￥5", "CNY", "CNY"),
        ("5元", "TWD", "TWD"),
        ("5元", "CNY", "CNY"),
        ("125萬元", "TWD", "TWD"),
        ("5원", "USD", "KRW"),
        ("5円", "CNY", "JPY"),
        ("5", "TWD", None),
    ],
)
def test_a_shared_sign_is_the_workspaces_own_currency(
    typed: str, default: str, code: str | None
) -> None:
    assert read_amount(typed, "x", currency=default).currency == code


@pytest.mark.parametrize(
    ("typed", "default", "candidates"),
    [
        ("¥5", "USD", ("JPY", "CNY")),
        ("¥5", "TWD", ("JPY", "CNY")),
        ("5元", "USD", ("TWD", "CNY", "HKD")),
        ("125萬元", "KRW", ("TWD", "CNY", "HKD")),
    ],
)
def test_a_shared_sign_of_none_of_ours_is_asked_back(
    typed: str, default: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousCurrency) as caught:
        read_amount(typed, "spend", currency=default)
    assert (caught.value.field, caught.value.candidates) == ("spend", candidates)
    assert f"Type the code, such as {candidates[0]} 1,500." in caught.value.message


@pytest.mark.parametrize(
    ("given", "exact"),
    [
        (5, Fraction(5)),
        (-5, Fraction(-5)),
        (5.0, Fraction(5)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("1E+3"), Fraction(1000)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_numbers_of_a_program_are_taken_as_they_are(given: object, exact: Fraction) -> None:
    assert read_amount(given, "x") == Amount(exact)


@pytest.mark.parametrize(
    "given",
    [
        True,
        False,
        0.1,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("Infinity"),
        None,
        [1],
        1j,
    ],
)
def test_what_is_not_exact_or_no_number_is_refused(given: object) -> None:
    with pytest.raises(NotANumber):
        read_amount(given, "x")


def test_a_float_with_a_fraction_says_why_it_is_refused() -> None:
    with pytest.raises(NotANumber, match="a float is not exact: pass text or a Decimal"):
        read_amount(0.1, "x")


@given(st.integers(min_value=-(10**30), max_value=10**30))
def test_a_grouped_whole_number_reads_back(number: int) -> None:
    assert read_amount(f"{number:,}", "x").number == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**12, min_value=0))
def test_a_grouped_decimal_reads_back(number: Decimal) -> None:
    assert read_amount(f"{number:,f}", "x").number == Fraction(number)


@given(st.integers(min_value=0, max_value=10**20))
def test_full_width_digits_are_the_same_number(number: int) -> None:
    wide = str(number).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert fold_width(wide) == str(number)
    assert read_amount(wide, "x").number == number


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, max_value=10**9, min_value=0),
    st.sampled_from([("k", 10**3), ("m", 10**6), ("만", 10**4), ("萬", 10**4), ("億", 10**8)]),
)
def test_a_unit_multiplies_exactly(number: Decimal, unit: tuple[str, int]) -> None:
    word, times = unit
    assert read_amount(f"{number:f}{word}", "x").number == Fraction(number) * times


@given(st.text(max_size=80))
def test_any_text_gives_a_number_or_a_typed_error(text: str) -> None:
    read: Fraction | KpiError
    try:
        read = read_amount(text, "x").number
    except (NotANumber, AmbiguousCurrency) as error:
        read = error
    assert isinstance(read, Fraction) or read.field == "x"


@pytest.mark.parametrize(("code", "digits"), [("KRW", 0), ("JPY", 0), ("USD", 2), ("KWD", 3)])
def test_a_currency_knows_its_minor_digits(code: str, digits: int) -> None:
    assert minor_digits(code) == digits
