"""Checks of what Slack is told by, and of what it grants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.doctor.finding import Finding
from bot.doctor.scopes import what_is_lost
from bot.log import redact
from bot.manifest import read_manifest, scopes
from bot.settings import Settings

_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_REINSTALL = 'install the app again under "Install App" of its settings'
_SKEW = timedelta(seconds=60)
"""A clock that differs by more is wrong; Slack's requests are refused from five minutes on."""


def examine_signing_secret(settings: Settings) -> Iterator[Finding]:
    """Whether it can be one."""
    if settings.signing_secret is None:
        return
    if _SIGNING_SECRET.fullmatch(settings.signing_secret.get_secret_value()):
        yield Finding("signing secret", ok=True, says="has the right shape")
    else:
        says = "is not 32 hexadecimal digits: copy SLACK_SIGNING_SECRET from Basic Information"
        yield Finding("signing secret", ok=False, says=says)


def examine_clock(client: WebClient, clock: Callable[[], datetime]) -> Finding:
    """Whether Slack answers, and by how much this machine's clock differs from its own."""
    try:
        headers = _lowered(client.api_test().headers)
    except SlackApiError as error:
        headers = _lowered(error.response.headers)  # a refusal tells the time as well
    except (SlackClientError, OSError) as error:
        return Finding("clock", ok=False, says=_unreachable(error))
    try:
        ahead = clock() - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return Finding("clock", ok=True, says="Slack did not say what time it is")
    seconds = abs(ahead.total_seconds())
    if abs(ahead) <= _SKEW:
        return Finding("clock", ok=True, says=f"within {_SKEW.seconds} s of Slack's")
    side = "ahead of" if ahead > timedelta(0) else "behind"
    says = (
        f"{seconds:.0f} s {side} Slack's: from 300 s on Slack's requests are refused, and digests "
        "come at the wrong time; let the machine set its clock by NTP"
    )
    return Finding("clock", ok=False, says=says)


def examine_bot_token(client: WebClient) -> Iterator[Finding]:
    """Whose token it is, and whether it carries the scopes of the manifest."""
    try:
        answer = client.auth_test()
    except (SlackClientError, OSError) as error:
        yield Finding("bot token", ok=False, says=_why(error, "SLACK_BOT_TOKEN", _REINSTALL))
        return
    yield Finding("bot token", ok=True, says=f"is of {answer['user']} in {answer['team']}")
    yield _scopes(answer)


def examine_app_token(client: WebClient) -> Finding:
    """Whether it opens connections."""
    remedy = "make one with connections:write under Basic Information, and switch Socket Mode on"
    try:
        client.apps_connections_open(app_token=client.token or "")
    except (SlackClientError, OSError) as error:
        return Finding("app token", ok=False, says=_why(error, "SLACK_APP_TOKEN", remedy))
    return Finding("app token", ok=True, says="opens connections")


def _scopes(answer: SlackResponse) -> Finding:
    granted = {one.strip() for one in _lowered(answer.headers).get("x-oauth-scopes", "").split(",")}
    needed, optional = scopes(read_manifest())
    if missing := needed - granted:
        lost = what_is_lost(missing)
        says = f"missing: {lost}. Add them under OAuth & Permissions, then {_REINSTALL}"
        return Finding("scopes", ok=False, says=says)
    if lacking := optional - granted:
        says = f"all there but the optional {what_is_lost(lacking)}"
        return Finding("scopes", ok=True, says=says)
    return Finding("scopes", ok=True, says="all there")


def _lowered(headers: Mapping[str, object]) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in headers.items()}


def _why(error: Exception, variable: str, remedy: str) -> str:
    if isinstance(error, SlackApiError):
        return redact(f"Slack refuses {variable} ({error.response.get('error')}): {remedy}")
    return _unreachable(error)


def _unreachable(error: Exception) -> str:
    return f"Slack cannot be reached ({type(error).__name__}): check the network and SLACK_API_URL"
