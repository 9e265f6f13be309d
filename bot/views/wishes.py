"""How a channel wants what is posted there, in words; and what holidays make of a next send."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.calendars import country_name
from bot.desk.answers import ChannelWants, WishAnswer
from bot.desk.upcoming import Postponed
from bot.language import NAMES
from bot.places import example_place
from bot.questions import Wish
from bot.schedule import describe
from bot.views.blocks import Message
from bot.views.layout import code, told
from bot.views.numbers import when
from kpi.language import counted, phrase, said
from kpi.period import Period
from storage.records import ChannelSettings, OnHoliday, Subscription

_LANGUAGES = ("ko", "zh", "en")
_HOLIDAYS = {
    OnHoliday.SHIFT: phrase("Public holidays of {country}: sent on the next working day"),
    OnHoliday.SKIP: phrase("Public holidays of {country}: skipped"),
}
_ON_A_HOLIDAY = {
    OnHoliday.SHIFT: phrase(
        "A digest of {channel} that is due on a public holiday of {country} goes out at its time "
        "on the next working day. It is about the same period as ever."
    ),
    OnHoliday.SKIP: phrase(
        "A digest of {channel} that is due on a public holiday of {country} is skipped. "
        "The next one is about the period after it."
    ),
}


def wants_line(wants: ChannelWants) -> str:
    """Everything that a channel wants, in one line."""
    settings = wants.settings
    called = (
        said("Flagged drops call their owner")
        if settings.mentions
        else said("Flagged drops call nobody")
    )
    holidays = (
        said(_HOLIDAYS[settings.on_holiday], country=country_name(settings.holidays))
        if settings.holidays
        else said("Public holidays: sent as on any day")
    )
    written = said("Language: {language}", language=NAMES[wants.language])
    return f"{written} · {called} · {holidays}"


def wish(answer: WishAnswer) -> Message:
    """What is in force, and how to change it."""
    values = _VALUES[answer.about](answer.wants.settings)
    how = " · ".join(code(f"/kpi digest {answer.about} {value}") for value in values)
    lines = _sends(answer) if answer.about is Wish.HOLIDAYS else []
    in_force = _IN_FORCE[answer.about](answer.wants)
    return told(in_force, *lines, said("Change it: {how}", how=how))


def _languages(_: ChannelSettings) -> Sequence[str]:
    """The reader's own first."""
    own = example_place().language
    return (own, *(one for one in _LANGUAGES if one != own), "default")


def _on_or_off(_: ChannelSettings) -> Sequence[str]:
    return ("on", "off")


def _on_holidays(settings: ChannelSettings) -> Sequence[str]:
    """Of the country that is in force, where there is one."""
    country = settings.holidays or example_place().country
    return (f"{country} shift", f"{country} skip", "off")


_VALUES: Mapping[Wish, Callable[[ChannelSettings], Sequence[str]]] = {
    Wish.LANGUAGE: _languages,
    Wish.MENTIONS: _on_or_off,
    Wish.HOLIDAYS: _on_holidays,
}
"""What may stand behind each of them in a command."""


def _language(wants: ChannelWants) -> str:
    channel, language = f"<#{wants.settings.channel}>", NAMES[wants.language]
    if wants.settings.language is None:
        return said(
            "Digests and flagged drops in {channel} are written as whoever sets up the digest "
            "reads: {language}.",
            channel=channel,
            language=language,
        )
    return said(
        "Digests and flagged drops in {channel} are written in {language}. What is posted "
        "already follows when it is next edited.",
        channel=channel,
        language=language,
    )


def _mentions(wants: ChannelWants) -> str:
    channel = f"<#{wants.settings.channel}>"
    if wants.settings.mentions:
        return said(
            "A flagged drop in {channel} calls its owner once, when it is posted. Nobody is "
            "called for what they did themselves, and digests call nobody.",
            channel=channel,
        )
    return said(
        "Nobody is called in {channel}: a flagged drop shows its owner's name without a "
        "notification.",
        channel=channel,
    )


def _holidays(wants: ChannelWants) -> str:
    settings = wants.settings
    channel = f"<#{settings.channel}>"
    if settings.holidays is None:
        return said("Digests in {channel} go out on public holidays, too.", channel=channel)
    country = country_name(settings.holidays)
    return said(_ON_A_HOLIDAY[settings.on_holiday], channel=channel, country=country)


_IN_FORCE = {Wish.LANGUAGE: _language, Wish.MENTIONS: _mentions, Wish.HOLIDAYS: _holidays}


def _sends(answer: WishAnswer) -> list[str]:
    return [
        said(
            "The digest {schedule} — next: {next}",
            schedule=describe(digest.schedule),
            next=next_words(digest, later),
        )
        for digest, later in answer.digests
    ]


def next_words(digest: Subscription, later: Postponed | None) -> str:
    """When a digest goes out next and about what, and what a holiday makes of it."""
    zone = digest.schedule.zone
    words = said(
        "{time}, about {period}",
        time=when(digest.next_due, zone),
        period=Period.parse(digest.next_period).words(),
    )
    return postponed_words(words, later, zone) if later else words


def postponed_words(words: str, later: Postponed, zone: str) -> str:
    """A next send in words, and why it is later than on other days or skipped.

    Args:
        words: the send.
        later: what a holiday makes of it.
        zone: on whose clock the send after a skipped one is told.
    """
    if later.days:
        return counted(
            "{next} — a day later: {holiday}",
            "{next} — {n} days later: {holiday}",
            later.days,
            next=words,
            holiday=later.holiday,
        )
    return said(
        "{next} — skipped: {holiday}. Then: {then}",
        next=words,
        holiday=later.holiday,
        then=when(later.then.due, zone),
    )
