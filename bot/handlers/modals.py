"""Showing modals: opened by a trigger before it expires, filled in afterwards."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from msgspec import Struct
from slack_sdk.errors import SlackApiError

from bot.handlers.boundary import guarded
from bot.office import Office
from bot.views.recording_form import View, loading, message_view

_log = structlog.get_logger(__name__)

_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
_GONE = frozenset({"not_found", "hash_conflict"})
"""The modal was closed, or went on, while the answer was made."""


class TooLateError(Exception):
    """Slack took the trigger no more: nothing can be shown."""


class Shown(Struct, frozen=True, kw_only=True):
    """A modal somebody looks at."""

    id: str
    hash: str


def open_modal(office: Office, team: str, trigger: str, view: View) -> Shown:
    """Opens a modal.

    Raises:
        TooLateError: the trigger has expired or was used.
    """
    return _shown(office, team, "views.open", trigger, view)


def push_modal(office: Office, team: str, trigger: str, view: View) -> Shown:
    """Lays a modal upon the one that is open.

    Raises:
        TooLateError: the trigger has expired or was used.
    """
    return _shown(office, team, "views.push", trigger, view)


def _shown(office: Office, team: str, method: str, trigger: str, view: View) -> Shown:
    client = office.client_for(team)
    try:
        opened = client.api_call(method, json={"trigger_id": trigger, "view": view})["view"]
    except SlackApiError as error:
        if error.response.get("error") in _TOO_LATE:
            raise TooLateError from error
        raise
    return Shown(id=opened["id"], hash=opened["hash"])


def open_soon(
    office: Office, team: str, trigger: str, title: str, build: Callable[[], View]
) -> None:
    """Opens a modal that says it is loading, and fills it in once the press is answered.

    Raises:
        TooLateError: the trigger has expired or was used.
    """
    update_soon(office, team, open_modal(office, team, trigger, loading(title)), title, build)


def update_soon(
    office: Office, team: str, shown: Shown, title: str, build: Callable[[], View]
) -> None:
    """Shows something else in an open modal, unless it went on by itself meanwhile.

    `title` stands above the sentence that is shown where nothing can be built.
    """

    def update() -> None:
        view = guarded(build, lambda said: message_view(title, said.blocks), what="modal")
        try:
            office.client_for(team).views_update(view_id=shown.id, hash=shown.hash, view=view)
        except SlackApiError as error:
            if error.response.get("error") not in _GONE:
                raise
            _log.info("modal_gone", view=shown.id)

    office.later.do(update, what="modal")
