"""Answers to a press, sent to its `response_url` after the press is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_sdk.webhook import WebhookClient

from bot.office import Office
from bot.views.blocks import Message


@dataclass(frozen=True)
class Private:
    """A new message for the person alone."""

    message: Message

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {
            "response_type": "ephemeral",
            "replace_original": False,
            **self.message.payload(),
        }


@dataclass(frozen=True)
class Replace:
    """The message pressed says this from now on."""

    message: Message

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {"replace_original": True, **self.message.payload()}


@dataclass(frozen=True)
class Public:
    """A new message for everybody in the channel."""

    message: Message

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {
            "response_type": "in_channel",
            "replace_original": False,
            **self.message.payload(),
        }


@dataclass(frozen=True)
class Delete:
    """The message pressed goes away."""

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {"delete_original": True}


Reply = Private | Replace | Public | Delete


def send(office: Office, response_url: str, reply: Reply) -> None:
    """Sends an answer once the press has been acknowledged."""
    if not response_url:
        return

    def post() -> None:
        answer = WebhookClient(response_url).send_dict(reply.body())
        if answer.status_code != 200:
            raise RuntimeError(f"response_url answered {answer.status_code}")

    office.later.do(post, what="response_url")
