"""The Web API clients, which differ in what they do again by themselves."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.delivery.timing import CALL
from bot.settings import Settings

_TIMEOUT = int(CALL.total_seconds())


def asking_client(settings: Settings) -> WebClient:
    """For everything but posting: waits out a rate limit once."""
    return WebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=settings.api_url,
        timeout=_TIMEOUT,
        retry_handlers=[RateLimitErrorRetryHandler()],
    )


def posting_client(settings: Settings) -> WebClient:
    """For messages: repeats nothing, because a repeated post is posted twice."""
    return WebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=settings.api_url,
        timeout=_TIMEOUT,
        retry_handlers=[],
    )


def connecting_client(settings: Settings) -> WebClient:
    """For opening Socket Mode connections, with the app's own token."""
    token = settings.app_token
    return WebClient(
        token=token.get_secret_value() if token else None,
        base_url=settings.api_url,
        timeout=_TIMEOUT,
        retry_handlers=[],
    )
