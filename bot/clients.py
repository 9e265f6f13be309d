"""The Web API clients, which differ in what they do again by themselves."""

from __future__ import annotations

from typing import Protocol

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.delivery.timing import CALL
from bot.settings import Settings

_TIMEOUT = int(CALL.total_seconds())


class Clients(Protocol):
    """The clients of each workspace."""

    def asking(self, team: str) -> WebClient:
        """For everything but posting. Raises NotInstalled where the app was removed."""
        ...

    def posting(self, team: str) -> WebClient:
        """For messages. Raises NotInstalled where the app was removed."""
        ...


class OneWorkspace:
    """The clients of the one workspace whose token the program was given."""

    def __init__(self, settings: Settings, token: str) -> None:
        self.client = asking_client(settings, token)
        """For everything but posting."""
        self._posting = posting_client(settings, token)

    def asking(self, _team: str) -> WebClient:
        """See Clients."""
        return self.client

    def posting(self, _team: str) -> WebClient:
        """See Clients."""
        return self._posting


def asking_client(settings: Settings, token: str) -> WebClient:
    """For everything but posting: waits out a rate limit once."""
    return WebClient(
        token=token,
        base_url=settings.api_url,
        timeout=_TIMEOUT,
        retry_handlers=[RateLimitErrorRetryHandler()],
    )


def posting_client(settings: Settings, token: str) -> WebClient:
    """For messages: repeats nothing, because a repeated post is posted twice."""
    return WebClient(token=token, base_url=settings.api_url, timeout=_TIMEOUT, retry_handlers=[])


def app_client(settings: Settings) -> WebClient:
    """For what the app asks in its own name, without a token; repeats nothing."""
    return WebClient(base_url=settings.api_url, timeout=_TIMEOUT, retry_handlers=[])


def connecting_client(settings: Settings) -> WebClient:
    """For opening Socket Mode connections, with the app's own token."""
    token = settings.app_token
    return WebClient(
        token=token.get_secret_value() if token else None,
        base_url=settings.api_url,
        timeout=_TIMEOUT,
        retry_handlers=[],
    )
