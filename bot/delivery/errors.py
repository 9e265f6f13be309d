"""What one call to Slack came to: the answer or the exception, sorted by what may have happened."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError

from msgspec import Struct
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

DEFAULT_WAIT = 30.0
"""Seconds to wait after a rate limit that names no time."""

ALL_BUSY = "message_limit_exceeded"
"""Slack's error while a workspace as a whole sends too much."""

BUSY_WAIT = 600.0
"""Seconds to wait after it."""


class NotInstalled(Exception):
    """The workspace has no token any more: the app was removed from it."""


class Sent(Struct, frozen=True):
    """Slack took the message."""

    ts: str
    channel: str


class RateLimited(Struct, frozen=True):
    """Slack refused the call for now; nothing was posted."""

    retry_after: float
    """Seconds."""
    error: str = "ratelimited"


class Definite(Struct, frozen=True):
    """Slack refused the call, and would refuse it again; nothing was posted."""

    error: str


class Unknown(Struct, frozen=True):
    """The message may or may not be in Slack."""

    reason: str


class NotSent(Struct, frozen=True):
    """Nothing was posted, for a reason that passes."""

    reason: str


Outcome = Sent | RateLimited | Definite | Unknown | NotSent

_UNSETTLED = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "update_failed"}
)
"""Errors Slack gives after it may have done part of the work."""

_PASSING = frozenset(
    {
        "accesslimited",
        "draft_has_conflict",
        "external_channel_migrating",
        "org_login_required",
        "streaming_state_conflict",
        "team_added_to_org",
    }
)
"""Refusals that end by themselves."""

_BUSY = {
    "ratelimited": DEFAULT_WAIT,
    "rate_limited": DEFAULT_WAIT,
    ALL_BUSY: BUSY_WAIT,
}

_UNREACHED = frozenset(
    {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL}
)
"""System errors after which no byte of the request can have left."""

_ERROR_CODE = re.compile(r"[a-z0-9_.:-]{1,100}")


def answered(response: SlackResponse) -> Outcome:
    """Sort an answer that says ok."""
    ts, channel = response.get("ts"), response.get("channel")
    if isinstance(ts, str) and isinstance(channel, str) and ts and channel:
        return Sent(ts, channel)
    return Unknown("malformed answer")


def failed(error: Exception) -> RateLimited | Definite | Unknown | NotSent:
    """Sort an exception of a Slack client that retries nothing by itself.

    Whatever is not understood is unknown: looking costs little, a second post or a lost one much.
    """
    match error:
        case NotInstalled():
            return Definite("not_installed")
        case SlackApiError():
            return _refused(error.response)
        case SlackRequestError():
            return NotSent(_told(error))
        case URLError() if isinstance(error.reason, OSError) and _unreached(error.reason):
            return NotSent(_told(error.reason))
        case OSError() if _unreached(error):
            return NotSent(_told(error))
        case _:
            return Unknown(_told(error))


def _refused(response: SlackResponse) -> RateLimited | Definite | Unknown | NotSent:
    data = response.data if isinstance(response.data, dict) else {}
    code = data.get("error")
    if response.status_code == 429:
        return RateLimited(_wait(response.headers, DEFAULT_WAIT))
    if response.status_code >= 500:
        return Unknown(f"HTTP {response.status_code}")
    if not isinstance(code, str) or not _ERROR_CODE.fullmatch(code):
        return Unknown("malformed answer")
    if code in _BUSY:
        return RateLimited(_wait(response.headers, _BUSY[code]), code)
    return _coded(code)


def _coded(code: str) -> Definite | Unknown | NotSent:
    if code in _UNSETTLED:
        return Unknown(code)
    if code in _PASSING:
        return NotSent(code)
    return Definite(code)


def _wait(headers: Mapping[str, Any], otherwise: float) -> float:
    """Read Retry-After: seconds, in a header whose case differs between servers."""
    told = {name.lower(): value for name, value in headers.items()}.get("retry-after")
    text = told[0] if isinstance(told, list) and told else told
    return float(text) if isinstance(text, str) and text.strip().isdigit() else otherwise


def _unreached(error: OSError) -> bool:
    named = isinstance(error, socket.gaierror | ssl.SSLCertVerificationError)
    return named or error.errno in _UNREACHED


def _told(error: BaseException) -> str:
    """Name an exception for a log and a status line, without what it carries."""
    return type(error).__name__
