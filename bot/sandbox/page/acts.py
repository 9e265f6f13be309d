"""What somebody does on the page, carried out by their `Person` in the sandbox."""

import base64
import binascii
from collections.abc import Callable, Mapping

from bot.sandbox.errors import NotPossibleError
from bot.sandbox.model import Json
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.seen import Reaction, Seen, SeenView, seen_message, seen_view


class Misread(ValueError):
    """The page sent what cannot be read; `field` names what is missing or malformed."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing or malformed")
        self.field = field


Act = Callable[[Sandbox, Person, Json], Json]


def _command(_slack: Sandbox, person: Person, given: Json) -> Json:
    thread = _optional(given, "thread_ts")
    line = _text(given, "text")
    return _told(person.command(_text(given, "channel"), line, thread_ts=thread))


def _post(_slack: Sandbox, person: Person, given: Json) -> Json:
    thread = _optional(given, "thread_ts")
    return _told(person.post(_text(given, "channel"), _text(given, "text"), thread_ts=thread))


def _press(slack: Sandbox, person: Person, given: Json) -> Json:
    reaction = person.press(
        _where(slack, person, given),
        _text(given, "action_id"),
        block_id=_text(given, "block_id"),
        value=_optional(given, "value"),
        choose=given.get("choose"),
    )
    return _told(reaction)


def _suggest(slack: Sandbox, person: Person, given: Json) -> Json:
    where = _where(slack, person, given)
    return {"options": person.suggest(where, _text(given, "action_id"), _text(given, "query"))}


def _fill(slack: Sandbox, person: Person, given: Json) -> Json:
    view = _view(slack, person, _text(given, "view"))
    return _told(person.fill(view, _text(given, "block_id"), given.get("value")))


def _enter(slack: Sandbox, person: Person, given: Json) -> Json:
    view = _view(slack, person, _text(given, "view"))
    return _told(person.enter(view, _text(given, "block_id"), given.get("value")))


def _submit(slack: Sandbox, person: Person, given: Json) -> Json:
    return _told(person.submit(_view(slack, person, _text(given, "view"))))


def _close(slack: Sandbox, person: Person, given: Json) -> Json:
    return _told(person.close(_view(slack, person, _text(given, "view"))))


def _home(_slack: Sandbox, person: Person, _given: Json) -> Json:
    return _told(person.open_home())


def _shortcut(_slack: Sandbox, person: Person, given: Json) -> Json:
    return _told(person.shortcut(_text(given, "id")))


def _message_shortcut(slack: Sandbox, person: Person, given: Json) -> Json:
    message = _message(slack, _text(given, "channel"), _text(given, "ts"))
    return _told(person.message_shortcut(message, _text(given, "id")))


def _share(_slack: Sandbox, person: Person, given: Json) -> Json:
    try:
        content = base64.b64decode(_text(given, "content"), validate=True)
    except binascii.Error as error:
        raise Misread("content") from error
    channel, name = _text(given, "channel"), _text(given, "name")
    return _told(person.drop(channel, name, content, text=_optional(given, "text") or ""))


def _language(slack: Sandbox, person: Person, given: Json) -> Json:
    slack.workspace.change_user(person.id, locale=_text(given, "locale"))
    return {}


ACTS: Mapping[str, Act] = {
    "command": _command,
    "post": _post,
    "press": _press,
    "suggest": _suggest,
    "fill": _fill,
    "enter": _enter,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "shortcut": _shortcut,
    "message-shortcut": _message_shortcut,
    "share": _share,
    "language": _language,
}


def _told(reaction: Reaction) -> Json:
    """What is not on the screen by itself: sentences of the client, errors under fields."""
    return {"notice": reaction.notice, "errors": reaction.errors}


def _where(slack: Sandbox, person: Person, given: Json) -> Seen | SeenView:
    if "view" in given:
        return _view(slack, person, _text(given, "view"))
    return _message(slack, _text(given, "channel"), _text(given, "ts"))


def _message(slack: Sandbox, channel: str, ts: str) -> Seen:
    with slack.world.lock:
        place = slack.world.channels.get(channel)
        found = place.find(ts) if place else None
        if found is None:
            raise NotPossibleError("that message is not there")
        return seen_message(slack.world, found)


def _view(slack: Sandbox, person: Person, wanted: str) -> SeenView:
    world = slack.world
    with world.lock:
        home = world.homes.get((slack.workspace.installation.team_id, person.id))
        for view in [*world.modals.get(person.id, []), *([home] if home else [])]:
            if view.id == wanted:
                return seen_view(view)
    raise NotPossibleError("that view is not open")


def _text(given: Json, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise Misread(name)
    return value


def _optional(given: Json, name: str) -> str | None:
    return None if given.get(name) is None else _text(given, name)
