"""What people do in Slack, and what they then see."""

import mimetypes
from collections.abc import Mapping
from typing import Any

from bot.sandbox import payloads, workflows
from bot.sandbox.actions import act, find_element
from bot.sandbox.client import escaped, resolved
from bot.sandbox.delivery import Deliverer
from bot.sandbox.errors import NotPossibleError, SlackError
from bot.sandbox.forms import client_errors, entered_state, input_block, state_values
from bot.sandbox.limits import options_refusal
from bot.sandbox.lookup import channel_named
from bot.sandbox.modals import close_modal, public_view
from bot.sandbox.model import Caution, Channel, Execution, Installation, Json, Message, User, View
from bot.sandbox.posts import Draft, post, public
from bot.sandbox.replies import Addressee, show_reply
from bot.sandbox.seen import Reaction, Seen, SeenView, seen_message, seen_view
from bot.sandbox.sight import may_see, reaction_since, shown
from bot.sandbox.submissions import act_on_answer
from bot.sandbox.transport import Outcome
from bot.sandbox.world import World


class Person:
    """Somebody at a Slack client. Each act returns what they then see.

    An act that Slack's client would not let them do raises NotPossibleError.

    Args:
        world: where they are.
        deliverer: how the app is told.
        installation: the workspace in which they meet the app.
        user: who they are.
    """

    def __init__(
        self, world: World, deliverer: Deliverer, installation: Installation, user: User
    ) -> None:
        self._world = world
        self._deliverer = deliverer
        self._installation = installation
        self._user = user

    @property
    def id(self) -> str:
        """The user id."""
        return self._user.id

    def command(self, channel: str, line: str, *, thread_ts: str | None = None) -> Reaction:
        """Type a slash command, say "/nps 1700 350 150", into a channel."""
        name, _, rest = line.strip().partition(" ")
        with self._world.lock:
            place = self._writable(channel)
            if thread_ts is not None:
                sentence = f"{name} is not supported in threads. Sorry!"
                return Reaction(error="not_in_threads", notice=sentence)
            if name not in self._world.app.escaping_by_command or self._installation.ended_with:
                return Reaction(error="unknown_command", notice=f"{name} is not a valid command.")
            mark = len(self._world.journal)
            form = payloads.command_form(self._scene(), place, name, self._typed(name, rest))
        outcome = self._deliverer.deliver("slash_commands", form)
        with self._world.lock:
            error = self._show_answer(place, outcome)
            notice = f'{name} failed with the error "{error}"' if error else ""
            return self._reaction(mark, error=error, notice=notice)

    def post(self, channel: str, text: str, *, thread_ts: str | None = None) -> Reaction:
        """Write a message into a channel or a thread; the app gets the events it subscribes to."""
        with self._world.lock:
            place = self._writable(channel)
            if thread_ts is not None and place.find(thread_ts) is None:
                raise NotPossibleError("there is no such thread")
            mark = len(self._world.journal)
            typed = resolved(self._world, self._installation.team_id, text, with_names=False)
            message = post(self._world, place, self._user, Draft(typed, thread_ts=thread_ts))
        self._deliverer.settle()
        with self._world.lock:
            return self._reaction(mark, posted=seen_message(self._world, message))

    def drop(
        self,
        channel: str,
        name: str,
        content: bytes,
        *,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Reaction:
        """Send a file with a message, perhaps with words, into a channel or a thread."""
        with self._world.lock:
            place = self._writable(channel)
            mark = len(self._world.journal)
            file = self._world.new_file(self._installation.team_id, self.id, name)
            file.content, file.is_shared = content, True
            file.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
            file.channels.append(place.id)
            typed = resolved(self._world, self._installation.team_id, text, with_names=False)
            draft = Draft(typed, thread_ts=thread_ts, files=(file.id,))
            message = post(self._world, place, self._user, draft)
            shared: Json = {
                "type": "file_shared",
                "file_id": file.id,
                "file": {"id": file.id},
                "user_id": self.id,
                "channel_id": place.id,
            }
            self._world.emit(self._installation.team_id, shared, place)
        self._deliverer.settle()
        with self._world.lock:
            return self._reaction(mark, posted=seen_message(self._world, message))

    def press(
        self,
        where: Seen | SeenView,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        choose: Any = None,
    ) -> Reaction:
        """Press a button, or choose in a menu, of a message, a modal or Home.

        Args:
            where: what holds it.
            action_id: which element.
            block_id: in which block, where several elements have this action id.
            value: with which value, where several elements have this action id.
            choose: for a menu or picker the option's value, user id, date or list of these.
        """
        with self._world.lock:
            self._check_interactive()
            mark = len(self._world.journal)
            if isinstance(where, SeenView):
                view = self._view(where)
                place = find_element(view.body["blocks"], action_id, block_id, value)
                action = act(place, choose, self._world.next_ts(), view.state)
                payload = payloads.view_actions(self._scene(), view, action)
            else:
                channel, message = self._message(where)
                place = find_element(message.blocks, action_id, block_id, value)
                action = act(place, choose, self._world.next_ts(), message.state)
                payload = payloads.message_actions(self._scene(), channel, message, action)
        return self._interact(mark, payload)

    def enter(self, view: SeenView, block_id: str, value: Any) -> Reaction:
        """Leave something in an input without confirming it: the app is not told."""
        with self._world.lock:
            opened = self._view(view)
            element = input_block(opened, block_id)["element"]
            entered = entered_state(element, value)
            opened.state.setdefault(block_id, {})[element["action_id"]] = entered
            return self._reaction(len(self._world.journal))

    def fill(self, view: SeenView, block_id: str, value: Any) -> Reaction:
        """Fill an input of a form; the app is told where the input dispatches actions."""
        reaction = self.enter(view, block_id, value)
        with self._world.lock:
            block = input_block(self._view(view), block_id)
        if not block.get("dispatch_action"):
            return reaction
        action_id = block["element"]["action_id"]
        return self.press(view, action_id, block_id=block_id, choose=value)

    def suggest(self, where: Seen | SeenView, action_id: str, query: str) -> tuple[Json, ...]:
        """Type into an external select: the options (or groups) the app offers."""
        with self._world.lock:
            self._check_interactive()
            if isinstance(where, SeenView):
                view = self._view(where)
                block, element = find_element(view.body["blocks"], action_id)
                shown_view = public_view(self._world, view, dict(where.values))
                container: Json = {
                    "view": shown_view,
                    "container": {"type": "view", "view_id": view.id},
                }
            else:
                channel, message = self._message(where)
                block, element = find_element(message.blocks, action_id)
                container = {
                    "message": public(self._world, message),
                    "channel": {"id": channel.id, "name": channel.name},
                    "container": {"type": "message", "message_ts": message.ts},
                }
            payload = payloads.suggestion(
                self._scene(), container, element, block["block_id"], query
            )
        outcome = self._deliverer.deliver("interactive", payload)
        refused = options_refusal(outcome.body)
        if outcome.result != "acked" or refused:
            raise NotPossibleError(f"the options did not load: {refused or outcome.result}")
        return tuple(outcome.body.get("options", outcome.body.get("option_groups")))

    def submit(self, view: SeenView, values: Mapping[str, Any] | None = None) -> Reaction:
        """Fill in `values`, by block id, and submit the form.

        What Slack's client checks by itself is in `errors`, and then the app is not asked.
        """
        for block_id, value in (values or {}).items():
            self.fill(view, block_id, value)
        with self._world.lock:
            opened = self._view(view)
            if self._world.modals.get(self.id, [])[-1:] != [opened] or not view.submit:
                raise NotPossibleError("there is nothing to submit")
            mark = len(self._world.journal)
            wrong = client_errors(opened)
            if wrong:
                return self._reaction(mark, errors=wrong)
            payload = payloads.submission(self._scene(), opened)
        outcome = self._deliverer.deliver("interactive", payload)
        with self._world.lock:
            errors, error = self._finish(opened, outcome)
            notice = "We had some trouble connecting. Try again?" if error else ""
            return self._reaction(mark, errors=errors, error=error, notice=notice)

    def close(self, view: SeenView) -> Reaction:
        """Close a modal; with `clear_on_close` all that are open."""
        with self._world.lock:
            opened = self._view(view)
            mark = len(self._world.journal)
            stack = self._world.modals[self.id]
            closed = stack[:] if opened.body.get("clear_on_close") else stack[stack.index(opened) :]
            told = [
                payloads.closing(self._scene(), each, is_cleared=len(closed) > 1)
                for each in reversed(closed)
                if each.body.get("notify_on_close")
            ]
            close_modal(self._world, closed[0])
        for payload in told:
            self._deliverer.deliver("interactive", payload)
        with self._world.lock:
            return self._reaction(mark)

    def shortcut(self, callback_id: str) -> Reaction:
        """Use a global shortcut of the app."""
        with self._world.lock:
            self._check_shortcut(callback_id, "global")
            mark = len(self._world.journal)
            payload = payloads.global_shortcut(self._scene(), callback_id)
        return self._interact(mark, payload)

    def message_shortcut(self, message: Seen, callback_id: str) -> Reaction:
        """Use a shortcut of the app from a message's menu."""
        with self._world.lock:
            self._check_shortcut(callback_id, "message")
            channel, found = self._message(message)
            if found.only_for:
                raise NotPossibleError("an ephemeral message has no shortcuts")
            mark = len(self._world.journal)
            payload = payloads.message_shortcut(self._scene(), channel, found, callback_id)
        return self._interact(mark, payload)

    def run_step(self, callback_id: str, **inputs: str) -> Execution:
        """Run a workflow with one step of the app; the run ends when the app says so."""
        with self._world.lock:
            self._check_active()
            step = self._world.app.steps.get(callback_id)
            if step is None:
                raise NotPossibleError(f"the app has no step {callback_id}")
            execution = workflows.begin(self._world, self._installation, self._user, step, inputs)
            event = workflows.executed(self._world, execution)
            self._world.emit(self._installation.team_id, event)
        self._deliverer.settle()
        return execution

    def open_home(self) -> Reaction:
        """Open the app's Home; what the app has published by then is in `home`."""
        with self._world.lock:
            self._check_active()
            if not self._world.app.has_home:
                raise NotPossibleError("the app has no Home")
            mark = len(self._world.journal)
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": self._world.direct_channel(self._installation, self._user).id,
                "tab": "home",
            }
            shown = self._world.homes.get((self._installation.team_id, self.id))
            if shown is not None:
                event["view"] = public_view(self._world, shown, state_values(shown))
            self._world.emit(self._installation.team_id, event)
        self._deliverer.settle()
        with self._world.lock:
            return self._reaction(mark)

    def sees(self, channel: str, *, thread_ts: str | None = None) -> tuple[Seen, ...]:
        """What stands in a channel, or in one of its threads, oldest first."""
        with self._world.lock:
            place = self._place(channel)
            if self.id not in place.members:
                raise NotPossibleError(f"{self._user.name} is not in {channel}")
            return shown(self._world, place, self.id, thread_ts)

    @property
    def modal(self) -> SeenView | None:
        """The modal that is open, the topmost of several."""
        with self._world.lock:
            stack = self._world.modals.get(self.id, [])
            return seen_view(stack[-1]) if stack else None

    @property
    def home(self) -> SeenView | None:
        """The app's Home as it was published for them last."""
        with self._world.lock:
            shown = self._world.homes.get((self._installation.team_id, self.id))
            return seen_view(shown) if shown else None

    def _typed(self, command: str, rest: str) -> str:
        if self._world.app.escaping_by_command[command]:
            return resolved(self._world, self._installation.team_id, rest.strip(), with_names=True)
        return escaped(rest.strip())

    def _interact(self, mark: int, payload: Json) -> Reaction:
        outcome = self._deliverer.deliver("interactive", payload)
        with self._world.lock:
            error = None if outcome.result == "acked" else outcome.result
            notice = "Something went wrong. Please try again." if error else ""
            return self._reaction(mark, error=error, notice=notice)

    def _show_answer(self, channel: Channel, outcome: Outcome) -> str | None:
        if outcome.result != "acked":
            return outcome.result
        if outcome.body in (None, "", {}):
            return None
        try:
            show_reply(self._world, Addressee(self._installation, channel, self.id), outcome.body)
        except SlackError as error:
            return self._refused("the answer to a command", error)
        return None

    def _finish(self, view: View, outcome: Outcome) -> tuple[dict[str, str], str | None]:
        if outcome.result != "acked":
            return {}, outcome.result
        try:
            return act_on_answer(self._world, self._installation, view, outcome.body), None
        except SlackError as error:
            return {}, self._refused("the answer to a form", error)

    def _refused(self, what: str, error: SlackError) -> str:
        self._world.cautions.append(Caution(what, f"refused: {error.answer()}"))
        return error.code

    def _reaction(self, mark: int, **more: Any) -> Reaction:
        return reaction_since(self._world, self.id, mark, home=self.home, **more)

    def _scene(self) -> payloads.Scene:
        return payloads.Scene(self._world, self._installation, self._user)

    def _place(self, channel: str) -> Channel:
        if channel == "@bot":
            return self._world.direct_channel(self._installation, self._user)
        return channel_named(self._world, self._installation, channel)

    def _writable(self, channel: str) -> Channel:
        self._check_active()
        place = self._place(channel)
        if self.id not in place.members:
            raise NotPossibleError(f"{self._user.name} is not in {channel}")
        if place.is_archived:
            raise NotPossibleError(f"{channel} is archived")
        return place

    def _check_active(self) -> None:
        if self._user.deleted:
            raise NotPossibleError(f"{self._user.name} is deactivated")

    def _check_interactive(self) -> None:
        self._check_active()
        if not self._world.app.is_interactive:
            raise NotPossibleError("the app's manifest does not enable interactivity")

    def _check_shortcut(self, callback_id: str, kind: str) -> None:
        self._check_interactive()
        if self._world.app.type_by_shortcut.get(callback_id) != kind:
            raise NotPossibleError(f"the app has no {kind} shortcut {callback_id}")

    def _message(self, seen: Seen) -> tuple[Channel, Message]:
        channel = self._world.channels[seen.channel]
        message = channel.find(seen.ts)
        if message is None or not may_see(channel, message, self.id):
            raise NotPossibleError("that message is not there")
        return channel, message

    def _view(self, seen: SeenView) -> View:
        home = self._world.homes.get((self._installation.team_id, self.id))
        for view in [*self._world.modals.get(self.id, []), *([home] if home else [])]:
            if view.id == seen.id:
                return view
        raise NotPossibleError("that view is not open")
