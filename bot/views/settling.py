"""A message that may or may not have been posted: what a person is asked, and told then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import slackblocks

from bot.delivery.purpose import Purpose
from bot.delivery.words import unsure
from bot.views import forms
from bot.views.blocks import Field, Form, Message, Press, actions, escape, joined, modal, plain
from bot.views.layout import sections, told
from bot.views.moments import moment
from kpi.language import phrase, said
from storage.records import Delivery, DeliveryKind, DeliveryState

THERE, AGAIN = "delivery.there", "delivery.again"
FORM = "form.there"
LINK = "link"
"""The name of the form's input."""

_WHAT: Mapping[str, str] = {
    Purpose.DIGEST: phrase("The digest"),
    Purpose.OVERFLOW: phrase("A part of the digest"),
    Purpose.CASE: phrase("A flagged drop"),
    Purpose.CORRECTION: phrase("A line about a correction"),
    Purpose.RECOVERY: phrase("News of a flagged drop"),
    Purpose.NOTICE: phrase("A direct message"),
}
_EDIT: Mapping[str, str] = {
    Purpose.DIGEST: phrase("An edit: the digest"),
    Purpose.OVERFLOW: phrase("An edit: a part of the digest"),
    Purpose.CASE: phrase("An edit: a flagged drop"),
    Purpose.CORRECTION: phrase("An edit: a line about a correction"),
    Purpose.RECOVERY: phrase("An edit: news of a flagged drop"),
    Purpose.NOTICE: phrase("An edit: a direct message"),
}
_MESSAGE, _EDITED = phrase("A message"), phrase("An edit: a message")
_UNSURE = phrase("{what} for {channel} may or may not have been posted ({time}): {why}.")
_UNSURE_IN_THREAD = phrase(
    "{what} for a thread in {channel} may or may not have been posted ({time}): {why}."
)
_THERE = phrase("{what} for {channel}: {person} says that it is there. Nothing is posted again.")
_NOT_THERE = phrase(
    "{what} for {channel}: {person} says that it is not there. It is posted again in a moment."
)
_EXTRACT = 80
"""Characters of a message that are quoted."""


def what(delivery: Delivery) -> str:
    """What a delivery is: "The digest", "An edit: a flagged drop"."""
    if delivery.kind is DeliveryKind.UPDATE:
        return said(_EDIT.get(delivery.purpose, _EDITED))
    return said(_WHAT.get(delivery.purpose, _MESSAGE))


def extract(delivery: Delivery) -> str:
    """The beginning of what a delivery says, as plain text."""
    first = str(delivery.payload.get("text", "")).partition("\n")[0]
    return first if len(first) <= _EXTRACT else f"{first[: _EXTRACT - 1]}…"


def question(delivery: Delivery) -> Message:
    """Asks whether a message is there, with a button for each answer."""
    tried = delivery.attempted_at or delivery.created_at
    in_thread = delivery.kind is DeliveryKind.REPLY
    paragraphs = (
        said(
            _UNSURE_IN_THREAD if in_thread else _UNSURE,
            what=what(delivery),
            channel=f"<#{delivery.channel}>",
            time=moment(tried),
            why=unsure(delivery.error),
        ),
        said("It begins: {text}", text=escape(extract(delivery))),
        said("Please look whether it is there. What belongs to it waits for your answer."),
    )
    presses = (
        Press(label=said("It is there"), action=THERE, value=delivery.id),
        Press(label=said("Post it again"), action=AGAIN, value=delivery.id),
    )
    choices = said("You can: {choices}", choices=" · ".join(press.label for press in presses))
    return Message(
        text=joined([*map(plain, paragraphs), choices]),
        blocks=(*sections(*paragraphs), actions(*presses)),
    )


def link_form(state: forms.State) -> dict[str, Any]:
    """Asks which message it is, so that it can be kept up to date."""
    return modal(
        Form(
            callback=FORM,
            title=said("It is there"),
            submit=said("Done"),
            body=sections(
                said(
                    "With the message's link, KPI Bot can answer in its thread and keep it up to "
                    "date. In the message's menu, choose *Copy link*."
                )
            ),
            fields=(
                Field(
                    block=LINK,
                    label=said("Link to the message"),
                    element=slackblocks.PlainTextInput(action_id=forms.INPUT, max_length=1000),
                    hint=said(
                        "Without it the message stays as it is, and what belongs to it is "
                        "posted beside it."
                    ),
                    optional=True,
                ),
            ),
            state=state.text(),
        )
    )


def settled(delivery: Delivery, by: str) -> Message:
    """What takes the place of the question once somebody answered it."""
    is_there = delivery.state is DeliveryState.SENT
    return told(
        said(
            _THERE if is_there else _NOT_THERE,
            what=what(delivery),
            channel=f"<#{delivery.channel}>",
            person=escape(by),
        )
    )
