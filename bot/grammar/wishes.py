"""`/kpi digest language|mentions|holidays …`: how a channel wants what is posted there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.calendars import country_names, country_of
from bot.grammar.errors import CommandError
from bot.grammar.words import choice
from bot.places import example_place
from bot.questions import Question, SetHolidays, SetLanguage, SetMentions, ShowWish, Wish
from kpi.language import said
from kpi.nearest import nearest
from storage.records import OnHoliday

_LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("en", "english", "영어", "英文", "英語"), "en"),
    **dict.fromkeys(("ko", "kr", "korean", "한국어", "한글", "韓文", "韓語"), "ko"),
    **dict.fromkeys(
        (
            "zh", "zh-tw", "zh-hant", "zh_tw", "zh_hant", "tw", "chinese", "중국어", "번체",
            "中文", "繁體中文", "繁中", "正體中文",
        ),
        "zh_Hant",
    ),
}  # fmt: skip
_CALLED: Mapping[str, bool] = {"on": True, "off": False}


def _language(words: Sequence[str]) -> Question:
    typed = " ".join(words)
    if choice(typed) == "default":
        return SetLanguage(code=None)
    code = _LANGUAGES.get(typed.casefold())
    if code is None:
        raise CommandError(
            said(
                '"{typed}" is none of the languages there are: ko (한국어), zh (繁體中文) and en '
                "(English). With default, digests are in the language of whoever sets them up.",
                typed=typed,
            ),
            field="language",
            candidates=("ko", "zh", "en", "default"),
            example=f"/kpi digest language {example_place().language}",
        )
    return SetLanguage(code=code)


def _mentions(words: Sequence[str]) -> Question:
    typed = " ".join(words)
    called = _CALLED.get(choice(typed))
    if called is None:
        raise CommandError(
            said('Mentions are on or off, not "{typed}".', typed=typed),
            field="mentions",
            candidates=tuple(_CALLED),
            example="/kpi digest mentions on",
        )
    return SetMentions(mentions=called)


def _holidays(words: Sequence[str]) -> Question:
    *country, last = words
    if choice(last) == "off" and not country:
        return SetHolidays(country=None, then=OnHoliday.SHIFT)
    if choice(last) in set(OnHoliday):
        return SetHolidays(country=_country(country), then=OnHoliday(choice(last)))
    return SetHolidays(country=_country(words), then=OnHoliday.SHIFT)


def _holidays_example() -> str:
    return f"/kpi digest holidays {example_place().country} shift"


def _country(words: Sequence[str]) -> str:
    typed = " ".join(words)
    if not typed:
        raise CommandError(
            said("Which country's public holidays? Name it before shift or skip."),
            field="holidays",
            example=_holidays_example(),
        )
    code = country_of(typed)
    if code is None:
        raise CommandError(
            said(
                '"{typed}" is no country whose public holidays are known. Write its code or its '
                "name, such as KR, Taiwan or 대한민국.",
                typed=typed,
            ),
            field="holidays",
            candidates=nearest(typed.casefold(), country_names()),
            example=_holidays_example(),
        )
    return code


def _shown_alone(
    about: Wish, read: Callable[[Sequence[str]], Question]
) -> Callable[[Sequence[str]], Question]:
    return lambda words: read(words) if words else ShowWish(about=about)


WISHES: Mapping[str, Callable[[Sequence[str]], Question]] = {
    Wish.LANGUAGE: _shown_alone(Wish.LANGUAGE, _language),
    Wish.MENTIONS: _shown_alone(Wish.MENTIONS, _mentions),
    Wish.HOLIDAYS: _shown_alone(Wish.HOLIDAYS, _holidays),
}
"""What reads the words after each of them; without any, it is shown.

Raises CommandError where they cannot be understood.
"""
