"""The shapes of what Slack sends, as far as anything here relies on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
"""Of a team, a person, a channel."""
Key = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,255}$")]
"""Of an action, a form, an event, a trigger; a time stamp."""
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""Anything typed, and addresses."""
LEFT_OUT: Any = None
"""Nobody looks at what a body leaves out; any other default would be copied for every request."""


class _Shape(BaseModel):
    # Most shapes are parts of others, which check them as their own: none is made before its use.
    model_config = ConfigDict(strict=True, hide_input_in_errors=True, defer_build=True)


class _Named(_Shape):
    id: Id


class _Part(_Shape):
    id: Id | None = None
    team_id: Id | None = None
    enterprise_id: Id | None = None
    app_installed_team_id: Id | None = None


class _Granted(_Shape):
    enterprise_id: Id | None = None
    team_id: Id | None = None
    user_id: Id | None = None


class _Loose(_Shape):
    thread_ts: Key | None = None
    subtype: Key | None = None


class _Happened(_Shape):
    type: Key | None = None
    user: Id | _Part | None = None
    channel: Id | _Part | None = None
    team: Id | _Part | None = None
    item: _Loose | dict[str, Any] | None = None
    message: _Loose | None = None
    previous_message: _Loose | None = None
    assistant_thread: _Loose | None = None
    bot_profile: dict[str, Any] | None = None


class _Anything(_Shape):
    """What Bolt looks at in every body, to see whose it is."""

    type: Key | None = None
    team_id: Id | None = None
    context_team_id: Id | None = None
    enterprise_id: Id | None = None
    user_id: Id | None = None
    channel_id: Id | None = None
    team: Id | _Part | None = None
    enterprise: Id | _Part | None = None
    user: Id | _Part | None = None
    channel: Id | _Part | None = None
    view: _Part | None = None
    message: _Loose | None = None
    container: _Loose | None = None
    event: _Happened = LEFT_OUT
    authorizations: list[_Granted] | None = None
    callback_id: Text | None = None
    response_url: Text | None = None
    response_urls: list[dict[str, Any]] = LEFT_OUT
    actions: list[dict[str, Any]] = LEFT_OUT
    function_data: dict[str, Any] | None = None
    interactivity: dict[str, Any] | None = None


class _Command(_Anything):
    command: Key
    team_id: Id
    user_id: Id
    channel_id: Id
    trigger_id: Key
    text: Text | None = None


class _Chosen(_Shape):
    value: Text | None = None


class _Element(_Shape):
    value: Text | None = None
    selected_user: Id | None = None
    selected_date: Key | None = None
    selected_option: _Chosen | None = None


class _Action(_Element):
    action_id: Key
    action_ts: Key | None = None


class _Held(_Shape):
    values: dict[Key, dict[Key, _Element]]


class _Block(_Shape):
    type: Key
    block_id: Key | None = None


class _View(_Shape):
    id: Id
    hash: Key | None = None
    callback_id: Text
    private_metadata: Text
    state: _Held | None = None
    blocks: list[_Block] = LEFT_OUT


class _Container(_Shape):
    channel_id: Id | None = None
    message_ts: Key | None = None


class _ResponseUrl(_Shape):
    response_url: Text


class _Interaction(_Shape):
    type: Key
    team: _Named | None = None
    user: _Named
    response_url: Text | None = None


class _Press(_Interaction):
    trigger_id: Key
    actions: Annotated[list[_Action], Field(min_length=1)]
    channel: _Named | None = None
    container: _Container | None = None
    view: _View | None = None


class _FilledView(_View):
    state: _Held


class _Submission(_Interaction):
    view: _FilledView
    response_urls: list[_ResponseUrl] = LEFT_OUT


class _Shortcut(_Interaction):
    trigger_id: Key
    callback_id: Key


class _MarkedMessage(_Shape):
    ts: Key
    thread_ts: Key | None = None
    user: Id | None = None
    text: Text | None = None


class _MessageShortcut(_Shortcut):
    channel: _Named
    message: _MarkedMessage


class _Names(_Shape):
    display_name: Text | None = None
    real_name: Text | None = None


class _Teams(_Shape):
    teams: list[Id] | None = None


class _Person(_Named):
    name: Text | None = None
    real_name: Text | None = None
    tz: Text | None = None
    locale: Text | None = None
    team_id: Id | None = None
    profile: _Names | None = None
    enterprise_user: _Teams | None = None


class _Tokens(_Shape):
    bot: list[Id] | None = None


class _Happening(_Shape):
    """An event about anything else."""

    type: Key
    subtype: Key | None = None
    ts: Key | None = None
    thread_ts: Key | None = None
    user: Id | _Person | None = None
    channel: Id | _Named | None = None
    tokens: _Tokens | None = None
    team_ids: list[Id] | None = None


class _AboutPerson(_Happening):
    user: _Person


class _AboutChannel(_Happening):
    channel: Id


class _AboutMember(_AboutChannel):
    user: Id


class _Mention(_AboutChannel):
    user: Id | None = None
    ts: Key
    text: Text | None = None


class _Kept(_Shape):
    private_metadata: Text | None = None


class _HomeOpened(_Happening):
    user: Id
    view: _Kept | None = None


class _Called(_Shape):
    callback_id: Key


class _Given(_Shape):
    user: _Named
    kpi: Text | None = None
    inputs: Text | None = None
    period: Text | None = None
    segment: Text | None = None
    note: Text | None = None


class _StepExecuted(_Happening):
    function: _Called
    inputs: _Given
    function_execution_id: Id
    bot_access_token: Key | None = None


_EVENTS: Mapping[str, type[_Happening]] = {
    "user_change": _AboutPerson,
    "team_join": _AboutPerson,
    "message": _AboutChannel,
    "channel_archive": _AboutChannel,
    "channel_deleted": _AboutChannel,
    "channel_left": _AboutChannel,
    "group_archive": _AboutChannel,
    "group_deleted": _AboutChannel,
    "group_left": _AboutChannel,
    "member_joined_channel": _AboutMember,
    "member_left_channel": _AboutMember,
    "app_mention": _Mention,
    "app_home_opened": _HomeOpened,
    "function_executed": _StepExecuted,
}


class _Envelope(_Shape):
    type: Key
    team_id: Id | None = None
    event_id: Key
    event_time: Annotated[int, Field(ge=0, le=2**33)]
    enterprise_id: Id | None = None
    authorizations: list[_Granted] | None = None
    event: _Happening


_INTERACTIONS: Mapping[str, type[_Shape]] = {
    "block_actions": _Press,
    "view_submission": _Submission,
    "shortcut": _Shortcut,
    "message_action": _MessageShortcut,
    "event_callback": _Envelope,
}


def misshapen(body: Mapping[str, Any]) -> str | None:
    """Where a body is not as Slack's, "view.state"; None where it is."""
    try:
        for shape, part in _meant(body):
            shape.model_validate(part)
    except ValidationError as error:
        return ".".join(str(step) for step in error.errors()[0]["loc"])
    return None


def _meant(body: Mapping[str, Any]) -> Iterator[tuple[type[_Shape], Any]]:
    """Everything that Bolt may take a body for, with the part of it that this is about."""
    yield _Command if "command" in body else _Anything, body
    kind = body.get("type")
    shape = _INTERACTIONS.get(kind) if isinstance(kind, str) else None
    if shape is not None:
        yield shape, body
    if shape is _Envelope:
        about = _EVENTS.get(body["event"]["type"])
        if about is not None:
            yield about, body["event"]
