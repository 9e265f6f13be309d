"""What a recording form carries from one view to the next, and back with its submission."""

from __future__ import annotations

import json

import msgspec
from msgspec import Struct

from bot.desk.filling import Subject


class FormState(Struct, frozen=True, kw_only=True):
    """The text in a view's `private_metadata`: ids only, never what somebody filled in."""

    user: str
    """Whose form it is."""
    channel: str
    about: Subject | None = None
    """None before a KPI is chosen."""
    draft: str = ""
    """The form as it was reviewed last."""
    revision: int = 0
    """Of the figure that stood then."""

    def text(self) -> str:
        """As `private_metadata`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> FormState:
        """From `private_metadata`.

        Raises:
            ValueError: no form of ours carried that.
        """
        return _STATE.decode(text)


_STATE = msgspec.json.Decoder(FormState)


def channel_in(text: str) -> str:
    """The channel that the form of a `private_metadata` was opened in; "" where it names none."""
    return str(json.loads(text or "{}").get("channel", ""))
