"""Files dropped into a direct message, or into a channel beside a mention of the bot."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from bot.desk import pasting
from bot.desk.asker import Asker
from bot.desk.errors import Refused
from bot.desk.pasting import Dropped, Pasted
from bot.desk.reaching import write_to
from bot.downloads import download, too_large
from bot.handlers import events
from bot.handlers.alone import tell_alone
from bot.handlers.boundary import Transaction, asked_by, guarded
from bot.importing.errors import BadFile
from bot.importing.table import decoded
from bot.office import Office
from bot.views import pasting as view
from bot.views.blocks import Message
from kpi import catalogue
from kpi.errors import AmbiguousName
from kpi.language import said
from storage.tx import Tx

MAX_BYTES = 5_000_000
MAX_FILES = 3
"""Files of one message that are looked into."""
_SHEETS = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
_TYPES = frozenset({"text/csv", "text/plain", "text/tab-separated-values", "application/csv"})
_MENTION = re.compile(r"<[@#!][^>]*>")

File = Mapping[str, Any]
Event = Mapping[str, Any]


def posted(office: Office, team: str, event_id: str, event: Event) -> None:
    """A message: counted where it is a reply in a case's thread, and its files taken."""
    events.replied(office, team, event_id, event)
    if event.get("subtype") != "file_share" or event.get("bot_id") or not event.get("user"):
        return
    if event.get("channel_type") == "im":
        drop(office, team, event)
    elif holds_sheet(event) and _MENTION.search(str(event.get("text"))):
        office.later.do(lambda: _drop_if_meant(office, team, event), what="see who is mentioned")


def holds_sheet(event: Event) -> bool:
    """Whether a message brings a file that may be a sheet."""
    return any(_is_sheet(file) or _is_workbook(file) for file in event.get("files") or ())


def drop(office: Office, team: str, event: Event) -> None:
    """Answers a message with files once, beside the request: what is in them, and a button."""
    office.later.do(lambda: _take(office, team, event), what="read a file")


def _drop_if_meant(office: Office, team: str, event: Event) -> None:
    """Slack tells of a file beside a mention as a message alone, or as a mention as well."""
    bot = office.client_for(team).auth_test()["user_id"]
    if re.search(rf"<@{bot}[|>]", str(event["text"])):
        _take(office, team, event)


def _take(office: Office, team: str, event: Event) -> None:
    key = f"files:{event['channel']}:{event['ts']}"
    if not office.store.write(lambda tx: tx.requests.first_seen(team, key, office.clock())):
        return
    user, channel = str(event["user"]), str(event["channel"])

    def admitted() -> Message | None:
        asked_by(office, team, user, channel, office.store.read, lambda _tx, _asker: None)
        return None

    refused = guarded(admitted, lambda told: told, what="file")
    if refused is not None:
        _tell(office, team, event, refused)
        return
    files = list(event.get("files") or ())
    for file in files[:MAX_FILES]:
        _answer(office, team, event, file)
    if len(files) > MAX_FILES:
        _tell(office, team, event, view.others_left(MAX_FILES))


def _answer(office: Office, team: str, event: Event, file: File) -> None:
    answer = guarded(
        lambda: _looked_into(office, team, event, file), lambda told: told, what="file"
    )
    _tell(office, team, event, answer)


def _looked_into(office: Office, team: str, event: Event, named: File) -> Message:
    file = _known(office, team, named)
    pasted = Pasted(
        text=_text(_content(office, team, file)),
        kpi=_kpi_in(str(event.get("text") or "")),
        file=str(file.get("name") or said("a file")),
    )

    def receive(tx: Tx, asker: Asker) -> Dropped:
        return pasting.receive(tx, asker, pasted)

    write: Transaction = office.store.write
    found = asked_by(office, team, str(event["user"]), str(event["channel"]), write, receive)
    if found.checked is None:
        return view.unclear(found.pasted, found.rows, found.draft)
    return view.found(found.checked, found.draft)


def _known(office: Office, team: str, file: File) -> File:
    """The file; of one shared from another organisation the event tells the id alone."""
    if file.get("file_access") != "check_file_info":
        return file
    found: File = office.client_for(team).files_info(file=str(file["id"]))["file"]
    return found


def _content(office: Office, team: str, file: File) -> bytes:
    if not _is_sheet(file):
        raise Refused(
            said(
                "KPI Bot reads CSV files and other text from a sheet. In your spreadsheet choose "
                'Save as, then "CSV UTF-8", and send that file.'
            )
        )
    if int(file.get("size") or 0) > MAX_BYTES:
        raise Refused(too_large(MAX_BYTES))
    url = str(file.get("url_private_download") or "")
    return download(office.client_for(team), url, MAX_BYTES)


def _text(content: bytes) -> str:
    try:
        with decoded(io.BytesIO(content)) as text:
            read = text.read()
    except BadFile as bad:
        raise Refused(str(bad)) from bad
    except UnicodeError as error:
        raise Refused(said('The file is not text to its end. Save it as "CSV UTF-8".')) from error
    if "\0" in read:
        # PostgreSQL takes none.
        raise Refused(said('The file is not text. Save it as "CSV UTF-8".'))
    return read


def _kpi_in(text: str) -> str:
    """Key of the one KPI that is named beside the file; "" where none or several are."""
    try:
        named = catalogue.spoken_of(_MENTION.sub(" ", text))
    except AmbiguousName:
        return ""
    return named[0][0].key if len(named) == 1 else ""


def _tell(office: Office, team: str, event: Event, message: Message) -> None:
    """In a direct message, or to its author alone."""
    user = str(event["user"])
    if event.get("channel_type") == "im":
        office.store.write(lambda tx: write_to(tx, team, user, lambda: message))
        office.wake()
        return
    thread = event.get("thread_ts")
    tell_alone(office, team, str(event["channel"]), user, message, thread=thread)


def _is_sheet(file: File) -> bool:
    name = str(file.get("name") or "").casefold()
    return name.endswith(_SHEETS) or (
        file.get("mimetype") in _TYPES and not name.endswith(_WORKBOOKS)
    )


def _is_workbook(file: File) -> bool:
    return str(file.get("name") or "").casefold().endswith(_WORKBOOKS)
