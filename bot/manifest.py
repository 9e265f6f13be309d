"""The app's manifest, for Slack to make the app from."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def read_manifest() -> dict[str, Any]:
    """The manifest as it is shipped."""
    return _shipped("app_manifest.yaml")


def with_steps(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest of an app that also gives Workflow Builder its steps.

    Slack takes such an app only from paid workspaces, and never for public distribution.
    """
    settings = manifest["settings"]
    events = settings["event_subscriptions"]
    subscribed = sorted([*events["bot_events"], "function_executed"])
    return {
        # The form of steps that name what they require is that of the second version.
        "_metadata": {"major_version": 2},
        **manifest,
        "settings": settings
        | {
            "event_subscriptions": events | {"bot_events": subscribed},
            "org_deploy_enabled": True,
            "function_runtime": "remote",
        },
        "functions": _shipped("step_manifest.yaml"),
    }


def for_http(manifest: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The manifest of an app that Slack reaches at a public address."""
    return _connected(manifest, base_url.rstrip("/").removesuffix(EVENTS_PATH) + EVENTS_PATH)


def for_many_workspaces(manifest: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The manifest of an app that any workspace or organisation may install at that address."""
    oauth = manifest["oauth_config"]
    redirect = base_url.rstrip("/").removesuffix(EVENTS_PATH) + REDIRECT_PATH
    settings = {"org_deploy_enabled": True, "token_rotation_enabled": True}
    return manifest | {
        "oauth_config": {"redirect_urls": [redirect], **oauth},
        "settings": manifest["settings"] | settings,
    }


def for_socket_mode(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest of an app that connects to Slack itself and needs no address."""
    connected = _connected(manifest, None)
    return connected | {"settings": connected["settings"] | {"socket_mode_enabled": True}}


def scopes(manifest: dict[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The bot scopes it needs, and those it can do without."""
    asked = manifest["oauth_config"]["scopes"]
    optional = frozenset(asked.get("bot_optional", ()))
    return frozenset(asked["bot"]) - optional, optional


def _shipped(name: str) -> dict[str, Any]:
    text = files("bot").joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _connected(manifest: dict[str, Any], url: str | None) -> dict[str, Any]:
    """A copy with `url` in every place that names an address; without one, with none."""

    def moved(part: Any) -> Any:
        if isinstance(part, list):
            return [moved(one) for one in part]
        if not isinstance(part, dict):
            return part
        kept = {key: moved(value) for key, value in part.items() if key not in _ADDRESSES or url}
        return kept | {key: url for key in kept if key in _ADDRESSES}

    copy: dict[str, Any] = moved(manifest)
    return copy


_ADDRESSES = frozenset({"url", "request_url", "message_menu_options_url"})
