"""Reads an app manifest the way Slack does when an app is made from it."""

import hashlib

from bot.sandbox.model import Application, Json, Offer, Parameters, Step
from bot.sandbox.parameters import TYPES

_SCOPE_OF_EVENT = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "user_change": "users:read",
    "team_join": "users:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
}


class ManifestError(ValueError):
    """Slack would not make an app from this manifest."""


def from_manifest(manifest: Json) -> Application:
    """The app a manifest describes, with credentials derived from its name.

    Raises:
        ManifestError: an event is subscribed without the scope it needs, or a command,
            a shortcut or a step is not one that Slack would take.
    """
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    scopes = frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
    events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))
    name = manifest["display_information"]["name"]
    digest = hashlib.sha256(name.encode()).hexdigest()
    app = Application(
        id=f"A{digest[:10].upper()}",
        name=name,
        app_token=f"xapp-1-A{digest[:10].upper()}-{digest[10:30]}",
        signing_secret=digest[:32],
        verification_token=digest[32:56],
        client_id=f"{int(digest[:10], 16)}.{int(digest[10:20], 16)}",
        client_secret=digest[24:56],
        rotates_tokens=bool(settings.get("token_rotation_enabled", False)),
        bot_scopes=scopes,
        events=events,
        escaping_by_command={
            command["command"]: bool(command.get("should_escape", False))
            for command in features.get("slash_commands", [])
        },
        type_by_shortcut={
            shortcut["callback_id"]: shortcut["type"] for shortcut in features.get("shortcuts", [])
        },
        offers=_offers(features),
        steps={name: _step(name, given) for name, given in manifest.get("functions", {}).items()},
        is_interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
        has_home=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
    )
    _check(app, features)
    _check_steps(app, settings)
    return app


def _offers(features: Json) -> tuple[Offer, ...]:
    commands = [
        Offer(
            kind="command",
            id=each["command"],
            name=each["command"],
            description=each.get("description", ""),
            hint=each.get("usage_hint", ""),
        )
        for each in features.get("slash_commands", [])
    ]
    shortcuts = [
        Offer(
            kind=each["type"],
            id=each["callback_id"],
            name=each["name"],
            description=each.get("description", ""),
        )
        for each in features.get("shortcuts", [])
    ]
    return (*commands, *shortcuts)


def _check(app: Application, features: Json) -> None:
    for event in sorted(app.events):
        needed = _SCOPE_OF_EVENT.get(event)
        if needed and needed not in app.bot_scopes:
            raise ManifestError(f"the event {event} needs the scope {needed}")
    if app.escaping_by_command and "commands" not in app.bot_scopes:
        raise ManifestError("slash commands need the scope commands")
    for command in app.escaping_by_command:
        if not command.startswith("/") or len(command) > 32 or command != command.lower():
            raise ManifestError(f"{command} is not a name for a slash command")
    for shortcut in features.get("shortcuts", []):
        if len(shortcut["name"]) > 24:
            raise ManifestError(f"the shortcut name {shortcut['name']!r} has over 24 characters")


def _step(callback_id: str, given: Json) -> Step:
    for part in ("title", "description", "input_parameters", "output_parameters"):
        if part not in given:
            raise ManifestError(f"the step {callback_id} has no {part}")
    return Step(
        id=f"Fn{hashlib.sha256(callback_id.encode()).hexdigest()[:9].upper()}",
        callback_id=callback_id,
        definition=given,
        inputs=_parameters(given["input_parameters"]),
        outputs=_parameters(given["output_parameters"]),
    )


def _parameters(given: Json) -> Parameters:
    types = {name: str(one["type"]) for name, one in given["properties"].items()}
    return Parameters(types=types, required=frozenset(given.get("required", ())))


def _check_steps(app: Application, settings: Json) -> None:
    if app.steps and settings.get("function_runtime") != "remote":
        raise ManifestError("steps of an app that runs elsewhere need function_runtime: remote")
    if app.steps and not settings.get("org_deploy_enabled"):
        raise ManifestError("steps need org_deploy_enabled: true")
    if app.steps and "function_executed" not in app.events:
        raise ManifestError("steps need the event function_executed")
    for name, step in app.steps.items():
        if len(name) > 100 or len(step.definition["title"]) > 255:
            raise ManifestError(f"the step {name} has too long a name")
        for given in (step.inputs, step.outputs):
            strange = {*given.types.values()} - TYPES.keys()
            if strange or not given.required <= given.types.keys():
                raise ManifestError(f"the step {name} has a parameter that Slack does not know")
