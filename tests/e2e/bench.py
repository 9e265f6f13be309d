"""The whole program against the local stand-in for Slack, on a clock that the test moves."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.program import Program
from bot.sandbox import Control, Person, Reaction, Sandbox, Seen, SeenView
from bot.sandbox.limits import message_refusal
from bot.sandbox.model import Channel, Json, Message, View
from bot.sandbox.payloads import Scene, command_form, message_actions, submission
from bot.sandbox.seen import seen_message
from bot.sandbox.sight import may_see, reaction_since
from bot.sandbox.signed_http import SignedHttp
from bot.sandbox.transport import Kind, Outcome
from bot.views import forms
from kpi import Entry
from kpi.period import Period
from storage.engines import driver as sqlite3
from storage.records import Action, Case, FigureKey, NewObservation, Observation
from storage.tx import Tx

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""Wednesday of week 47: 10:00 in Seoul. The last complete week is W46, the last month October."""
CHANNEL = "#cs-team"
MEMBERS = ("kim", "lee", "ana")
ABOUT_THE_ASKER = frozenset({"request", "person", "home", "alembic_version"})
"""Tables that anything may write to: that it was delivered, who did it, what Home shows them."""

Rows = dict[str, list[Any]]


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Bench:
    """People in the sandbox, the bot that answers them, and what is stored."""

    slack: Sandbox
    clock: Clock
    program: Program
    database: Path
    logged: list[Any]
    """What the program logged so far."""
    rooms: int = field(default=0, init=False)

    # -- people ----------------------------------------------------------------------------

    def command(self, user: str, line: str, channel: str = CHANNEL) -> Reaction:
        """Somebody types a command; everything that follows from it has happened."""
        return self._done(user, lambda: self.slack.person(user).command(channel, line))

    def type_(self, user: str, line: str, channel: str = CHANNEL) -> str:
        """The text of the one answer to a command."""
        reaction = self.command(user, line, channel)
        assert reaction.error is None, reaction.notice
        return reaction.messages[0].text

    def press(
        self, user: str, label: str, *, where: Seen | None = None, value: str | None = None
    ) -> Reaction:
        """Somebody presses the newest button of that label that they see (or one in `where`)."""
        seen, control = self.button(user, label, where=where, value=value)
        return self._done(user, lambda: self._pressed(self.slack.person(user), seen, control))

    def button(
        self, user: str, label: str, *, where: Seen | None = None, value: str | None = None
    ) -> tuple[Seen, Control]:
        """The button, and the message it stands in."""
        for message in [where] if where else reversed(self.sight(user)):
            for control in message.controls:
                if control.label.startswith(label) and value in (None, control.value):
                    return message, control
        raise AssertionError(f"{user} sees no button {label}")

    def submit(self, user: str, **values: Any) -> Reaction:
        """Somebody fills in the open form and sends it."""
        return self._done(user, lambda: self.slack.person(user).submit(self.form(user), values))

    def form(self, user: str) -> SeenView:
        """The form that is open before somebody."""
        view = self.slack.person(user).modal
        assert view is not None, f"{user} sees no form"
        return view

    def opens_home(self, user: str) -> SeenView:
        """Home as somebody sees it once they have opened it."""
        self._done(user, self.slack.person(user).open_home)
        return self.home(user)

    def home(self, user: str) -> SeenView:
        """Home as it stands before somebody."""
        view = self.slack.person(user).home
        assert view is not None, f"{user} was never shown Home"
        return view

    def uses_home(
        self, user: str, action: str, *, value: str | None = None, choose: str | None = None
    ) -> Reaction:
        """Somebody presses a button of their Home, or chooses in one of its menus."""
        person, view = self.slack.person(user), self.home(user)
        return self._done(user, lambda: person.press(view, action, value=value, choose=choose))

    def reply(self, user: str, text: str, to: Seen) -> Reaction:
        """Somebody writes into the thread that a message stands in."""
        person, thread = self.slack.person(user), to.thread_ts or to.ts
        return self._done(user, lambda: person.post(self._name(to.channel), text, thread_ts=thread))

    def sight(self, user: str) -> list[Seen]:
        """Every message somebody sees, threads included, in the order they were posted."""
        found = [
            message
            for channel in self._channels_of(user)
            for message in self.in_channel(user, channel)
        ]
        return sorted(found, key=lambda message: float(message.ts))

    def in_channel(self, user: str, channel: str = CHANNEL) -> list[Seen]:
        """What somebody sees in a channel, threads included, in the order it was posted."""
        world, viewer = self.slack.world, self.id_of(user)
        with world.lock:
            place = self._place(user, channel)
            return [
                seen_message(world, message)
                for message in place.messages
                if may_see(place, message, viewer) and not message.is_tombstone
            ]

    def posts(self, channel: str = CHANNEL) -> list[Seen]:
        """What the bot posted for everybody in a channel, no thread."""
        bot = self.slack.workspace.installation.bot_user
        return [
            message
            for message in self.slack.person("kim").sees(channel)
            if message.user == bot and not message.is_ephemeral
        ]

    def thread(self, of: Seen, user: str = "kim") -> list[Seen]:
        """The replies below a message."""
        found = self.slack.person(user).sees(self._name(of.channel), thread_ts=of.ts)
        return [message for message in found if message.ts != of.ts]

    def direct(self, user: str) -> list[str]:
        """What the bot wrote to somebody directly."""
        return [message.text for message in self.slack.person(user).sees("@bot")]

    def private(self, user: str) -> list[str]:
        """What only this person was shown, wherever it was, in the order it came."""
        viewer = self.id_of(user)
        return [message.text for message in self.said() if message.only_for == viewer]

    def again(self, message: Seen, user: str = "kim") -> Seen:
        """The same message as it stands now."""
        channel = self.in_channel(user, self._name(message.channel))
        return next(one for one in channel if one.ts == message.ts)

    def room(self, *members: str, bot: bool = True) -> str:
        """A new channel with these people."""
        world = self.slack.world
        inside = [self.slack.person(member).id for member in members or MEMBERS]
        if bot:
            inside.append(self.slack.workspace.installation.bot_user)
        with world.lock:
            self.rooms += 1
            room = Channel(
                id=world.next_id("C"),
                team_id=self.team,
                name=f"room-{self.rooms}",
                creator=inside[0],
                created=world.seconds(),
                members=inside,
            )
            world.channels[room.id] = room
        return f"#{room.name}"

    # -- deliveries by hand: what Slack's client would not let anybody do ---------------------

    def deliver(self, kind: Kind, payload: Json) -> Outcome:
        """Deliver a payload of the test's making, and let everything follow from it."""
        outcome = self.slack._deliverer.deliver(kind, payload)
        self.settle()
        return outcome

    def press_by_hand(self, user: str, seen: Seen, control: Control) -> Reaction:
        """A press of a button that is gone by now, or stands in somebody else's message."""
        world = self.slack.world
        message = Message(
            ts=seen.ts,
            channel=seen.channel,
            user=seen.user,
            text=seen.text,
            blocks=list(seen.blocks),
            only_for=self.id_of(user) if seen.is_ephemeral else None,
        )
        action = {
            "type": "button",
            "action_id": control.action_id,
            "block_id": control.block_id,
            "value": control.value,
            "action_ts": world.next_ts(),
        }
        with world.lock:
            place = world.channels[seen.channel]
            payload = message_actions(self.scene(user), place, message, action)
        return self._done(user, lambda: _acked(self.deliver("interactive", payload)))

    def command_form(self, user: str, line: str, channel: str = CHANNEL) -> Json:
        """The payload of a command."""
        name, _, text = line.partition(" ")
        world = self.slack.world
        with world.lock:
            place = world.channels[self.slack.workspace.channel_id(channel)]
            return command_form(self.scene(user), place, name, text)

    def submission_of(self, user: str, callback: str, value: str, **entered: Any) -> Json:
        """The payload of a form that the bot never opened for this person."""
        world = self.slack.world
        with world.lock:
            body = {
                "type": "modal",
                "title": {"type": "plain_text", "text": "Form"},
                "callback_id": callback,
                "private_metadata": forms.State(value=value, response_url="").text(),
                "blocks": [],
            }
            view = View(world.next_id("V"), self.team, self.id_of(user), "B1", body, "1", "V1")
            payload = submission(self.scene(user), view)
        payload["view"]["state"] = {
            "values": {name: {"value": state} for name, state in entered.items()}
        }
        return payload

    def scene(self, user: str) -> Scene:
        """Somebody in the workspace, for payloads."""
        world = self.slack.world
        installation = self.slack.workspace.installation
        return Scene(world, installation, world.users[self.id_of(user)])

    def id_of(self, user: str) -> str:
        """A user id; "bot" is the bot itself."""
        if user == "bot":
            return self.slack.workspace.installation.bot_user
        return self.slack.person(user).id

    # -- time --------------------------------------------------------------------------------

    def at(self, instant: datetime) -> None:
        """The clock shows an instant, the heartbeat beats, and what follows has happened."""
        self.clock.now = instant
        self.beat()

    def beat(self) -> None:
        """One heartbeat."""
        self.program.tick()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way, in either direction."""
        # A message may cause an event, and the event a message.
        for _ in range(2):
            assert self.program.settle(), "something is still on its way to Slack"
            self.slack.settle()

    # -- what is stored ----------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where the bot takes Slack's requests."""
        transport = self.slack._deliverer.transport
        assert isinstance(transport, SignedHttp), "it is connected over Socket Mode"
        return transport.request_url

    @property
    def team(self) -> str:
        """The workspace's id."""
        return self.slack.workspace.installation.team_id

    def stored(self, ignoring: frozenset[str] = frozenset()) -> Rows:
        """Every row of the database, but who asked and that they asked."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = {name for (name,) in names} - ABOUT_THE_ASKER - ignoring
            return {
                table: sorted(database.execute(f'SELECT * FROM "{table}"'), key=repr)
                for table in tables
            }

    def figure(self, number: int) -> Observation:
        """A figure as it stands."""
        found = self.program.store.read(lambda tx: tx.observations.by_number(self.team, number))
        assert found is not None, f"there is no K-{number}"
        return found

    def revisions(self, number: int) -> tuple[Observation, ...]:
        """A figure's revisions, oldest first."""
        return self.program.store.read(lambda tx: tx.observations.revisions(self.team, number))

    def held(self, key: FigureKey) -> Observation | None:
        """What is stored for a KPI, segment and period."""
        return self.program.store.read(lambda tx: tx.observations.latest(self.team, key))

    def knows_segment(self, name: str) -> None:
        """Something was recorded for a segment long ago."""
        key = FigureKey(kpi="pageviews", period=Period.parse("2020-01"), segment=name)
        figure = NewObservation(
            key=key,
            entry=Entry("pageviews", "count", {"pageviews": Fraction(1)}),
            value=Fraction(1),
            sound=True,
            partial=False,
            action=Action.IMPORT,
            author="",
        )

        def store(tx: Tx) -> None:
            tx.workspaces.ensure(self.team, "", self.clock())
            tx.observations.append(self.team, figure, expected_revision=0)

        self.program.store.write(store)

    def cases(self) -> tuple[Case, ...]:
        """The unresolved cases."""
        return self.program.store.read(lambda tx: tx.cases.open(self.team))

    # -- manners -----------------------------------------------------------------------------

    def check_manners(self) -> None:
        """What holds at the end of every test, whatever it was about."""
        assert not self.slack.cautions
        assert [one for one in self.logged if one["log_level"] in ("error", "critical")] == []
        for message in self.said():
            refusal = message_refusal(message.text, message.blocks, None)
            assert refusal is None, refusal
            assert message.text.strip(), "a message without text is silence to a screen reader"
            assert not _broadcasts(message), message.text

    def said(self) -> list[Message]:
        """Every message of the bot, private ones included."""
        world = self.slack.world
        bot = self.slack.workspace.installation.bot_user
        with world.lock:
            return [
                message
                for channel in world.channels.values()
                for message in channel.messages
                if message.user == bot and not message.is_tombstone
            ]

    def _done(self, user: str, act: Callable[[], Reaction]) -> Reaction:
        """What somebody did, with all that came of it later."""
        world = self.slack.world
        mark = len(world.journal)
        first = act()
        self.settle()
        with world.lock:
            return reaction_since(
                world,
                self.id_of(user),
                mark,
                posted=first.posted,
                errors=first.errors,
                error=first.error,
                notice=first.notice,
            )

    def _pressed(self, person: Person, seen: Seen, control: Control) -> Reaction:
        return person.press(seen, control.action_id, block_id=control.block_id, value=control.value)

    def _channels_of(self, user: str) -> list[str]:
        world = self.slack.world
        wanted = self.slack.person(user).id
        with world.lock:
            mine = [one for one in world.channels.values() if wanted in one.members]
            return ["@bot" if one.im_with else f"#{one.name}" for one in mine]

    def _place(self, user: str, channel: str) -> Channel:
        world = self.slack.world
        if channel == "@bot":
            scene = self.scene(user)
            return world.direct_channel(scene.installation, scene.user)
        return world.channels[self.slack.workspace.channel_id(channel)]

    def _name(self, channel: str) -> str:
        place = self.slack.world.channels[channel]
        return "@bot" if place.im_with else f"#{place.name}"


def _acked(outcome: Outcome) -> Reaction:
    return Reaction(error=None if outcome.result == "acked" else outcome.result)


def _broadcasts(message: Message) -> bool:
    written = f"{message.text}{message.blocks}"
    return any(f"<!{whom}" in written for whom in ("channel", "here", "everyone"))
