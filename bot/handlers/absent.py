"""Requests from workspaces that no longer have the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.handlers.respond import Private, send
from bot.handlers.speaking import answering
from bot.office import Office
from bot.views.layout import told
from kpi.language import phrase, said

_SENTENCE = phrase(
    "KPI Bot is not installed in this workspace any more, so it neither records nor answers. Ask "
    "whoever runs it for the install link; everything is back once it is installed again."
)


def refuse(office: Office, body: Mapping[str, Any]) -> dict[str, Any] | str:
    """What the request is answered with; a press is told by its `response_url`."""
    with answering(office, body):
        message = told(said(_SENTENCE))
    if "command" in body:
        return {"response_type": "ephemeral", **message.payload()}
    send(office, body.get("response_url") or "", Private(message))
    return ""
