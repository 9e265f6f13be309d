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
from storage.records import Delivery, DeliveryKind, DeliveryState

THERE, AGAIN = "delivery.there", "delivery.again"
FORM = "form.there"
LINK = "link"
"""The name of the form's input."""

_WHAT: Mapping[str, str] = {
    Purpose.DIGEST: "The digest",
    Purpose.OVERFLOW: "A part of the digest",
    Purpose.CASE: "A flagged drop",
    Purpose.CORRECTION: "A line about a correction",
    Purpose.RECOVERY: "News of a flagged drop",
    Purpose.NOTICE: "A direct message",
}
_EXTRACT = 80
"""Characters of a message that are quoted."""


def what(delivery: Delivery) -> str:
    """What a delivery is: "The digest", "An edit: a flagged drop"."""
    name = _WHAT.get(delivery.purpose, "A message")
    if delivery.kind is DeliveryKind.UPDATE:
        return f"An edit: {name[0].lower()}{name[1:]}"
    return name


def extract(delivery: Delivery) -> str:
    """The beginning of what a delivery says, as plain text."""
    first = str(delivery.payload.get("text", "")).partition("\n")[0]
    return first if len(first) <= _EXTRACT else f"{first[: _EXTRACT - 1]}…"


def question(delivery: Delivery) -> Message:
    """Asks whether a message is there, with a button for each answer."""
    tried = delivery.attempted_at or delivery.created_at
    where = "a thread in " if delivery.kind is DeliveryKind.REPLY else ""
    subject = f"{what(delivery)} for {where}<#{delivery.channel}>"
    paragraphs = (
        f"{subject} may or may not have been posted ({moment(tried)}): {unsure(delivery.error)}.",
        f"It begins: {escape(extract(delivery))}",
        "Please look whether it is there. What belongs to it waits for your answer.",
    )
    presses = (
        Press(label="It is there", action=THERE, value=delivery.id),
        Press(label="Post it again", action=AGAIN, value=delivery.id),
    )
    choices = "You can: " + " · ".join(press.label for press in presses)
    return Message(
        text=joined([*map(plain, paragraphs), choices]),
        blocks=(*sections(*paragraphs), actions(*presses)),
    )


def link_form(state: forms.State) -> dict[str, Any]:
    """Asks which message it is, so that it can be kept up to date."""
    return modal(
        Form(
            callback=FORM,
            title="It is there",
            submit="Done",
            body=sections(
                "With the message's link, KPI Bot can answer in its thread and keep it up to "
                "date. In the message's menu, choose *Copy link*."
            ),
            fields=(
                Field(
                    block=LINK,
                    label="Link to the message",
                    element=slackblocks.PlainTextInput(action_id=forms.INPUT, max_length=1000),
                    hint="Without it the message stays as it is, and what belongs to it is "
                    "posted beside it.",
                    optional=True,
                ),
            ),
            state=state.text(),
        )
    )


def settled(delivery: Delivery, by: str) -> Message:
    """What takes the place of the question once somebody answered it."""
    name = f"{what(delivery)} for <#{delivery.channel}>"
    if delivery.state is DeliveryState.SENT:
        said = "it is there. Nothing is posted again."
    else:
        said = "it is not there. It is posted again in a moment."
    return told(f"{name}: {escape(by)} says that {said}")
