"""The payloads Slack sends to an app, in their real shapes."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from bot.sandbox.forms import state_values, values_of
from bot.sandbox.limits.surfaces import nested
from bot.sandbox.modals import public_view
from bot.sandbox.model import Channel, Installation, Json, Message, User, View
from bot.sandbox.posts import public
from bot.sandbox.world import World


class Scene(Struct, frozen=True):
    """Who does something, in which installation of the app."""

    world: World
    installation: Installation
    user: User

    def response_address(self, channel: Channel, origin_ts: str | None) -> str:
        """The address of a new response URL."""
        url_id = self.world.issue_response_url(self.installation, channel, self.user, origin_ts)
        return f"{self.world.base_url}/response/{url_id}"


def command_form(scene: Scene, channel: Channel, command: str, text: str) -> dict[str, str]:
    """The form of a slash command."""
    team = scene.world.teams[scene.installation.team_id]
    return {
        "token": scene.world.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": scene.user.id,
        "user_name": scene.user.name,
        "command": command,
        "text": text,
        "api_app_id": scene.world.app.id,
        "is_enterprise_install": "false",
        "response_url": scene.response_address(channel, None),
        "trigger_id": scene.world.issue_trigger(scene.user),
    }


def message_actions(scene: Scene, channel: Channel, message: Message, action: Json) -> Json:
    """block_actions from a message; an ephemeral one is named but not shown."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction(scene, "block_actions"),
        "container": container,
        "trigger_id": scene.world.issue_trigger(scene.user),
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": {"values": values_of(message.blocks, message.state)},
        "response_url": scene.response_address(channel, message.ts),
        "actions": [action],
    }
    if not message.only_for:
        payload["message"] = public(scene.world, message)
    return payload


def view_actions(scene: Scene, view: View, action: Json) -> Json:
    """block_actions from a modal or from Home."""
    values = state_values(view)
    return {
        **_interaction(scene, "block_actions"),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": scene.world.issue_trigger(scene.user),
        "view": public_view(scene.world, view, values),
        "state": {"values": values},
        "actions": [action],
    }


def suggestion(scene: Scene, container: Json, element: Json, block_id: str, query: str) -> Json:
    """block_suggestion: what a person typed into an external select."""
    return {
        **_interaction(scene, "block_suggestion"),
        **container,
        "action_id": element["action_id"],
        "block_id": block_id,
        "value": query,
    }


def submission(scene: Scene, view: View) -> Json:
    """view_submission with everything that was filled in."""
    return {
        **_interaction(scene, "view_submission"),
        "trigger_id": scene.world.issue_trigger(scene.user),
        "view": public_view(scene.world, view, state_values(view)),
        "response_urls": list(_response_urls(scene, view)),
    }


def closing(scene: Scene, view: View, *, is_cleared: bool) -> Json:
    """view_closed, for views that ask to be told."""
    return {
        **_interaction(scene, "view_closed"),
        "view": public_view(scene.world, view, state_values(view)),
        "is_cleared": is_cleared,
    }


def global_shortcut(scene: Scene, callback_id: str) -> Json:
    """A shortcut from the lightning menu."""
    return {
        **_interaction(scene, "shortcut"),
        "action_ts": scene.world.next_ts(),
        "callback_id": callback_id,
        "trigger_id": scene.world.issue_trigger(scene.user),
    }


def message_shortcut(scene: Scene, channel: Channel, message: Message, callback_id: str) -> Json:
    """A shortcut from a message's menu."""
    return {
        **_interaction(scene, "message_action"),
        "action_ts": scene.world.next_ts(),
        "callback_id": callback_id,
        "trigger_id": scene.world.issue_trigger(scene.user),
        "response_url": scene.response_address(channel, message.ts),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message": public(scene.world, message),
    }


def event_callback(world: World, installation: Installation, event: Json) -> Json:
    """The envelope of an event."""
    channel = world.channels.get(str(event.get("channel")))
    return {
        "token": world.app.verification_token,
        "team_id": installation.team_id,
        "context_team_id": installation.team_id,
        "context_enterprise_id": None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": world.next_id("Ev"),
        "event_time": world.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": installation.team_id,
                "user_id": installation.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.shared_with),
        "event_context": world.next_id("EC"),
    }


def _response_urls(scene: Scene, view: View) -> Iterator[Json]:
    """One for each conversation that was chosen in a menu which asks for it."""
    values = state_values(view)
    for block in nested(view.body["blocks"]):
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        held = values[block["block_id"]][element["action_id"]]
        chosen = held.get("selected_conversation") or held.get("selected_channel")
        if chosen:
            yield {
                "block_id": block["block_id"],
                "action_id": element["action_id"],
                "channel_id": chosen,
                "response_url": scene.response_address(scene.world.channels[chosen], None),
            }


def _interaction(scene: Scene, kind: str) -> dict[str, Any]:
    user = scene.user
    team = scene.world.teams[scene.installation.team_id]
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": scene.world.app.id,
        "token": scene.world.app.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel_name(channel: Channel) -> str:
    if channel.im_with:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
