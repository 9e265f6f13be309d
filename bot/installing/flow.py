"""Installing the app: to Slack's page and back, held together by a state good for one use."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urljoin

import structlog
from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.installing.presence import install
from bot.installing.renewing import with_tokens
from bot.installing.vault import Vault
from bot.manifest import read_manifest, scopes
from bot.settings import Settings
from kpi.language import phrase
from storage.records import BegunInstallation, Installation
from storage.store import Store

_log = structlog.get_logger(__name__)

GOOD_FOR = timedelta(minutes=10)
"""How long somebody may take on Slack's page."""

_ASK_AN_ADMIN = phrase(
    "Ask an admin of your Slack workspace to approve KPI Bot, then open the link again."
)
_AGAIN = phrase("Open the install link again and finish within ten minutes, in the same browser.")
_OPERATOR = phrase("This is for whoever runs KPI Bot to mend: kpi-bot doctor says how.")


class Begun(Struct, frozen=True):
    """Where to send the browser, and what it has to keep."""

    url: str
    browser: str
    """A secret for the browser's cookie."""


class NotInstalledNow(Exception):
    """The installation went no further; nothing was stored. Whoever shows it says it."""

    def __init__(self, what: str, remedy: str, error: str = "") -> None:
        """Take what happened and what one can do, in English; `{error}` is Slack's own word."""
        super().__init__(what.format(error=error))
        self.what = what
        self.remedy = remedy
        self.error = error


class InstallFlow:
    """Sends people to Slack and takes in what they come back with."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        vault: Vault,
        clock: Callable[[], datetime],
        client: WebClient,
        arrived: Callable[[Installation], None],
    ) -> None:
        """Take what it works with.

        Args:
            settings: with the app's client id and secret.
            store: where installations are kept.
            vault: what seals their tokens.
            clock: the time now, in UTC.
            client: has no token and repeats nothing.
            arrived: told of each new installation, once it is kept.
        """
        self._settings = settings
        self._store = store
        self._vault = vault
        self._clock = clock
        self._client = client
        self._arrived = arrived

    def begin(self) -> Begun:
        """Begin an installation for one browser."""
        state, browser = token_urlsafe(32), token_urlsafe(32)
        begun = BegunInstallation(
            state=_digest(state), browser=_digest(browser), begun_at=self._clock()
        )
        self._store.write(lambda tx: tx.begun_installations.add(begun))
        return Begun(self._page(state), browser)

    def finish(self, query: Mapping[str, str], browser: str) -> Installation:
        """Keep the installation that Slack redirected a browser back with.

        Args:
            query: the redirect's parameters.
            browser: what the browser's cookie holds; "" where it has none.

        Raises:
            NotInstalledNow: why it went no further, and what one can do.
        """
        self._check_state(query.get("state", ""), browser)
        if error := query.get("error"):
            raise _refused_by_person(error)
        code = query.get("code", "")
        if not code:
            raise NotInstalledNow(phrase("Slack sent no code along."), _AGAIN)
        now = self._clock()
        installation = self._installation(self._exchanged(code), now)
        self._store.write(lambda tx: install(tx, installation, now))
        _log.info("installed", team=installation.team, organisation=installation.organisation)
        self._arrived(installation)
        return installation

    def _page(self, state: str) -> str:
        needed, optional = scopes(read_manifest())
        query = {
            "client_id": self._settings.client_id or "",
            "scope": ",".join(sorted(needed | optional)),
            "user_scope": "",
            "state": state,
        }
        # GovSlack and the sandbox have a page of their own beside their Web API.
        return f"{urljoin(self._settings.api_url, '/oauth/v2/authorize')}?{urlencode(query)}"

    def _check_state(self, state: str, browser: str) -> None:
        """Let pass the browser that began, once and in time; the state is used up either way."""
        begun = self._store.write(lambda tx: tx.begun_installations.take(_digest(state)))
        if begun is None:
            raise NotInstalledNow(phrase("This link was used already, or is none of ours."), _AGAIN)
        if self._clock() - begun.begun_at > GOOD_FOR:
            raise NotInstalledNow(phrase("The installation took longer than ten minutes."), _AGAIN)
        if not hmac.compare_digest(begun.browser, _digest(browser)):
            raise NotInstalledNow(phrase("The installation was begun in another browser."), _AGAIN)

    def _exchanged(self, code: str) -> Any:
        secret = self._settings.client_secret
        try:
            return self._client.oauth_v2_access(
                client_id=self._settings.client_id or "",
                client_secret=secret.get_secret_value() if secret else "",
                code=code,
            )
        except SlackApiError as error:
            raise _refused_by_slack(str(error.response.get("error"))) from error
        except (SlackClientError, OSError) as error:
            _log.warning("installation not exchanged", error=type(error).__name__)
            raise NotInstalledNow(phrase("Slack did not answer."), _AGAIN) from error

    def _installation(self, answer: Any, now: datetime) -> Installation:
        organisation = bool(answer.get("is_enterprise_install"))
        reached = answer.get("enterprise" if organisation else "team") or {}
        if not reached.get("id") or answer.get("token_type") != "bot":
            raise NotInstalledNow(phrase("Slack gave no access for a bot."), _OPERATOR)
        known = Installation(
            team=str(reached["id"]),
            organisation=organisation,
            name=str(reached.get("name") or ""),
            bot_user=str(answer.get("bot_user_id") or ""),
            scopes=tuple(str(answer.get("scope") or "").split(",")),
            installer=str((answer.get("authed_user") or {}).get("id") or ""),
            token="",
            refresh_token=None,
            expires_at=None,
            problem="",
            issue="",
            installed_at=now,
        )
        return with_tokens(known, answer, self._vault, now)


def _digest(secret: str) -> str:
    """What is stored of a secret: enough to recognise it, too little to use it."""
    return sha256(secret.encode()).hexdigest()


def _refused_by_person(error: str) -> NotInstalledNow:
    if error == "access_denied":
        what = phrase("The installation was cancelled on Slack's page.")
        return NotInstalledNow(what, _ASK_AN_ADMIN)
    what = phrase("Slack stopped the installation ({error}).")
    return NotInstalledNow(what, _ASK_AN_ADMIN, error[:100])


def _refused_by_slack(error: str) -> NotInstalledNow:
    _log.warning("installation refused", error=error)
    if error in ("invalid_code", "code_already_used"):
        return NotInstalledNow(phrase("Slack's code was used already or has run out."), _AGAIN)
    what = phrase("Slack refused the app's own credentials ({error}).")
    return NotInstalledNow(what, _OPERATOR, error)
