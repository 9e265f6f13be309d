"""Answers to a press, sent to its `response_url` after the press is acknowledged."""

from __future__ import annotations

from typing import Any

import structlog
from msgspec import Struct
from slack_sdk.webhook import WebhookClient

from bot.office import Office
from bot.views.blocks import Message, without_charts

_log = structlog.get_logger(__name__)


class Private(Struct, frozen=True):
    """A new message for the person alone."""

    message: Message

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {
            "response_type": "ephemeral",
            "replace_original": False,
            **self.message.payload(),
        }


class Replace(Struct, frozen=True):
    """The message pressed says this from now on."""

    message: Message

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {"replace_original": True, **self.message.payload()}


class Public(Struct, frozen=True):
    """A new message for everybody in the channel."""

    message: Message

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {
            "response_type": "in_channel",
            "replace_original": False,
            **self.message.payload(),
        }


class Delete(Struct, frozen=True):
    """The message pressed goes away."""

    def body(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {"delete_original": True}


Reply = Private | Replace | Public | Delete


def send(office: Office, response_url: str, reply: Reply) -> None:
    """Sends an answer once the press has been acknowledged."""
    if response_url:
        send_body(office, response_url, reply.body())


def send_body(office: Office, response_url: str, body: dict[str, Any]) -> None:
    """Sends an answer in Slack's form, without its charts where Slack refuses it with them."""

    def post() -> None:
        answer = WebhookClient(response_url).send_dict(body)
        plain = list(without_charts(body.get("blocks", ())))
        if answer.status_code != 200 and len(plain) < len(body.get("blocks", ())):
            _log.info("charts_refused", error=answer.body)
            answer = WebhookClient(response_url).send_dict({**body, "blocks": plain})
        if answer.status_code != 200:
            raise RuntimeError(f"response_url answered {answer.status_code}")

    office.later.do(post, what="response_url")
