"""Every request is answered in the language of the person it is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.handlers.payload import read
from bot.handlers.workspace import find_workspace
from bot.language import language
from bot.office import Office
from kpi.language import ENGLISH, speaking


@contextmanager
def answering(office: Office, body: Mapping[str, Any]) -> Iterator[None]:
    """Says everything within in the language of whoever sent a payload."""
    team, user = read(find_workspace, body), read(_sender, body)
    code = office.readers.code(team, user) if team and user else ENGLISH.code
    with speaking(language(code)):
        yield


def _sender(body: Mapping[str, Any]) -> str:
    """The user id in a command, an interaction or an event; "" where nobody did it."""
    event = body.get("event")
    named = body.get("user_id") or (event if isinstance(event, Mapping) else body).get("user")
    found = named.get("id") if isinstance(named, Mapping) else named
    return found if isinstance(found, str) else ""
