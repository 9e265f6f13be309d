"""Exports: written beside the answer, and sent to whoever asked, alone."""

from __future__ import annotations

from msgspec import Struct
from slack_sdk.errors import SlackApiError

from bot.desk.exporting import ExportFile, export_file
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.respond import Private, send
from bot.office import Office
from bot.questions import Export
from bot.views import exporting as view
from bot.views.blocks import Message


class Wanted(Struct, frozen=True, kw_only=True):
    """An export somebody asked for, and where they are told if it fails."""

    team: str
    user: str
    channel: str
    response_url: str
    question: Export


def export_soon(office: Office, wanted: Wanted) -> None:
    """Writes the file and sends it as a direct message; an error is told where it was asked."""

    def run() -> None:
        failed = guarded(lambda: _send(office, wanted), lambda said: said, what="export")
        if failed is not None:
            send(office, wanted.response_url, Private(failed))

    office.later.do(run, what="export")


def _send(office: Office, wanted: Wanted) -> Message | None:
    """None where it was sent; else why Slack did not take it."""
    file = asked_by(
        office,
        wanted.team,
        wanted.user,
        wanted.channel,
        office.store.read,
        lambda tx, asker: export_file(tx, asker, wanted.question),
    )
    try:
        _upload(office, wanted, file)
    except SlackApiError as error:
        refused = view.refused(str(error.response.get("error")))
        if refused is None:
            raise
        return refused
    return None


def _upload(office: Office, wanted: Wanted, file: ExportFile) -> None:
    client = office.client_for(wanted.team)
    # Slack takes no user id here, only the conversation's own.
    place = client.conversations_open(users=wanted.user)["channel"]["id"]
    client.files_upload_v2(
        channel=place,
        filename=file.name,
        title=file.name,
        file=file.content,
        initial_comment=view.comment(file),
    )
