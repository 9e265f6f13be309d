"""The demo's prompt: what one types is what one would type in Slack."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TextIO

from bot.delivery.pace import UNHURRIED
from bot.demo.clock import DemoClock
from bot.demo.forms import value_for
from bot.demo.leap import leap_to_next_digest
from bot.demo.screen import Pressable, Screen
from bot.demo.seed import CHANNEL, seed
from bot.manifest import read_manifest
from bot.program import Program
from bot.sandbox import NotPossibleError, Person, Sandbox, Seen, SeenView
from bot.sandbox.page import Lever, Page
from bot.sandbox.trouble import HELP as FAULTS
from bot.sandbox.trouble import TroubleError, script
from bot.server.http import HttpServer
from bot.server.web import build_web
from bot.settings import load_settings

HELP = """\
Type what you would type in Slack: /nps 1700 350 150, /kpi help, or a message.
  :press N          presses the button with that number
  :fill NAME TEXT   fills an input of the open form, :submit sends it, :close closes it
  :shortcut NAME    uses a shortcut of the lightning menu: record_kpi
  :as NAME          you are kim (admin), lee, ana, gus (guest) from now on
  :language NAME    your Slack speaks English, 한국어 or 繁體中文 from now on
  :in #channel      you are in #cs-team, #growth, #general, … from now on
  :digest           posts the digest of the channel now
  :next             moves the clock to the next digest that is due
  :fault NAME=FAULT lets a call or a delivery fail: chat.postMessage=drop-after
  :quit             ends the demo"""


def run(
    lines: TextIO, write: Callable[[str], None], *, interactive: bool, port: int | None
) -> None:
    """Runs the demo on lines typed or piped in, until they end or `:quit`.

    The same is served as a page on `port` of this machine, 0 for a free one; None serves none.
    Raises OSError where the port is taken.
    """
    clock = DemoClock()
    with ExitStack() as opened:
        slack, program = opened.enter_context(running(clock))
        demo = Demo(slack, program, clock, Screen(write, partial(_name_of, slack)))
        if port is not None:
            page = opened.enter_context(page_of(slack, program, clock, port))
            write(f"The demo in a browser: {page.url}\n")
        demo.begin(interactive=interactive)
        for line in _typed(lines, write, interactive=interactive):
            if line == ":quit":
                break
            demo.do(line)


@contextmanager
def running(clock: DemoClock) -> Iterator[tuple[Sandbox, Program]]:
    """A local Slack with the bot in it, half a year of figures and a digest; live by then."""
    with (
        tempfile.TemporaryDirectory(prefix="kpi-bot-demo-") as folder,
        Sandbox(read_manifest(), clock=clock) as slack,
        _served(slack, clock, Path(folder) / "demo.db") as program,
    ):
        yield slack, program


@contextmanager
def _served(slack: Sandbox, clock: DemoClock, database: Path) -> Iterator[Program]:
    """The bot behind a real HTTP server, on a database of its own."""
    environment = slack.settings_for_http("http://127.0.0.1:0/slack/events")
    settings = load_settings({**environment, "DATABASE_URL": f"sqlite:///{database}", "PORT": "0"})
    program = Program(settings, clock, pace=UNHURRIED)
    server = HttpServer(build_web(program.app, program.guard, program.ready), port=0, threads=4)
    slack.settings_for_http(f"http://127.0.0.1:{server.port}/slack/events")
    thread = Thread(target=server.run, name="http")
    thread.start()
    now = clock()
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


def page_of(slack: Sandbox, program: Program, clock: DemoClock, port: int) -> Page:
    """The demo as a page on a port of this machine, 0 for a free one, until it is closed."""
    leap = partial(leap_to_next_digest, program, slack, clock)
    return Page(
        slack, port=port, levers=(Lever("next", "Move the clock to the next digest", leap),)
    )


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

    def __init__(self, slack: Sandbox, program: Program, clock: DemoClock, screen: Screen) -> None:
        self._slack = slack
        self._program = program
        self._clock = clock
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
        else:
            self._screen.form_closed()

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

    def _as_it_stands(self, pressable: Pressable) -> Seen | SeenView:
        """What is behind a button: a message may have been edited since it was printed."""
        shown = pressable.where
        if isinstance(shown, SeenView):
            return shown
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
        value = text if control is None else value_for(self._slack, control, text)
        self._person.fill(modal, name, value)

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

    def close(self, rest: str) -> None:
        """`:close`."""
        del rest
        modal = self._person.modal
        if modal is not None:
            self._person.close(modal)

    def shortcut(self, rest: str) -> None:
        """`:shortcut NAME`."""
        self._say_notice(self._person.shortcut(rest).notice)

    def become(self, rest: str) -> None:
        """`:as NAME`."""
        self._slack.person(rest)
        self._name = rest
        self._screen.say(f"You are {rest} now, in {self._channel}.")

    def read_in(self, rest: str) -> None:
        """`:language NAME`."""
        locale = _LOCALES.get(rest.casefold())
        if locale is None:
            self._screen.say(f"Type one of {', '.join(_LOCALES)}.")
            return
        self._slack.workspace.change_user(self._name, locale=locale)
        self._screen.say(f"The Slack of {self._name} speaks {rest} now.")

    def enter(self, rest: str) -> None:
        """`:in #channel`."""
        self._person.sees(rest)
        self._channel = rest
        self._screen.say(f"You are in {rest} now.")

    def digest(self, rest: str) -> None:
        """`:digest`."""
        del rest
        self._say_notice(self._person.command(self._channel, "/kpi digest now").notice)

    def next(self, rest: str) -> None:
        """`:next`."""
        del rest
        self._screen.say(self._leap())

    def fault(self, rest: str) -> None:
        """`:fault NAME=FAULT`."""
        try:
            script(rest, self._slack.faults, self._slack.delivery_faults)
        except TroubleError as error:
            self._screen.say(f"{error}\n{FAULTS}")

    def _leap(self) -> str:
        return leap_to_next_digest(self._program, self._slack, self._clock)


_LOCALES = {"english": "en-US", "한국어": "ko-KR", "繁體中文": "zh-TW"}
"""What Slack calls the languages that people may read."""
_ACTS: dict[str, Callable[[Demo, str], None]] = {
    ":press": Demo.press,
    ":fill": Demo.fill,
    ":submit": Demo.submit,
    ":close": Demo.close,
    ":shortcut": Demo.shortcut,
    ":as": Demo.become,
    ":language": Demo.read_in,
    ":in": Demo.enter,
    ":digest": Demo.digest,
    ":next": Demo.next,
    ":fault": Demo.fault,
}
