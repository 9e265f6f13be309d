"""In which language messages are said that somebody else reads than the person who acts."""

from __future__ import annotations

from msgspec.structs import replace

from bot.desk.asker import Asker
from bot.language import language, language_of
from kpi.language import ENGLISH, Language, spoken
from storage.tx import Tx


def language_in(tx: Tx, team: str, channel: str) -> Language:
    """What everybody in a channel reads: its setting, or as whoever set up its digest reads.

    In a channel without either, the language spoken now.
    """
    if code := tx.channels.get(team, channel).language:
        return language(code)
    for digest in tx.subscriptions.of_channel(team, channel):
        return language_to(tx, team, digest.set_by)
    return spoken()


def settle_language(tx: Tx, asker: Asker) -> None:
    """A channel without a setting keeps to the language that it reads now: its first digest's."""
    settings = tx.channels.get(asker.team, asker.channel)
    if settings.language is None:
        code = language_in(tx, asker.team, asker.channel).code
        tx.channels.put(asker.team, replace(settings, language=code))


def language_to(tx: Tx, team: str, user: str) -> Language:
    """What somebody reads; English for people whom nobody has met."""
    person = tx.people.get(team, user)
    return language_of(person.locale) if person is not None else ENGLISH
