"""Slash commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from time import perf_counter
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from bot.desk.access import admit_recorders, require_question
from bot.desk.answers import Answer, Latest, Recorded
from bot.desk.ask import LOOKING, ask
from bot.desk.asker import Asker
from bot.desk.drafts import keep_draft
from bot.desk.exporting import exported_kpis
from bot.desk.languages import language_in
from bot.desk.pasting import may_paste
from bot.desk.reading import read_figure
from bot.grammar.commands import read_command
from bot.grammar.meanings import would_record
from bot.handlers.boundary import Transaction, asked_by, guarded
from bot.handlers.channels import require_presence
from bot.handlers.exporting import Wanted, export_soon
from bot.handlers.forms import Opened
from bot.handlers.own_home import acted
from bot.handlers.pasting import open_pasting
from bot.handlers.respond import send_body
from bot.handlers.workspace import workspace_of
from bot.membership import refresh_all, refresh_channel
from bot.office import Office
from bot.questions import (
    DigestAction,
    DigestCommand,
    Export,
    ImportRows,
    Question,
    ScheduleDigest,
    SetAccess,
)
from bot.views import exporting, problems, readings
from bot.views.answers import message_of
from bot.views.blocks import Message, without_charts
from bot.watching import Ending
from kpi import KpiError
from kpi.errors import AmbiguousName
from kpi.language import speaking
from storage.records import Audience
from storage.tx import Tx

T = TypeVar("T")


class Slash(Struct, frozen=True, kw_only=True):
    """A slash command as Slack delivers it."""

    team: str
    user: str
    channel: str
    command: str
    text: str
    trigger: str
    response_url: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Slash:
        """The parts of the payload that matter here."""
        return cls(
            team=workspace_of(body),
            user=body["user_id"],
            channel=body["channel_id"],
            command=body["command"],
            text=body.get("text") or "",
            trigger=body["trigger_id"],
            response_url=body.get("response_url") or "",
        )


class Response(Struct, frozen=True, dict=True):
    """What a command is answered with, as Slack takes it; empty where it is answered elsewhere."""

    body: dict[str, Any]

    @cached_property
    def json(self) -> str:
        """The body as text: what is sent and what is kept for the same command delivered again."""
        return msgspec.json.encode(self.body).decode() if self.body else ""


_ELSEWHERE = Response({})


def answer(office: Office, slash: Slash) -> Response:
    """What the command is answered with: private, unless its author shares it."""
    started = perf_counter()
    ending, response = guarded(
        lambda: _ended(office, slash),
        lambda said: (Ending.FAILED, _private(said)),
        what=slash.command,
    )
    office.watch(slash.command, ending, perf_counter() - started)
    return _acked(office, slash, response)


def _acked(office: Office, slash: Slash, response: Response) -> Response:
    """The answer; one with a chart goes where Slack says if it refuses charts, and nothing here."""
    blocks = response.body.get("blocks", ())
    if len(without_charts(blocks)) == len(blocks):
        return response
    send_body(office, slash.response_url, response.body)
    return _ELSEWHERE


def _ended(office: Office, slash: Slash) -> tuple[Ending, Response]:
    try:
        return _understood(office, slash)
    except KpiError as error:
        return Ending.REFUSED, _private(problems.problem(error, None))


def _understood(office: Office, slash: Slash) -> tuple[Ending, Response]:
    try:
        question = read_command(slash.command, slash.text)
    except AmbiguousName as error:
        return Ending.ANSWERED, _ask_back(office, slash, error)
    except KpiError:
        _only_the_admitted(office, slash)
        # Said anew: of somebody never met before, the language is known only by now.
        read_command(slash.command, slash.text)
        raise
    try:
        return Ending.ANSWERED, _carried_out(office, slash, question)
    except KpiError as error:
        said = problems.problem(error, getattr(question, "kpi", None))
        return Ending.REFUSED, _private(said)


def _only_the_admitted(office: Office, slash: Slash) -> None:
    """Who may not use the bot is told so, whatever they typed."""
    _asked(office, slash, office.store.read, lambda _tx, _asker: None)


def _asked(
    office: Office, slash: Slash, transaction: Transaction, work: Callable[[Tx, Asker], T]
) -> T:
    """Commands are the one way in that guests have, where they are named to record something."""
    return asked_by(
        office,
        slash.team,
        slash.user,
        slash.channel,
        transaction,
        work,
        admitting=admit_recorders,
    )


def _carried_out(office: Office, slash: Slash, question: Question) -> Response:
    if isinstance(question, ImportRows):
        return _pasting(office, slash, question)
    if isinstance(question, Export):
        return _exporting(office, slash, question)
    if _posts(question):
        _only_the_admitted(office, slash)
        require_presence(office, slash.team, slash.channel)
    if isinstance(question, LOOKING):
        return _asked(
            office,
            slash,
            office.store.read,
            lambda tx, asker: _response(tx, asker, _ask(tx, asker, question, slash)),
        )
    response, queued = _asked(
        office,
        slash,
        office.store.write,
        lambda tx, asker: _once(
            tx, asker, slash, lambda: _response(tx, asker, _ask(tx, asker, question, slash))
        ),
    )
    if queued:
        office.wake()
    acted(office, slash.team, slash.user)
    _read_members(office, slash, question)
    return response


def _pasting(office: Office, slash: Slash, question: ImportRows) -> Response:
    """Opens the form that takes rows; a command delivered again opens nothing."""

    def once(tx: Tx, asker: Asker) -> bool:
        require_question(tx, asker, question)
        if question.kpi is not None:
            may_paste(tx, asker, question.kpi)
        return tx.requests.first_seen(asker.team, f"command:{slash.trigger}", asker.now)

    if not _asked(office, slash, office.store.write, once):
        return _ELSEWHERE
    opened = Opened(
        team=slash.team,
        user=slash.user,
        channel=slash.channel,
        trigger=slash.trigger,
        inside=None,
    )
    instead = open_pasting(office, opened, question.kpi.key if question.kpi else "")
    return _private(instead) if instead else _ELSEWHERE


def _exporting(office: Office, slash: Slash, question: Export) -> Response:
    """Says what is being written, and writes it; once, however often it is delivered."""

    def once(tx: Tx, asker: Asker) -> tuple[bool, Response]:
        require_question(tx, asker, question)
        begun = exporting.begun(exported_kpis(tx, asker, question))
        key = f"command:{slash.trigger}"
        return tx.requests.first_seen(asker.team, key, asker.now), _private(begun)

    first, response = _asked(office, slash, office.store.write, once)
    if first:
        wanted = Wanted(
            team=slash.team,
            user=slash.user,
            channel=slash.channel,
            response_url=slash.response_url,
            question=question,
        )
        export_soon(office, wanted)
    return response


def _read_members(office: Office, slash: Slash, question: Question) -> None:
    """Whom a channel's digest makes an audience is read from Slack beside the answer."""
    team, channel = slash.team, slash.channel
    if _posts(question):
        office.later.do(
            lambda: refresh_channel(office.store, office.client_for(team), team, channel),
            what="read who is in the channel",
        )
    if isinstance(question, SetAccess) and question.seen == Audience.CHANNELS:
        office.later.do(
            lambda: refresh_all(office.store, office.client_for(team), team),
            what="read who is in the channels",
        )


def _posts(question: Question) -> bool:
    """Whether the bot will post in the channel, so that it has to be there."""
    if isinstance(question, DigestCommand):
        return question.action in (DigestAction.NOW, DigestAction.RESUME)
    return isinstance(question, ScheduleDigest)


def _once(
    tx: Tx, asker: Asker, slash: Slash, work: Callable[[], Response]
) -> tuple[Response, bool]:
    """Carries a command out once, however often Slack delivers it; whether it has to be sent on."""
    key = f"command:{slash.trigger}"
    if not tx.requests.first_seen(asker.team, key, asker.now):
        return Response(json.loads(tx.requests.answer(asker.team, key) or "{}")), False
    response = work()
    tx.requests.keep_answer(asker.team, key, response.json)
    return response, tx.deliveries.added > 0


def _ask(tx: Tx, asker: Asker, question: Question, slash: Slash) -> Answer:
    return ask(tx, asker, question, slash.command, slash.text)


def _response(tx: Tx, asker: Asker, answered: Answer) -> Response:
    if not isinstance(answered, Recorded | Latest) or not answered.share:
        return _private(message_of(answered))
    with speaking(language_in(tx, asker.team, asker.channel)):
        # A reading holds words of its own, such as why a bar is a rule of thumb.
        reading = read_figure(tx, asker.team, answered.reading.observation)
        public = readings.shared(reading, asker.person.name)
    return Response({"response_type": "in_channel", **public.payload()})


def _private(message: Message) -> Response:
    return Response({"response_type": "ephemeral", **message.payload()})


def _ask_back(office: Office, slash: Slash, error: AmbiguousName) -> Response:
    def question(tx: Tx, asker: Asker) -> Response:
        draft = keep_draft(tx, asker, slash.command, slash.text)
        records = would_record(slash.command, slash.text, error)
        return _private(problems.ambiguous(error, draft, records=records))

    response, _ = asked_by(
        office,
        slash.team,
        slash.user,
        slash.channel,
        office.store.write,
        lambda tx, asker: _once(tx, asker, slash, lambda: question(tx, asker)),
    )
    return response
