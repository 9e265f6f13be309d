"""Renewing tokens that expire, long before they do, and never two at a time.

Slack takes back the old refresh token as soon as it is used: of two that use it, one loses the
workspace. So whoever renews holds a lease on the installation, in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from msgspec.structs import asdict
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.delivery.timing import CALL
from bot.desk.reaching import write_to
from bot.installing.vault import Vault
from bot.settings import Settings
from bot.views.blocks import Message
from bot.views.layout import told
from kpi.language import said
from storage.records import Installation
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

AHEAD = timedelta(hours=2)
"""How long before its end a token is renewed; Slack's last twelve hours."""
LEASE = 3 * CALL
"""How long nobody else tries: the call's time-out, and time to keep its answer."""

_AT_ONCE = 50
_FOR_GOOD = frozenset(
    {
        "invalid_refresh_token",
        "invalid_grant",
        "token_revoked",
        "token_expired",
        "org_login_required",
    }
    | {"account_inactive", "app_not_installed", "team_access_not_granted", "invalid_auth"}
)
"""Answers after which asking again is no use: somebody has to install the app again."""


class Renewal:
    """Renews what ends soon. Threads and processes may run any number of them."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        vault: Vault,
        clock: Callable[[], datetime],
        client: WebClient,
    ) -> None:
        """Take what it works with; `client` has no token and repeats nothing."""
        self._settings = settings
        self._store = store
        self._vault = vault
        self._clock = clock
        self._client = client

    def is_due(self, now: datetime) -> bool:
        """Whether there is a token to renew."""
        return bool(self._expiring(now, 1))

    def renew_due(self) -> None:
        """Renew the tokens that end soon, a good number at a time."""
        for one in self._expiring(self._clock(), _AT_ONCE):
            self.renew(one)

    def renew(self, seen: Installation) -> bool:
        """Renew one token, unless somebody else does or did; whether it was renewed here."""
        now = self._clock()
        lease = partial(_leased, seen=seen, now=now)
        found = self._store.write(lease)
        if found is None or found.refresh_token is None:
            return False
        try:
            answer = self._exchanged(self._vault.open(found.refresh_token))
        except SlackApiError as error:
            self._refused(found, str(error.response.get("error")))
            return False
        except (SlackClientError, OSError) as error:
            _log.warning("token not renewed", team=found.team, error=type(error).__name__)
            return False
        return self._kept(found, answer, now)

    def _expiring(self, now: datetime, limit: int) -> tuple[Installation, ...]:
        return self._store.read(lambda tx: tx.installations.expiring(now + AHEAD, limit))

    def _exchanged(self, refresh_token: str) -> Any:
        secret = self._settings.client_secret
        return self._client.oauth_v2_access(
            client_id=self._settings.client_id or "",
            client_secret=secret.get_secret_value() if secret else "",
            grant_type="refresh_token",
            refresh_token=refresh_token,
        )

    def _kept(self, found: Installation, answer: Any, now: datetime) -> bool:
        renewed = with_tokens(found, answer, self._vault, now)
        kept = self._store.write(
            lambda tx: tx.installations.renewed(found.team, found.issue, renewed)
        )
        _log.info("token renewed", team=found.team, until=str(renewed.expires_at), kept=kept)
        return kept

    def _refused(self, found: Installation, error: str) -> None:
        if error not in _FOR_GOOD:
            _log.warning("token not renewed", team=found.team, error=error)
            return
        if self._store.write(lambda tx: _broke(tx, found, error)):
            _log.error("token cannot be renewed", team=found.team, error=error)


def with_tokens(about: Installation, answer: Any, vault: Vault, now: datetime) -> Installation:
    """The installation with the tokens of an answer of oauth.v2.access."""
    refresh_token, seconds = answer.get("refresh_token"), answer.get("expires_in")
    expires = refresh_token is not None and seconds is not None
    return Installation(
        **asdict(about)
        | {
            "token": vault.seal(str(answer["access_token"])),
            "refresh_token": vault.seal(str(refresh_token)) if expires else None,
            "expires_at": now + timedelta(seconds=int(seconds)) if expires else None,
            "problem": "",
            "issue": uuid4().hex,
        }
    )


def _leased(tx: Tx, *, seen: Installation, now: datetime) -> Installation | None:
    return tx.installations.lease(seen.team, seen.issue, now, now + LEASE)


def _broke(tx: Tx, found: Installation, error: str) -> bool:
    """Keep that it is over, and tell whoever installed the app while the old token still works."""
    if not tx.installations.broke(found.team, found.issue, error):
        return False
    for team in tx.installations.residents(found.team)[:1]:
        write_to(tx, team, found.installer, lambda: _over(found))
    return True


def _over(found: Installation) -> Message:
    if found.expires_at is None:
        return told(
            said(
                "Slack no longer renews KPI Bot's access to this workspace. From now on, digests "
                "rest and nothing can be recorded; what was recorded stays. Open the address you "
                "installed KPI Bot from and install it again."
            )
        )
    return told(
        said(
            "Slack no longer renews KPI Bot's access to this workspace. From {time} on, digests "
            "rest and nothing can be recorded; what was recorded stays. Open the address you "
            "installed KPI Bot from and install it again.",
            time=found.expires_at.isoformat(timespec="minutes"),
        )
    )
