"""A person's word on a message that the bot cannot look for by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.desk.asker import Asker, is_manager
from bot.desk.errors import NotAllowed, NotFound, Refused
from bot.desk.refresh import after_sent
from kpi.language import phrase, said
from kpi.lists import sentences
from storage.records import Delivery, DeliveryState
from storage.tx import Tx

_LINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d{10})(?P<rest>\d{6})\b")
_TS = re.compile(r"\d{10}\.\d{6}")

_STANDING = {
    DeliveryState.SENT: phrase("It is posted."),
    DeliveryState.DEAD: phrase("It was given up."),
    DeliveryState.DUE: phrase("It is on its way."),
    DeliveryState.SUPERSEDED: phrase("A newer edit took its place."),
}


def it_is_there(tx: Tx, asker: Asker, delivery_id: str, link: str) -> Delivery:
    """The delivery, posted as somebody says; `link` is the message's, or "".

    Raises:
        NotFound: there is no such delivery here.
        NotAllowed: the asker is neither its owner nor a manager.
        Refused: it is settled already, or the link leads elsewhere.
    """
    return posted(tx, _asked_about(tx, asker, delivery_id), link)


def post_again(tx: Tx, asker: Asker, delivery_id: str) -> Delivery:
    """The delivery, due again as somebody says that it is not there.

    Raises:
        NotFound: there is no such delivery here.
        NotAllowed: the asker is neither its owner nor a manager.
        Refused: it is settled already.
    """
    return again(tx, _asked_about(tx, asker, delivery_id))


def may_settle(tx: Tx, asker: Asker, delivery_id: str) -> None:
    """Lets those pass whose word counts on an unknown delivery.

    Raises:
        NotFound: there is no such delivery here.
        NotAllowed: the asker is neither its owner nor a manager.
        Refused: it is settled already.
    """
    _asked_about(tx, asker, delivery_id)


def posted(tx: Tx, delivery: Delivery, link: str) -> Delivery:
    """An unknown or dead delivery, posted on a person's word.

    `link` is the message's permalink or timestamp; "" where nobody says which message it is: then
    it is never edited, and replies to it are posted beside it.

    Raises:
        Refused: it is in another state, or the link leads elsewhere.
    """
    ts = _ts_of(delivery, link.strip())
    channel = delivery.sent_channel or delivery.channel
    kept = tx.deliveries.attested(delivery.team, delivery.id, ts, channel, tx.now)
    if not ts:
        tx.deliveries.supersede_updates(delivery.team, delivery.id)
    found = _settled(tx, delivery, kept)
    after_sent(tx, found)
    return found


def again(tx: Tx, delivery: Delivery) -> Delivery:
    """An unknown or dead delivery, due again on a person's word, with all that died with it.

    Raises:
        Refused: it is in another state.
    """
    kept = tx.deliveries.again(delivery.team, delivery.id, tx.now)
    return _settled(tx, delivery, kept)


def dropped(tx: Tx, delivery: Delivery) -> Delivery:
    """An unknown or dead delivery, given up on a person's word.

    Raises:
        Refused: it is in another state.
    """
    kept = tx.deliveries.drop(delivery.team, delivery.id, tx.now)
    return _settled(tx, delivery, kept)


Settle = Callable[[Tx, Delivery], Delivery]
"""What becomes of a delivery on a person's word."""


def _asked_about(tx: Tx, asker: Asker, delivery_id: str) -> Delivery:
    delivery = tx.deliveries.get(asker.team, delivery_id)
    if delivery is None:
        raise NotFound(said("There is no such message here."))
    if delivery.owner != asker.user and not is_manager(tx, asker):
        raise NotAllowed(said("Only whoever set this digest up and managers may settle this."))
    if delivery.state is not DeliveryState.UNKNOWN:
        raise Refused(_already(delivery))
    return delivery


def _settled(tx: Tx, before: Delivery, kept: bool) -> Delivery:  # noqa: FBT001 - storage's answer
    delivery = tx.deliveries.get(before.team, before.id)
    if delivery is None or not kept:
        raise Refused(_already(delivery or before))
    return delivery


def _already(delivery: Delivery) -> str:
    standing = _STANDING.get(delivery.state)
    if standing is None:
        return said("It is being sent or looked for at this moment. Try again in a minute.")
    return sentences(said("This was settled meanwhile."), said(standing))


def _ts_of(delivery: Delivery, link: str) -> str:
    if not link or _TS.fullmatch(link):
        return link
    found = _LINK.search(link)
    if found is None:
        raise Refused(
            said("This is no link to a message. Choose Copy link in its menu."), field="link"
        )
    if found["channel"] != (delivery.sent_channel or delivery.channel):
        raise Refused(said("This link leads to another channel."), field="link")
    return f"{found['seconds']}.{found['rest']}"
