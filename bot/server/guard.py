"""What is refused before Bolt sees a request: Bolt reads bodies before it checks signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl

from msgspec import Struct
from pydantic import SecretStr
from slack_bolt import BoltRequest
from slack_sdk.signature import SignatureVerifier
from werkzeug.datastructures import Headers

from bot.server.shapes import misshapen

MAX_BODY = 1024 * 1024
"""Bytes. The largest thing Slack sends, a modal's state, stays far below."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_FORM = "application/x-www-form-urlencoded"
_TYPES = ("application/json", _FORM)


class Refusal(Struct, frozen=True):
    """A request that goes no further."""

    status: HTTPStatus
    reason: str


class Guard:
    """Lets through what Slack signed in the last five minutes, in the shapes that Slack sends.

    It is the only check of signatures, made on the bytes that came, before anything reads them.
    """

    def __init__(self, signing_secret: SecretStr | None) -> None:
        """Take the app's signing secret; without one everything is refused."""
        secret = signing_secret.get_secret_value() if signing_secret else ""
        self._verifier = SignatureVerifier(secret) if secret else None

    def check(self, headers: Headers, body: bytes, query: bytes) -> BoltRequest | Refusal:
        """The request as Bolt takes it, or why it is refused."""
        if len(body) > MAX_BODY:
            return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body is larger than 1 MB")
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        if not _TIMESTAMP.fullmatch(stamp):
            return Refusal(HTTPStatus.UNAUTHORIZED, "X-Slack-Request-Timestamp is not a number")
        signature = headers.get("X-Slack-Signature", "")
        if not _SIGNATURE.fullmatch(signature):
            return Refusal(HTTPStatus.UNAUTHORIZED, "X-Slack-Signature is not a signature")
        if not self._signed(body, stamp, signature):
            return Refusal(HTTPStatus.UNAUTHORIZED, "X-Slack-Signature does not fit, or is old")
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() not in _TYPES:
            return Refusal(
                HTTPStatus.BAD_REQUEST, f"content type is not one of {', '.join(_TYPES)}"
            )
        return _parsed(headers, body, query)

    def _signed(self, body: bytes, stamp: str, signature: str) -> bool:
        if self._verifier is None:
            return False
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except UnicodeDecodeError:
            return False  # Slack signs text


def _parsed(headers: Headers, body: bytes, query: bytes) -> BoltRequest | Refusal:
    try:
        text = _readable(body.decode())
        request = BoltRequest(body=text, query=query.decode("ascii"), headers=_about(headers))
        wrong = misshapen(request.body)
    # What Bolt raises on JSON that is broken, too deep, no object or not of Slack's shape.
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return Refusal(HTTPStatus.BAD_REQUEST, "body is not what Slack sends")
    if wrong is not None:
        return Refusal(HTTPStatus.BAD_REQUEST, f"body is not what Slack sends at {wrong}")
    return request


def _about(headers: Headers) -> dict[str, str | Sequence[str]]:
    """What Bolt needs to know of the body. Slack signs no header, and Bolt obeys some of them."""
    return {"content-type": headers.get("Content-Type", "")}


def _readable(text: str) -> str:
    """A form as Bolt understands it: where somebody typed "payload", it takes the form for none."""
    if "payload" not in text or text.startswith("{"):
        return text
    if "payload" in dict(parse_qsl(text, keep_blank_values=True)):
        return text
    return text.replace("payload", "p%61yload")
