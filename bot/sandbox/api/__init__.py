"""The Web API: one function a method, and what each needs before it is called."""

from collections.abc import Callable

from msgspec import Struct

from bot.sandbox.api import (
    chat,
    conversations,
    files,
    functions,
    identity,
    reactions,
    users,
    views,
)
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.scopes import need
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Installation, Json
from bot.sandbox.world import World

__all__ = ["METHODS", "Method", "authenticate", "run"]

Run = Callable[[World, Installation, Arguments], Json]
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


class Method(Struct, frozen=True):
    """A Web API method: what runs, the scopes (any of them), the required arguments."""

    run: Run
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


METHODS: dict[str, Method] = {
    "api.test": Method(identity.api_test),
    "auth.test": Method(identity.auth_test),
    "auth.revoke": Method(identity.auth_revoke),
    "bots.info": Method(identity.bots_info, ("users:read",)),
    "team.info": Method(identity.team_info, ("team:read",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",), ("channel",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",), ("channel", "user")),
    "chat.update": Method(chat.update, ("chat:write",), ("channel", "ts")),
    "chat.delete": Method(chat.delete_message, ("chat:write",), ("channel", "ts")),
    "chat.getPermalink": Method(chat.get_permalink, (), ("channel", "message_ts")),
    "conversations.list": Method(conversations.list_all, _READ),
    "conversations.info": Method(conversations.info, _READ, ("channel",)),
    "conversations.history": Method(conversations.history, _HISTORY, ("channel",)),
    "conversations.replies": Method(conversations.replies, _HISTORY, ("channel", "ts")),
    "conversations.members": Method(conversations.members, _READ, ("channel",)),
    "conversations.open": Method(conversations.open_direct, ("im:write",)),
    "conversations.join": Method(conversations.join, ("channels:join",), ("channel",)),
    "users.conversations": Method(conversations.list_of_user, _READ),
    "users.info": Method(users.info, ("users:read",), ("user",)),
    "users.list": Method(users.list_all, ("users:read",)),
    "views.open": Method(views.open_view, (), ("trigger_id", "view")),
    "views.push": Method(views.push_view, (), ("trigger_id", "view")),
    "views.update": Method(views.update, (), ("view",)),
    "views.publish": Method(views.publish, (), ("user_id", "view")),
    "files.getUploadURLExternal": Method(
        files.get_upload_url, ("files:write",), ("filename", "length")
    ),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",), ("files",)),
    "files.info": Method(files.info, ("files:read",), ("file",)),
    "functions.completeSuccess": Method(
        functions.complete_success, (), ("function_execution_id", "outputs")
    ),
    "functions.completeError": Method(
        functions.complete_error, (), ("function_execution_id", "error")
    ),
    "reactions.add": Method(reactions.add, ("reactions:write",), ("channel", "timestamp", "name")),
    "reactions.remove": Method(
        reactions.remove, ("reactions:write",), ("channel", "timestamp", "name")
    ),
}


def authenticate(world: World, token: str) -> Installation:
    """The installation a call comes from.

    Raises:
        SlackError: there is no token, or Slack does not take it.
    """
    if not token:
        raise SlackError("not_authed")
    if token == world.app.app_token:
        raise SlackError("not_allowed_token_type")
    return world.installation_with(token)


def run(world: World, caller: Installation, name: str, given: Json) -> Json:
    """The body of Slack's answer to one call; the caller holds the world's lock.

    Raises:
        SlackError: the call is refused; the error is the body of the answer.
    """
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    method, args = METHODS[name], Arguments(given)
    need(caller, *method.scopes)
    missing = [each for each in method.required if not args.text(each)]
    if missing:
        told = [f"[ERROR] missing required field: {each}" for each in missing]
        raise SlackError("invalid_arguments", response_metadata={"messages": told})
    return {"ok": True, **method.run(world, caller, args)}
