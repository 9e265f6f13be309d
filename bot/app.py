"""Builds the Bolt app. Nothing happens at import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.middleware import Middleware
from slack_sdk import WebClient

from bot.delivery.errors import NotInstalled
from bot.handlers import absent
from bot.handlers.payload import Malformed
from bot.handlers.workspace import find_workspace
from bot.office import Office
from bot.routes import register
from kpi.errors import KpiError

_log = structlog.get_logger(__name__)

LetIn: TypeAlias = Callable[..., AuthorizeResult]
"""Who the bot is where a request comes from; raises NotInstalled where it is not let in."""


def build_app(
    office: Office,
    client: WebClient,
    authorize: LetIn | None = None,
) -> App:
    """The app for one workspace, whose bot token `client` carries, or for those let in.

    With `authorize` it is the latter, and `client` carries no token.
    `process_before_response` makes listeners run in the server's own threads: a handler computes,
    commits and acknowledges in one go, without Bolt's polling for the acknowledgement.
    """
    app = App(
        name="kpi-bot",  # else it is found by reading the source of every frame of the stack
        client=client,
        before_authorize=_FindWorkspace(),
        authorize=authorize,
        # Where requests come over HTTP, `bot.server.guard` has checked their signature before.
        signing_secret="not used",  # noqa: S106
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,
    )
    register(app, office)
    app.error(_on_error(office))
    return app


class _FindWorkspace(Middleware):
    """Who is let in is decided for the workspace that the handlers then work for, and no other."""

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt names what it hands over
        next: Callable[[], BoltResponse],  # noqa: A002
    ) -> BoltResponse:
        """See Middleware; as a function, Bolt would gather all it knows for its arguments."""
        req.context["team_id"] = find_workspace(req.body)
        return next()


def _on_error(office: Office) -> Callable[..., BoltResponse]:
    def listen(error: Exception, request: BoltRequest) -> BoltResponse:
        """What no listener knows is acknowledged, so that Slack does not send it again."""
        match error:
            case BoltUnhandledRequestError():
                return BoltResponse(status=200)
            case Malformed():
                _log.warning("malformed payload", error=type(error.__cause__).__name__)
                return BoltResponse(status=400)
            case KpiError():
                # Refused where there is no place to say so, such as a choice in a closed form.
                _log.warning("refused without an answer", error=error.message)
                return BoltResponse(status=200)
            case NotInstalled():
                return BoltResponse(status=200, body=absent.refuse(office, request.body))
            case _:
                raise error

    return listen
