import socket
import ssl
from http.client import IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.delivery.errors import (
    Definite,
    NotInstalled,
    NotSent,
    Outcome,
    RateLimited,
    Sent,
    Unknown,
    answered,
    failed,
)
from bot.delivery.words import explain, pauses, shuts_out


def names(text: str) -> list[str]:
    return text.split()


POST_ERRORS = names(
    """
    app_access_restricted as_user_not_supported channel_not_found draft_already_deleted
    draft_already_sent draft_has_conflict draft_not_found duplicate_channel_not_found
    duplicate_message_not_found ekm_access_denied invalid_blocks invalid_blocks_format
    invalid_metadata_format invalid_metadata_schema is_archived markdown_text_conflict
    message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large
    msg_blocks_too_long no_text not_in_channel rate_limited restricted_action
    restricted_action_non_threadable_channel restricted_action_read_only_channel
    restricted_action_thread_locked restricted_action_thread_only_channel
    send_on_behalf_not_allowed slack_connect_canvas_sharing_blocked
    slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked team_not_found
    too_many_attachments too_many_contact_cards cannot_reply_to_message missing_file_data
    attachment_payload_limit_exceeded
    """
)

UPDATE_ERRORS = names(
    """
    as_user_not_supported blocked_file_type block_mismatch cant_broadcast_message
    cant_update_message channel_not_found edit_window_closed external_channel_migrating
    file_deleted file_is_deleted file_not_found file_share_limit_reached invalid_attachments
    invalid_blocks invalid_blocks_format invalid_metadata_format invalid_metadata_schema
    is_inactive markdown_text_conflict max_file_sharing_exceeded message_limit_exceeded
    message_not_found metadata_must_be_sent_from_app metadata_too_large msg_too_long
    no_dual_broadcast_content_update no_text posting_to_channel_denied
    slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
    slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
    slack_connect_file_upload_sharing_blocked streaming_state_conflict team_not_found
    too_many_attachments unable_to_share_files update_failed
    """
)

COMMON_ERRORS = names(
    """
    access_denied account_inactive enterprise_is_restricted invalid_arguments invalid_auth
    missing_scope no_permission not_allowed_token_type not_authed team_access_not_granted
    token_expired token_revoked internal_error fatal_error service_unavailable request_timeout
    ratelimited accesslimited team_added_to_org org_login_required
    """
)

ALL_ERRORS = sorted({*POST_ERRORS, *UPDATE_ERRORS, *COMMON_ERRORS})

NOT_DEFINITE: dict[str, type] = {
    "accesslimited": NotSent,
    "draft_has_conflict": NotSent,
    "external_channel_migrating": NotSent,
    "fatal_error": Unknown,
    "internal_error": Unknown,
    "message_limit_exceeded": RateLimited,
    "org_login_required": NotSent,
    "rate_limited": RateLimited,
    "ratelimited": RateLimited,
    "request_timeout": Unknown,
    "service_unavailable": Unknown,
    "streaming_state_conflict": NotSent,
    "team_added_to_org": NotSent,
    "update_failed": Unknown,
}


def response(data: Any, status: int = 200, headers: dict[str, Any] | None = None) -> SlackResponse:
    return SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )


def refusal(
    error: object, status: int = 200, headers: dict[str, Any] | None = None
) -> SlackApiError:
    return refused(response({"ok": False, "error": error}, status, headers))


def refused(answer: SlackResponse) -> SlackApiError:
    return SlackApiError("refused", answer)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("error", ALL_ERRORS)
def test_every_documented_error_is_sorted(error: str) -> None:
    outcome = failed(refusal(error))

    assert type(outcome) is NOT_DEFINITE.get(error, Definite)
    if isinstance(outcome, Definite):
        assert outcome.error == error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (refusal("ratelimited", 429, {"Retry-After": "30"}), RateLimited(30)),
        (refusal("ratelimited", 429, {"retry-after": "1"}), RateLimited(1)),
        (refusal("ratelimited", 429, {"Retry-After": ["12"]}), RateLimited(12)),
        (refusal("ratelimited", 429), RateLimited(30)),
        (refusal("ratelimited", 429, {"Retry-After": "soon"}), RateLimited(30)),
        (refused(response("slow down", 429)), RateLimited(30)),
        (refusal("message_limit_exceeded"), RateLimited(600, "message_limit_exceeded")),
        (refusal("rate_limited", headers={"Retry-After": "3"}), RateLimited(3, "rate_limited")),
        (refusal("is_archived", 500), Unknown("HTTP 500")),
        (refusal("internal_error", 503), Unknown("HTTP 503")),
        (refusal("not_in_channel", 400), Definite("not_in_channel")),
        (refusal("Received a response in a non-JSON format: <html>"), Unknown("malformed answer")),
        (refusal(None), Unknown("malformed answer")),
        (refused(response(None)), Unknown("malformed answer")),
        (refusal("an_error_of_tomorrow"), Definite("an_error_of_tomorrow")),
        (TimeoutError("read timed out"), Unknown("TimeoutError")),
        (URLError(TimeoutError("timed out")), Unknown("URLError")),
        (URLError(ConnectionResetError(104, "reset")), Unknown("URLError")),
        (URLError(BrokenPipeError(32, "broken pipe")), Unknown("URLError")),
        (RemoteDisconnected("closed"), Unknown("RemoteDisconnected")),
        (IncompleteRead(b""), Unknown("IncompleteRead")),
        (ConnectionResetError(104, "reset"), Unknown("ConnectionResetError")),
        (AttributeError("'list' object has no attribute 'get'"), Unknown("AttributeError")),
        (URLError(ConnectionRefusedError(111, "refused")), NotSent("ConnectionRefusedError")),
        (ConnectionRefusedError(111, "refused"), NotSent("ConnectionRefusedError")),
        (URLError(socket.gaierror(-2, "unknown name")), NotSent("gaierror")),
        (URLError(OSError(113, "no route to host")), NotSent("OSError")),
        (URLError(OSError(101, "network is unreachable")), NotSent("OSError")),
        (URLError(ssl.SSLCertVerificationError("expired")), NotSent("SSLCertVerificationError")),
        (SlackRequestError("invalid URL"), NotSent("SlackRequestError")),
        (NotInstalled("T1"), Definite("not_installed")),
    ],
    ids=repr,
)
def test_what_an_exception_says_about_the_message(error: Exception, outcome: Outcome) -> None:
    assert failed(error) == outcome


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        ({"ok": True, "ts": "1.000200", "channel": "C1"}, Sent("1.000200", "C1")),
        ({"ok": True, "channel": "C1"}, Unknown("malformed answer")),
        ({"ok": True, "ts": "", "channel": "C1"}, Unknown("malformed answer")),
        ({"ok": True, "ts": 1.5, "channel": "C1"}, Unknown("malformed answer")),
        ({"ok": True, "ts": "1.000200"}, Unknown("malformed answer")),
    ],
)
def test_only_an_answer_that_names_the_message_counts_as_sent(
    data: dict[str, Any], outcome: Outcome
) -> None:
    assert answered(response(data)) == outcome


def test_an_error_carries_nothing_that_could_be_secret() -> None:
    outcome = failed(ValueError("token xoxb-1234 in a header"))

    assert outcome == Unknown("ValueError")


PAUSING = names(
    """
    access_denied app_access_restricted channel_not_found ekm_access_denied is_archived is_inactive
    messages_tab_disabled missing_scope no_permission not_allowed_token_type not_in_channel
    posting_to_channel_denied restricted_action restricted_action_read_only_channel
    restricted_action_thread_only_channel send_on_behalf_not_allowed team_not_found
    """
)

SHUTTING_OUT = names(
    """
    account_inactive enterprise_is_restricted invalid_auth not_authed team_access_not_granted
    token_expired token_revoked
    """
)


@pytest.mark.parametrize(
    "error", [error for error in ALL_ERRORS if error not in NOT_DEFINITE] + ["gave_up"]
)
def test_a_definite_error_is_said_in_a_sentence(error: str) -> None:
    sentence = explain(error, "#growth")

    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "#growth" in sentence
    assert "{" not in sentence
    assert pauses(error) is (error in PAUSING)
    assert ("its digest is paused" in sentence) is (error in PAUSING)
    assert ("/kpi digest resume" in sentence) is (error in PAUSING)
    assert shuts_out(error) is (error in SHUTTING_OUT)
    assert ("install KPI Bot again; its digests" in sentence) is (error in SHUTTING_OUT)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(error, " ".join(lines), id=error)
        for error, *lines in (
            (
                "is_archived",
                "The channel #growth was archived; its digest is paused.",
                "Unarchive it and type `/kpi digest resume` there.",
            ),
            (
                "not_in_channel",
                "KPI Bot is not in #growth; its digest is paused.",
                "Invite it with `/invite @KPI Bot` and type `/kpi digest resume` there.",
            ),
            (
                "msg_too_long",
                "Slack did not take the message for #growth (it says: msg_too_long).",
                "This is a fault of KPI Bot: please pass it on to whoever runs it.",
            ),
        )
    ],
)
def test_some_errors_in_words(error: str, sentence: str) -> None:
    assert explain(error, "#growth") == sentence
