"""How a channel wants what is posted there: its language, who is called, and holidays."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from bot.desk.answers import ChannelWants, WishAnswer
from bot.desk.asker import Asker, require_manager
from bot.desk.languages import language_in
from bot.desk.upcoming import plan_anew, postponed
from bot.desk.workspace import settled_workspace
from bot.questions import SetHolidays, SetLanguage, SetMentions, ShowWish, Wish
from kpi.language import phrase
from storage.records import SubscriptionState
from storage.tx import Tx


def wants(tx: Tx, asker: Asker) -> ChannelWants:
    """What the asker's channel wants."""
    return ChannelWants(
        settings=tx.channels.get(asker.team, asker.channel),
        language=language_in(tx, asker.team, asker.channel).code,
    )


def show_wish(tx: Tx, asker: Asker, question: ShowWish) -> WishAnswer:
    """What is in force."""
    return _answer(tx, asker, question.about)


def set_language(tx: Tx, asker: Asker, question: SetLanguage) -> WishAnswer:
    """The channel's digests and cases are in a language from the next one on, edits included.

    Raises:
        NotAllowed: the asker is no manager.
    """
    _set(tx, asker, language=question.code)
    return _answer(tx, asker, Wish.LANGUAGE)


def set_mentions(tx: Tx, asker: Asker, question: SetMentions) -> WishAnswer:
    """Flagged drops call their owner, or nobody, from the next one on.

    Raises:
        NotAllowed: the asker is no manager.
    """
    _set(tx, asker, mentions=question.mentions)
    return _answer(tx, asker, Wish.MENTIONS)


def set_holidays(tx: Tx, asker: Asker, question: SetHolidays) -> WishAnswer:
    """The channel's digests mind a country's public holidays, the next one included.

    Raises:
        NotAllowed: the asker is no manager.
    """
    _set(tx, asker, holidays=question.country, on_holiday=question.then)
    plan_anew(tx, asker.team, asker.channel, asker.now)
    return _answer(tx, asker, Wish.HOLIDAYS)


def _set(tx: Tx, asker: Asker, **wishes: Any) -> None:
    require_manager(tx, asker, phrase("change digests"))
    settled_workspace(tx, asker)
    before = tx.channels.get(asker.team, asker.channel)
    tx.channels.put(asker.team, replace(before, **wishes))


def _answer(tx: Tx, asker: Asker, about: Wish) -> WishAnswer:
    wanted = wants(tx, asker)
    running = (
        one
        for one in tx.subscriptions.of_channel(asker.team, asker.channel)
        if one.state is SubscriptionState.ACTIVE
    )
    return WishAnswer(
        about=about,
        wants=wanted,
        digests=tuple((one, postponed(one, wanted.settings)) for one in running),
    )
