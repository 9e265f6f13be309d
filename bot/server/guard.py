"""What is refused before Bolt sees a request: Bolt reads bodies before it checks signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from slack_bolt import BoltRequest
from werkzeug.datastructures import Headers

MAX_BODY = 1024 * 1024
"""Bytes. The largest thing Slack sends, a modal's state, stays far below."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_TYPES = ("application/json", "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Refusal:
    """A request that goes no further."""

    status: HTTPStatus
    reason: str


def check(headers: Headers, body: bytes, query: bytes) -> BoltRequest | Refusal:
    """The request as Bolt takes it, or why it is refused.

    Signatures are checked by Bolt; here only what makes Bolt raise instead of refuse.
    """
    if len(body) > MAX_BODY:
        return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body is larger than 1 MB")
    if not _TIMESTAMP.fullmatch(headers.get("X-Slack-Request-Timestamp", "")):
        return Refusal(HTTPStatus.UNAUTHORIZED, "X-Slack-Request-Timestamp is not a number")
    if not _SIGNATURE.fullmatch(headers.get("X-Slack-Signature", "")):
        return Refusal(HTTPStatus.UNAUTHORIZED, "X-Slack-Signature is not a signature")
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() not in _TYPES:
        return Refusal(HTTPStatus.BAD_REQUEST, f"content type is not one of {', '.join(_TYPES)}")
    return _parsed(headers, body, query)


def _parsed(headers: Headers, body: bytes, query: bytes) -> BoltRequest | Refusal:
    try:
        return BoltRequest(body=body.decode(), query=query.decode("ascii"), headers=dict(headers))
    # What Bolt raises on JSON that is broken, too deep, no object or not of Slack's shape.
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return Refusal(HTTPStatus.BAD_REQUEST, "body is not what Slack sends")
