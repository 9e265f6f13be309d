"""The demo's prompt: what one types is what one would type in Slack."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TextIO

from bot.delivery.pace import Pace
from bot.demo.clock import DemoClock
from bot.demo.screen import Pressable, Screen
from bot.demo.seed import CHANNEL, seed
from bot.manifest import read_manifest
from bot.program import Program
from bot.sandbox import NotPossibleError, Person, Sandbox, Seen
from bot.server.http import HttpServer
from bot.server.web import build_web
from bot.settings import load_settings

HELP = """\
Type what you would type in Slack: /nps 1700 350 150, /kpi help, or a message.
  :press N          presses the button with that number
  :fill NAME TEXT   fills an input of the open form, :submit sends it
  :as NAME          you are kim (admin), lee, ana, gus (guest) from now on
  :in #channel      you are in #cs-team, #growth, #general, … from now on
  :digest           posts the digest of the channel now
  :quit             ends the demo"""


def run(lines: TextIO, write: Callable[[str], None], *, interactive: bool) -> None:
    """Runs the demo on lines typed or piped in, until they end or `:quit`."""
    clock = DemoClock()
    with (
        tempfile.TemporaryDirectory(prefix="kpi-bot-demo-") as folder,
        Sandbox(read_manifest(), clock=clock) as slack,
        _running(slack, clock, Path(folder) / "demo.db") as program,
    ):
        demo = Demo(slack, program, Screen(write, partial(_name_of, slack)))
        demo.begin(interactive=interactive)
        for line in _typed(lines, write, interactive=interactive):
            if line == ":quit":
                break
            demo.do(line)


@contextmanager
def _running(slack: Sandbox, clock: DemoClock, database: Path) -> Iterator[Program]:
    """The bot behind a real HTTP server, on a database of its own."""
    environment = slack.settings_for_http("http://127.0.0.1:0/slack/events")
    settings = load_settings({**environment, "DATABASE_URL": f"sqlite:///{database}", "PORT": "0"})
    program = Program(settings, clock, pace=Pace(timedelta(0)))
    server = HttpServer(build_web(program.app, program.ready), port=0, threads=4)
    slack.settings_for_http(f"http://127.0.0.1:{server.port}/slack/events")
    thread = Thread(target=server.run, name="http")
    thread.start()
    now = datetime.now(UTC)
    clock.set(now - timedelta(days=14))
    program.start()
    try:
        program.settle()
        seed(program, slack, clock, now)
        yield program
    finally:
        server.stop()
        thread.join()
        program.stop()


def _name_of(slack: Sandbox, identifier: str) -> str:
    """`#cs-team` or `@lee`, from an id in a message."""
    channel = slack.world.channels.get(identifier)
    if channel is not None:
        return f"#{channel.name}" if channel.name else "a direct message"
    user = slack.world.users.get(identifier)
    return f"@{user.name}" if user is not None else identifier


def _typed(lines: TextIO, write: Callable[[str], None], *, interactive: bool) -> Iterator[str]:
    while True:
        if interactive:
            write("> ")
        line = lines.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


class Demo:
    """One person at a time in the sandbox, moved by typed lines."""

    def __init__(self, slack: Sandbox, program: Program, screen: Screen) -> None:
        self._slack = slack
        self._program = program
        self._screen = screen
        self._name = "kim"
        self._channel = CHANNEL

    def begin(self, *, interactive: bool) -> None:
        """Shows where one is and what stands there."""
        if interactive:
            self._screen.say(HELP)
            self._screen.say("")
        self._look()

    def do(self, line: str) -> None:
        """Carries out one line and shows what came of it."""
        if not line.startswith(":"):
            self._screen.say(f"{self._name}> {line}")
        try:
            self._act(line)
        except NotPossibleError as error:
            self._screen.say(f"Slack would not let you: {error}.")
        self._look()

    def _act(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if line.startswith("/"):
            self._say_notice(self._person.command(self._channel, line).notice)
        elif word in _ACTS:
            _ACTS[word](self, rest.strip())
        elif line.startswith(":"):
            self._screen.say(f"There is no {word}.\n{HELP}")
        else:
            self._person.post(self._channel, line)

    @property
    def _person(self) -> Person:
        return self._slack.person(self._name)

    def _look(self) -> None:
        if not self._program.settle():
            self._screen.say("(something is still on its way)")
        self._slack.settle()
        try:
            self._screen.show_new(self._person, self._name, self._channel)
        except NotPossibleError as error:
            self._screen.say(f"Slack would not let you: {error}.")
        modal = self._person.modal
        if modal is not None:
            self._screen.show_form(modal)

    def _say_notice(self, notice: str) -> None:
        if notice:
            self._screen.say(notice)

    def press(self, rest: str) -> None:
        """`:press N`."""
        found = self._screen.button(int(rest)) if rest.isdecimal() else None
        if found is None:
            self._screen.say("There is no such button. Write the number shown: :press 1")
            return
        control = found.control
        reaction = self._person.press(
            self._as_it_stands(found), control.action_id, value=control.value
        )
        self._say_notice(reaction.notice)

    def _as_it_stands(self, pressable: Pressable) -> Seen:
        """The message behind a button: it may have been edited since it was printed."""
        shown = pressable.where
        thread = shown.thread_ts if shown.thread_ts != shown.ts else None
        here = self._person.sees(self._channel, thread_ts=thread)
        return next((one for one in here if one.ts == shown.ts), shown)

    def fill(self, rest: str) -> None:
        """`:fill NAME TEXT`."""
        name, _, text = rest.partition(" ")
        modal = self._person.modal
        if modal is None:
            self._screen.say("There is no open form.")
            return
        control = next((one for one in modal.controls if one.block_id == name), None)
        if control is not None and control.kind == "users_select":
            text = self._slack.person(text.removeprefix("@")).id
        self._person.fill(modal, name, text)

    def submit(self, rest: str) -> None:
        """`:submit`."""
        del rest
        modal = self._person.modal
        if modal is None:
            self._screen.say("There is no open form.")
            return
        reaction = self._person.submit(modal)
        for field, wrong in reaction.errors.items():
            self._screen.say(f"   {field}: {wrong}")
        self._say_notice(reaction.notice)

    def become(self, rest: str) -> None:
        """`:as NAME`."""
        self._slack.person(rest)
        self._name = rest
        self._screen.say(f"You are {rest} now, in {self._channel}.")

    def enter(self, rest: str) -> None:
        """`:in #channel`."""
        self._person.sees(rest)
        self._channel = rest
        self._screen.say(f"You are in {rest} now.")

    def digest(self, rest: str) -> None:
        """`:digest`."""
        del rest
        self._say_notice(self._person.command(self._channel, "/kpi digest now").notice)


_ACTS: dict[str, Callable[[Demo, str], None]] = {
    ":press": Demo.press,
    ":fill": Demo.fill,
    ":submit": Demo.submit,
    ":as": Demo.become,
    ":in": Demo.enter,
    ":digest": Demo.digest,
}
