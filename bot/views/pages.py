"""A message that may be too long for one: its root, and what moved into the thread."""

from __future__ import annotations

from msgspec import Struct

from bot.views.blocks import Message
from bot.views.layout import told
from kpi.language import said


class Pages(Struct, frozen=True, kw_only=True):
    """A root message and the replies that carry on, in order."""

    root: Message
    overflow: tuple[Message, ...] = ()


def moved_up() -> Message:
    """What a reply says whose lines have room further up by now."""
    return told(said("These lines stand further up now."))
