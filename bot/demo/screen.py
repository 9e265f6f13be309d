"""What the demo prints: messages as text, with their buttons numbered."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from msgspec import Struct

from bot.demo.forms import input_lines, said_in
from bot.sandbox import Control, Person, Seen, SeenView

_MENTION = re.compile(r"<[#@](\w+)(?:\|[^>]*)?>")
_DATE = re.compile(r"<!date[^|>]*\|([^>]*)>")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")


class Pressable(Struct, frozen=True):
    """A numbered control on the screen."""

    where: Seen | SeenView
    control: Control


class Screen:
    """Prints what is new for a person and numbers what can be pressed."""

    def __init__(self, write: Callable[[str], None], names: Callable[[str], str]) -> None:
        """Take where to print, and what a channel's or person's id is called."""
        self._write = write
        self._names = names
        self._shown: dict[tuple[str, str, str], str] = {}
        self._buttons: list[Pressable] = []
        self._form: SeenView | None = None

    def say(self, text: str) -> None:
        """Prints a line of the demo's own."""
        self._write(text)

    def button(self, number: int) -> Pressable | None:
        """What stands behind a number on the screen."""
        return self._buttons[number - 1] if 1 <= number <= len(self._buttons) else None

    def show_new(self, person: Person, viewer: str, channel: str) -> None:
        """Prints what the person sees in a channel and its threads and has not been shown."""
        for message in person.sees(channel):
            self._message(message, viewer, channel, indent="")
            for reply in person.sees(channel, thread_ts=message.ts):
                if reply.ts != message.ts:
                    self._message(reply, viewer, channel, indent="    ")

    def show_form(self, view: SeenView) -> None:
        """Prints an open form, unless it stands on the screen already."""
        if self._form is not None and (view.id, view.blocks) == (self._form.id, self._form.blocks):
            return
        self._form = view
        self.say(f"-- form: {view.title} --")
        for text in said_in(view):
            for line in spoken(text, self._names).splitlines():
                self.say(f"   {line}")
        for line in input_lines(view):
            self.say(f"   {line}")
        self._number(view, indent="   ")
        self.say(f"   :submit    ({view.submit})" if view.submit else "   :close")

    def form_closed(self) -> None:
        """No form is open: the next one is printed, whatever it is."""
        self._form = None

    def _message(self, message: Seen, viewer: str, channel: str, *, indent: str) -> None:
        key = (viewer if message.is_ephemeral else "", message.channel, message.ts)
        if self._shown.get(key) == message.text:
            return
        edited = " (edited)" if key in self._shown else ""
        self._shown[key] = message.text
        private = " (only you see this)" if message.is_ephemeral else ""
        self.say(f"{indent}[{channel}] {message.author}{private}{edited}:")
        for line in spoken(message.text, self._names).splitlines():
            self.say(f"{indent}  {line}")
        self._number(message, indent=f"{indent}  ")
        self.say("")

    def _number(self, where: Seen | SeenView, *, indent: str) -> None:
        """Prints the buttons of a message or a form with a number each."""
        numbered = []
        for control in where.controls:
            if control.kind == "button":
                self._buttons.append(Pressable(where, control))
                numbered.append(f"[{len(self._buttons)}] {control.label}")
        if numbered:
            self.say(f"{indent}{'  '.join(numbered)}")


def spoken(text: str, names: Callable[[str], str]) -> str:
    """A message's text as a person reads it."""
    named = _MENTION.sub(lambda match: names(match[1]), text)
    return html.unescape(_DATE.sub(r"\1", _LINK.sub(r"\2", named)))
