"""Which language a channel keeps to."""

from __future__ import annotations

from msgspec.structs import replace

from bot.desk.languages import language_in
from bot.language import language
from kpi.language import speaking
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, TEAM, Desk


def code_of(desk: Desk) -> str:
    return desk.store.read(lambda tx: language_in(tx, TEAM, CHANNEL).code)


def test_a_channel_keeps_to_the_language_its_first_digest_was_set_up_in(desk: Desk) -> None:
    with speaking(language("ko")):
        desk.say("kim", "/kpi digest weekly mon 09:00 nps")
    desk.say("lee", "/kpi digest monthly 3 09:00 mrr")
    assert code_of(desk) == "ko"


def test_a_second_digest_leaves_the_language_of_one_from_before_there_were_settings(
    desk: Desk,
) -> None:
    def forget(tx: Tx) -> None:
        tx.channels.put(TEAM, replace(tx.channels.get(TEAM, CHANNEL), language=None))

    desk.say("kim", "/kpi digest weekly mon 09:00 nps")
    desk.store.write(forget)
    with speaking(language("ko")):
        desk.say("lee", "/kpi digest monthly 3 09:00 mrr")
    assert code_of(desk) == "en"
