"""Texts are said in the language of whoever reads them."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from babel.dates import get_day_names, get_month_names

from bot.language import NAMES, code_of, language
from kpi import dates
from kpi.errors import NegativeCount
from kpi.language import ENGLISH, counted, said, speaking, spoken, turn_to
from kpi.period import Period


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("ko-KR", "ko"),
        ("ko", "ko"),
        ("zh-TW", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh_Hant_TW", "zh_Hant"),
        ("zh-CN", "en"),
        ("en-US", "en"),
        ("kok-IN", "en"),
        ("de-DE", "en"),
        ("", "en"),
    ],
)
def test_slacks_locale_says_which_language_somebody_reads(locale: str, code: str) -> None:
    assert code_of(locale) == code
    assert language(code).code == code


@pytest.mark.parametrize(
    ("label", "ko", "zh"),
    [
        (
            "2026-W46",
            "2026년 11월 9일(월) – 15일(일), 46주차",
            "2026年11月9日（週一）– 15日（週日），第 46 週",
        ),
        ("2026-11", "2026년 11월", "2026年11月"),
        ("2026-Q4", "2026년 4분기(10월 – 12월)", "2026年第 4 季（10月 – 12月）"),
        ("2026", "2026년", "2026年"),
    ],
)
def test_periods_are_written_as_people_write_them(label: str, ko: str, zh: str) -> None:
    with speaking(language("ko")):
        assert Period.parse(label).words() == ko
    with speaking(language("zh_Hant")):
        assert Period.parse(label).words() == zh


@pytest.mark.parametrize("code", sorted(NAMES))
def test_the_names_of_days_and_months_are_those_of_the_common_locale_data(code: str) -> None:
    locale = {"en": "en_GB"}.get(code, code)
    days = get_day_names("abbreviated", locale=locale)
    months = get_month_names("wide", locale=locale)
    with speaking(language(code)):
        for day in range(7):
            assert dates.weekday_words(date(2026, 11, 9 + day)) == days[day]
        for month in range(1, 13):
            assert dates.month_name(date(2026, month, 1)) == months[month]


def test_an_error_speaks_the_language_in_which_it_was_raised() -> None:
    with speaking(language("ko")):
        korean = NegativeCount("lost", "-5").message
    assert "-5" in korean
    assert korean != NegativeCount("lost", "-5").message


def test_outside_of_every_scope_english_is_said() -> None:
    with speaking(language("ko")):
        assert spoken().code == "ko"
        turn_to(language("zh_Hant"))
        assert spoken().code == "zh_Hant"
    assert spoken() is ENGLISH


def test_threads_do_not_hear_each_other() -> None:
    heard: list[str] = []
    with speaking(language("ko")):
        other = Thread(target=lambda: heard.append(spoken().code))
        other.start()
        other.join()
    assert heard == ["en"]


def test_what_stands_in_a_part_is_never_read_as_a_part() -> None:
    assert said("{name} holds.", name="{0} {day}") == "{0} {day} holds."
    assert said("{as it is}") == "{as it is}"
    assert said("") == ""
    with speaking(language("ko")):
        assert said("") == ""


@pytest.mark.parametrize(("count", "words"), [(0, "0 drops"), (1, "1 drop"), (1200, "1,200 drops")])
def test_things_are_counted_as_english_counts_them(count: int, words: str) -> None:
    assert counted("{n} drop", "{n} drops", count) == words


def test_there_is_no_language_of_another_code() -> None:
    with pytest.raises(KeyError):
        language("de")
