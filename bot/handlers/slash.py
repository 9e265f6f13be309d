"""Slash commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

from bot.desk.access import admit_recorders
from bot.desk.answers import Answer
from bot.desk.ask import LOOKING, ask
from bot.desk.asker import Asker
from bot.desk.drafts import keep_draft
from bot.grammar import read_command
from bot.handlers.boundary import Transaction, asked_by, guarded
from bot.handlers.channels import require_presence
from bot.handlers.respond import send_body
from bot.handlers.workspace import workspace_of
from bot.membership import refresh_all, refresh_channel
from bot.office import Office
from bot.questions import DigestAction, DigestCommand, Question, ScheduleDigest, SetAccess
from bot.views import problems
from bot.views.answers import message_of, shared_message_of
from bot.views.blocks import Message, without_charts
from bot.watching import Ending
from kpi import KpiError
from kpi.errors import AmbiguousName
from storage.records import Audience
from storage.tx import Tx

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Slash:
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


Response = dict[str, Any]


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
    blocks = response.get("blocks", ())
    if len(without_charts(blocks)) == len(blocks):
        return response
    send_body(office, slash.response_url, response)
    return {}


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
    if _posts(question):
        _only_the_admitted(office, slash)
        require_presence(office, slash.team, slash.channel)
    if isinstance(question, LOOKING):
        return _asked(
            office,
            slash,
            office.store.read,
            lambda tx, asker: _response(_ask(tx, asker, question, slash), asker),
        )
    response, queued = _asked(
        office,
        slash,
        office.store.write,
        lambda tx, asker: _once(
            tx, asker, slash, lambda: _response(_ask(tx, asker, question, slash), asker)
        ),
    )
    if queued:
        office.wake()
    _read_members(office, slash, question)
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
        return json.loads(tx.requests.answer(asker.team, key) or "{}"), False
    response = work()
    tx.requests.keep_answer(asker.team, key, json.dumps(response, ensure_ascii=False))
    return response, tx.deliveries.added > 0


def _ask(tx: Tx, asker: Asker, question: Question, slash: Slash) -> Answer:
    return ask(tx, asker, question, slash.command, slash.text)


def _response(answered: Answer, asker: Asker) -> Response:
    public = shared_message_of(answered, asker.person.name)
    if public is not None:
        return {"response_type": "in_channel", **public.payload()}
    return _private(message_of(answered))


def _private(message: Message) -> Response:
    return {"response_type": "ephemeral", **message.payload()}


def _ask_back(office: Office, slash: Slash, error: AmbiguousName) -> Response:
    def question(tx: Tx, asker: Asker) -> Response:
        draft = keep_draft(tx, asker, slash.command, slash.text)
        return _private(problems.ambiguous(error, draft))

    response, _ = asked_by(
        office,
        slash.team,
        slash.user,
        slash.channel,
        office.store.write,
        lambda tx, asker: _once(tx, asker, slash, lambda: question(tx, asker)),
    )
    return response
