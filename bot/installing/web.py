"""The two addresses by which the app is installed: GET /slack/install and /slack/oauth_redirect."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from bot.installing.flow import GOOD_FOR, InstallFlow, NotInstalledNow
from bot.installing.pages import installed, refused
from bot.language import language_of
from bot.manifest import INSTALL_PATH, REDIRECT_PATH
from kpi.language import speaking

_log = structlog.get_logger(__name__)

COOKIE = "__Host-kpi-bot-install"
"""Browsers take a name that begins so over HTTPS only, from this host only, for all its paths."""

_CAUTION = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'",
    # The address holds the state and the code.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def install_pages(flow: InstallFlow) -> Blueprint:
    """The pages by which people install the app."""
    web = Blueprint("installing", __name__)

    @web.get(INSTALL_PATH)
    def install() -> AnyResponse:
        begun = flow.begin()
        answer = redirect(begun.url, HTTPStatus.FOUND)
        answer.headers.update(_CAUTION)
        answer.set_cookie(
            COOKIE,
            begun.browser,
            max_age=GOOD_FOR,
            secure=True,
            httponly=True,
            # Slack's redirect is a link from another site, with which Strict sends no cookie.
            samesite="Lax",
        )
        return answer

    @web.get(REDIRECT_PATH)
    def oauth_redirect() -> AnyResponse:
        with speaking(language_of(request.accept_languages.best or "")):
            try:
                page = installed(flow.finish(request.args, request.cookies.get(COOKIE, "")))
                status = HTTPStatus.OK
            except NotInstalledNow as refusal:
                _log.info("not installed", why=str(refusal))
                page, status = refused(refusal), HTTPStatus.BAD_REQUEST
        answer = Response(page, status, _CAUTION, mimetype="text/html")
        answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
        return answer

    return web
