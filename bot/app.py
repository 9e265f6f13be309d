"""Builds the Bolt app. Nothing happens at import."""

from __future__ import annotations

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.office import Office
from bot.routes import register


def build_app(office: Office, client: WebClient, signing_secret: str | None) -> App:
    """The app for one workspace, by its bot token (which `client` carries).

    `process_before_response` makes listeners run in the server's own threads: a handler computes,
    commits and acknowledges in one go, without Bolt's polling for the acknowledgement.
    """
    app = App(
        client=client,
        signing_secret=signing_secret or "not used over Socket Mode",
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=signing_secret is not None,
        raise_error_for_unhandled_request=True,
    )
    register(app, office)
    app.error(_unhandled)
    return app


def _unhandled(error: Exception, request: BoltRequest) -> BoltResponse:
    """What no listener knows is acknowledged, so that Slack does not send it again."""
    del request
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    raise error
