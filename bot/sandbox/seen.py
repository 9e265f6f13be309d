"""What a person sees: messages, controls, views, and what came of something they did."""

import copy
import json
import re

from msgspec import Struct, field

from bot.sandbox.completion import elements_of, is_interactive
from bot.sandbox.forms import state_values
from bot.sandbox.limits.surfaces import nested
from bot.sandbox.model import Json, Message, View
from bot.sandbox.world import World

_MENTION = re.compile(r"<@(\w+)(?:\|[^>]*)?>|<!(channel|here|everyone)(?:\|[^>]*)?>")


class Control(Struct, frozen=True):
    """A button, menu or input that a person may use; `options` are (value, label) pairs."""

    label: str
    kind: str
    block_id: str
    action_id: str
    value: str | None
    options: tuple[tuple[str, str], ...] = ()


class Seen(Struct, frozen=True):
    """A message as somebody sees it."""

    channel: str
    ts: str
    user: str
    author: str
    text: str
    blocks: tuple[Json, ...]
    thread_ts: str | None
    is_ephemeral: bool
    is_edited: bool
    files: tuple[str, ...] = ()
    """Ids of the files that came with it."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """What may be pressed or chosen in the message, in reading order."""
        return _controls(self.blocks)

    @property
    def mentions(self) -> frozenset[str]:
        """Who is notified by name: user ids, and channel, here or everyone."""
        written = [self.text, json.dumps(self.blocks)]
        found = [match for text in written for match in _MENTION.findall(text)]
        return frozenset(user or broadcast for user, broadcast in found)


class SeenView(Struct, frozen=True):
    """A modal or a Home view as somebody sees it; `values` is the state of its inputs."""

    id: str
    kind: str
    title: str
    submit: str
    callback_id: str
    blocks: tuple[Json, ...]
    values: Json

    @property
    def controls(self) -> tuple[Control, ...]:
        """What may be pressed, chosen or filled in, in reading order."""
        return _controls(self.blocks)


class Reaction(Struct, frozen=True):
    """What a person sees after something they did.

    `posted` is their own message; `messages` are new, `edited` changed, `deleted` are the
    ts of those gone; `view` is the modal that is open now and `home` the app's Home;
    `errors` stand under the fields of the form, by block id; `error` is Slack's code where
    the app did not answer as it must, and `notice` the sentence Slack shows then.
    """

    posted: Seen | None = None
    messages: tuple[Seen, ...] = ()
    edited: tuple[Seen, ...] = ()
    deleted: tuple[str, ...] = ()
    view: SeenView | None = None
    home: SeenView | None = None
    errors: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    notice: str = ""

    @property
    def text(self) -> str:
        """The texts of the new messages, a line between them."""
        return "\n".join(message.text for message in self.messages)


def seen_message(world: World, message: Message) -> Seen:
    """A copy of a message for a person to look at."""
    return Seen(
        channel=message.channel,
        ts=message.ts,
        user=message.user,
        author=world.users[message.user].real_name,
        text=message.text,
        blocks=tuple(copy.deepcopy(message.blocks)),
        thread_ts=message.thread_ts,
        is_ephemeral=message.only_for is not None,
        is_edited=message.edited_ts is not None,
        files=tuple(message.files),
    )


def seen_view(view: View) -> SeenView:
    """A copy of a view for a person to look at."""
    return SeenView(
        id=view.id,
        kind=view.body["type"],
        title=_text(view.body.get("title")),
        submit=_text(view.body.get("submit")),
        callback_id=view.body.get("callback_id", ""),
        blocks=tuple(copy.deepcopy(view.body["blocks"])),
        values=state_values(view),
    )


def _controls(blocks: tuple[Json, ...]) -> tuple[Control, ...]:
    return tuple(
        _control(block, element)
        for block in nested(list(blocks))
        for element in elements_of(block)
        if is_interactive(element)
    )


def _control(block: Json, element: Json) -> Control:
    label = element.get("text") or block.get("label") or element.get("placeholder")
    groups = element.get("option_groups", [])
    offered = [*element.get("options", []), *(o for group in groups for o in group["options"])]
    return Control(
        label=_text(label),
        kind=element["type"],
        block_id=block["block_id"],
        action_id=element["action_id"],
        value=element.get("value"),
        options=tuple((option["value"], _text(option["text"])) for option in offered),
    )


def _text(value: Json | None) -> str:
    return str(value["text"]) if value else ""
