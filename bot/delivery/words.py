"""Why a message could not be posted, for the person who set it up."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kpi.language import phrase, said
from storage.deliveries import ABANDONED, DROPPED, ORPHANED

UNREADABLE = "unreadable: "
"""How the error of a delivery begins that a person must settle; Slack's error follows."""

UNSETTLED = "unsettled"
"""The error of a delivery that nobody settled in time."""


class _Refusal(Struct, frozen=True):
    words: str
    """What happened, and what one can do about it; `{channel}` is the channel as shown,
    `{error}` Slack's word for it."""
    pauses: bool
    """Whether every later message would be refused as well."""


_ARCHIVED = _Refusal(
    phrase(
        "The channel {channel} was archived; its digest is paused. "
        "Unarchive it and type `/kpi digest resume` there."
    ),
    pauses=True,
)
_AWAY = _Refusal(
    phrase(
        "KPI Bot is not in {channel}; its digest is paused. "
        "Invite it with `/invite @KPI Bot` and type `/kpi digest resume` there."
    ),
    pauses=True,
)
_GONE = _Refusal(
    phrase(
        "The channel {channel} no longer exists, or KPI Bot may not see it; its digest is paused. "
        "If it is a private channel, invite KPI Bot and type `/kpi digest resume` there."
    ),
    pauses=True,
)
_BARRED = _Refusal(
    phrase(
        "A setting of this Slack workspace keeps KPI Bot from posting in {channel}; "
        "its digest is paused. "
        "Ask a workspace admin to allow it, then type `/kpi digest resume` there."
    ),
    pauses=True,
)
_SHUT_OUT = _Refusal(
    phrase(
        "Slack no longer lets KPI Bot into this workspace, so nothing can be posted in {channel}. "
        "Ask a workspace admin to install KPI Bot again; its digests then go on by themselves."
    ),
    pauses=False,
)
_UNPERMITTED = _Refusal(
    phrase(
        "KPI Bot lacks a permission it needs to post in {channel}; its digest is paused. "
        "Ask a workspace admin to install KPI Bot again with the permissions it asks for, "
        "then type `/kpi digest resume` there."
    ),
    pauses=True,
)
_LOCKED = _Refusal(
    phrase("The thread in {channel} takes no replies. Look at the case on KPI Bot's Home tab."),
    pauses=False,
)
_DELETED = _Refusal(
    phrase(
        "The message in {channel} that was to be changed or answered is gone or too old. "
        "Nothing is lost: `/kpi digest now` posts the digest anew."
    ),
    pauses=False,
)
_PERSON = _Refusal(
    phrase(
        "Slack does not let KPI Bot write to {channel}: the account is deactivated or out of "
        "reach. Choose somebody else for it."
    ),
    pauses=False,
)
_MALFORMED = _Refusal(
    phrase(
        "Slack did not take the message for {channel} (it says: {error}). "
        "This is a fault of KPI Bot: please pass it on to whoever runs it."
    ),
    pauses=False,
)
_GAVE_UP = _Refusal(
    phrase(
        "Slack could not be reached for a day, so the message for {channel} was given up. "
        "`/kpi digest now` posts the digest once Slack answers again."
    ),
    pauses=False,
)
_UNHEARD = _Refusal(
    phrase(
        "Nobody could say whether the message for {channel} was posted, so it is no longer waited "
        "for. Look whether it is there; if not, `/kpi digest now` posts the digest."
    ),
    pauses=False,
)
_ORPHANED = _Refusal(
    phrase(
        "The message for {channel} belongs to another one that could not be delivered. "
        "It is posted once the other one is."
    ),
    pauses=False,
)
_DROPPED = _Refusal(
    phrase("The message for {channel} was given up by a person. Nothing needs to be done."),
    pauses=False,
)


def _each(refusal: _Refusal, codes: Iterable[str]) -> dict[str, _Refusal]:
    return dict.fromkeys(codes, refusal)


_REFUSALS = {
    **_each(_ARCHIVED, ("is_archived", "is_inactive")),
    **_each(_AWAY, ("not_in_channel",)),
    **_each(_GONE, ("channel_not_found", "channel_is_limited_access", "team_not_found")),
    **_each(
        _BARRED,
        (
            "app_access_restricted", "ekm_access_denied", "messages_tab_disabled",
            "posting_to_channel_denied", "restricted_action",
            "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
            "send_on_behalf_not_allowed",
        ),
    ),
    **_each(
        _SHUT_OUT,
        (
            "account_inactive", "enterprise_is_restricted", "invalid_auth", "not_authed",
            "not_installed", "team_access_not_granted", "token_expired", "token_revoked",
        ),
    ),
    **_each(
        _UNPERMITTED,
        ("access_denied", "missing_scope", "no_permission", "not_allowed_token_type"),
    ),
    **_each(
        _LOCKED,
        (
            "cannot_reply_to_message", "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
        ),
    ),
    **_each(
        _DELETED,
        (
            "cant_update_message", "edit_window_closed", "message_not_found", "parent_gone",
            "thread_not_found",
        ),
    ),
    **_each(
        _PERSON,
        (
            "cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible",
        ),
    ),
    **_each(_GAVE_UP, ("gave_up",)),
    **_each(_UNHEARD, (UNSETTLED,)),
    **_each(_ORPHANED, (ORPHANED,)),
    **_each(_DROPPED, (DROPPED,)),
}  # fmt: skip


def pauses(error: str) -> bool:
    """Return whether a channel's digest must pause, as every later one would be refused too."""
    return _REFUSALS.get(error, _MALFORMED).pauses


def shuts_out(error: str) -> bool:
    """Return whether the whole workspace is closed to the bot, every channel and person of it."""
    return _REFUSALS.get(error, _MALFORMED) is _SHUT_OUT


def explain(error: str, channel: str) -> str:
    """Say in plain words why a message is not in a channel, and what to do.

    Args:
        error: Slack's error, as kept with the dead delivery.
        channel: the channel as the reader should see it: "#growth" or "<#C024BE91L>".
    """
    return said(_REFUSALS.get(error, _MALFORMED).words, channel=channel, error=error)


def unsure(error: str) -> str:
    """Say in plain words why nobody knows whether a message was posted, as a clause.

    Args:
        error: as kept with the unknown delivery.
    """
    code = error.removeprefix(UNREADABLE)
    if code == error:
        if error == ABANDONED:
            return said("KPI Bot was stopped while it was sending it")
        return said("Slack did not confirm it")
    return said(_unread(code), error=code)


def _unread(code: str) -> str:
    refusal = _REFUSALS.get(code)
    if refusal is _UNPERMITTED:
        return _MAY_NOT_READ
    if refusal is _SHUT_OUT:
        return _NOT_LET_IN
    if refusal in (_AWAY, _GONE, _ARCHIVED):
        return _NOT_THERE
    return _CANNOT_LOOK


_MAY_NOT_READ = phrase(
    "Slack did not confirm it, and KPI Bot cannot look: it may not read what is written there"
)
_NOT_LET_IN = phrase(
    "Slack did not confirm it, and KPI Bot cannot look: Slack no longer lets it into the workspace"
)
_NOT_THERE = phrase(
    "Slack did not confirm it, and KPI Bot cannot look: "
    "it is no longer in the channel, or the channel is gone"
)
_CANNOT_LOOK = phrase("Slack did not confirm it, and KPI Bot cannot look: Slack says {error}")
