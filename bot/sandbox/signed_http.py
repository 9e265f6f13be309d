"""Signed HTTP: requests to the app's request URL as Slack sends them."""

import hashlib
import hmac
import http.client
import json
import secrets
from collections.abc import Callable
from urllib.parse import urlencode, urlparse

from bot.sandbox.model import Application, Json
from bot.sandbox.transport import Kind, Outcome, Retry

FORM = "application/x-www-form-urlencoded"


class SignedHttp:
    """Delivers to a request URL, signed with the app's signing secret.

    Args:
        app: whose secret signs.
        request_url: where commands, interactions and events go.
        seconds: the time for `X-Slack-Request-Timestamp`; it must be near the app's own.
        ack_seconds: how long the app may take to answer.
    """

    def __init__(
        self, app: Application, request_url: str, seconds: Callable[[], float], ack_seconds: float
    ) -> None:
        self.app = app
        self.request_url = request_url
        self.seconds = seconds
        self.ack_seconds = ack_seconds

    def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Outcome:
        """Deliver a payload; only a 200 within the time counts as acknowledged."""
        content_type, body = encoded(kind, payload)
        signature = signed(self.app.signing_secret, int(self.seconds()), body)
        headers = {"Content-Type": content_type, **signature}
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        return self._post(body, headers)

    def verify(self) -> bool:
        """Whether the app answers Slack's check of a new request URL."""
        challenge = secrets.token_hex(16)
        payload = {
            "token": self.app.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        body = self.send("events_api", payload, None).body
        return body == challenge or (isinstance(body, dict) and body.get("challenge") == challenge)

    def _post(self, body: bytes, headers: dict[str, str]) -> Outcome:
        address = urlparse(self.request_url)
        secure = address.scheme == "https"
        make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = make(address.hostname or "", address.port, timeout=self.ack_seconds)
        try:
            connection.request("POST", address.path or "/", body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except TimeoutError:
            return Outcome("operation_timeout", detail="http_timeout")
        except (OSError, http.client.HTTPException) as error:
            return Outcome("dispatch_failed", detail=f"connection_failed: {error}")
        finally:
            connection.close()
        if response.status != 200:
            return Outcome("dispatch_failed", text, detail=f"http_error: {response.status}")
        return Outcome("acked", _body(response.getheader("Content-Type", ""), text))


def signed(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers by which an app knows that a body comes from Slack, version 0."""
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def encoded(kind: Kind, payload: Json) -> tuple[str, bytes]:
    """The content type and body in which Slack sends a payload."""
    if kind == "slash_commands":
        return FORM, urlencode(payload).encode()
    if kind == "interactive":
        return FORM, urlencode({"payload": json.dumps(payload, separators=(",", ":"))}).encode()
    return "application/json", json.dumps(payload, separators=(",", ":")).encode()


def _body(content_type: str, text: str) -> Json | str | None:
    if not text:
        return None
    if content_type.startswith("application/json"):
        try:
            parsed: Json = json.loads(text)
        except ValueError:
            return text
        return parsed
    return text
