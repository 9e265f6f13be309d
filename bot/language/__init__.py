"""The languages of the bot: which there are, who reads which, and where their texts come from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kpi.language import ENGLISH, Language

NAMES: Mapping[str, str] = {"en": "English", "ko": "한국어", "zh_Hant": "繁體中文"}
"""Every language by its code, called as its speakers call it."""

_TRADITIONAL = frozenset({"zh_tw", "zh_hk", "zh_mo"})


@cache
def language(code: str) -> Language:
    """The language of a code; its texts are read at its first use, which takes a moment.

    Raises:
        KeyError: there is no such language.
    """
    if code not in NAMES:
        raise KeyError(code)
    if code == ENGLISH.code:
        return ENGLISH
    # Babel takes a while to import, and English needs none of it.
    from bot.language.catalogues import catalogue  # noqa: PLC0415
    from bot.language.particles import joined_to  # noqa: PLC0415

    if code == "ko":
        return Language(code, catalogue(code), joined_to)
    return Language(code, catalogue(code))


def code_of(locale: str) -> str:
    """The language for a locale as Slack has it: "ko-KR" reads "ko"; what is none of ours, "en"."""
    folded = locale.replace("-", "_").casefold()
    if folded.startswith("zh") and (folded in _TRADITIONAL or "hant" in folded):
        return "zh_Hant"
    return "ko" if folded.partition("_")[0] == "ko" else ENGLISH.code


def language_of(locale: str) -> Language:
    """The language that a person of a locale is told things in."""
    return language(code_of(locale))
