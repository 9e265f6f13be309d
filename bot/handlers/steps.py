"""Steps of workflows that people build in Slack: each runs once, and Slack hears how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import structlog
from msgspec import Struct
from slack_bolt import Complete, Fail
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.desk.access import admit_recorders
from bot.desk.answers import Answer
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.grammar.steps import read_recording, read_request
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.workspace import find_workspace
from bot.language import language
from bot.office import Office
from bot.questions import Look, Record
from bot.views.steps import Outcome, found, recorded, refused
from kpi.errors import KpiError
from kpi.language import said, speaking
from storage.tx import Tx

_log = structlog.get_logger(__name__)

_OVER = frozenset({"execution_not_in_running_state", "token_revoked"})
"""What Slack says of a run that has ended: it was told before, or waited no longer."""
_OUTCOME = msgspec.json.Decoder(Outcome)
_NOWHERE = ""
"""A workflow runs in no channel."""


class Run(Struct, frozen=True, kw_only=True):
    """A run of a step as Slack delivers it."""

    team: str | None
    """None where the workflow belongs to a whole organisation."""
    user: str
    step: str
    execution: str
    inputs: Mapping[str, str]
    """The texts given, by name."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Run:
        """The parts of the payload that matter here."""
        event = body["event"]
        given = event["inputs"]
        return cls(
            team=find_workspace(body),
            user=given["user"]["id"],
            step=event["function"]["callback_id"],
            execution=event["function_execution_id"],
            inputs={name: one for name, one in given.items() if isinstance(one, str)},
        )


class _FailedError(Exception):
    """Takes back what a step did so far, and the draft that nobody would come back to."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.error)
        self.outcome = outcome


def run_step(office: Office, run: Run) -> Outcome:
    """How the step ends, in the language of whoever runs the workflow."""
    team = run.team
    if team is None:
        return Outcome(
            error=said(
                "KPI Bot keeps figures by workspace, and this workflow belongs to a whole "
                "organisation. Use the step in a workflow of one workspace."
            )
        )
    with speaking(language(office.readers.code(team, run.user))):
        return guarded(
            lambda: _ended(office, team, run),
            lambda message: Outcome(error=message.text),
            what=f"step {run.step}",
        )


def tell(office: Office, outcome: Outcome, complete: Complete, fail: Fail) -> None:
    """Tells Slack how a step ended, beside the acknowledgement: Slack fails steps that delay it."""

    def end() -> None:
        try:
            if outcome.error:
                fail(outcome.error)
            else:
                complete(dict(outcome.outputs))
        except SlackApiError as error:
            if error.response.get("error") not in _OVER:
                raise
            _log.info("step_was_over", error=error.response.get("error"))

    office.later.do(end, what="end a step")


def persist(client: WebClient) -> None:
    """Has a client repeat what did not reach Slack. Ending a step twice does no harm."""
    client.retry_handlers = [
        ConnectionErrorRetryHandler(max_retry_count=2),
        ServerErrorRetryHandler(max_retry_count=2),
        RateLimitErrorRetryHandler(max_retry_count=2),
    ]


def _ended(office: Office, team: str, run: Run) -> Outcome:
    def attempt(tx: Tx, asker: Asker) -> Outcome:
        return _once(tx, team, run, asker.now, lambda: STEPS[run.step](tx, asker, run.inputs))

    def keep(outcome: Outcome) -> Outcome:
        now = office.clock()
        return office.store.write(lambda tx: _once(tx, team, run, now, lambda: outcome))

    try:
        outcome = asked_by(
            office,
            team,
            run.user,
            _NOWHERE,
            office.store.write,
            attempt,
            admitting=admit_recorders,
        )
    except _FailedError as failed:
        return keep(failed.outcome)
    except KpiError as error:
        return keep(refused(error, None))
    office.wake()
    return outcome


def _once(tx: Tx, team: str, run: Run, now: datetime, work: Callable[[], Outcome]) -> Outcome:
    """What the run came to, however often Slack delivers it: a failed one records nothing later."""
    key = f"step:{run.execution}"
    if not tx.requests.first_seen(team, key, now):
        return _OUTCOME.decode(tx.requests.answer(team, key) or "{}")
    outcome = work()
    tx.requests.keep_answer(team, key, msgspec.json.encode(outcome).decode())
    return outcome


def _record(tx: Tx, asker: Asker, inputs: Mapping[str, str]) -> Outcome:
    typed = read_recording(inputs)
    answer = _asked(tx, asker, typed.question, typed.text)
    return _worked(recorded(answer, typed.command))


def _get(tx: Tx, asker: Asker, inputs: Mapping[str, str]) -> Outcome:
    return _worked(found(_asked(tx, asker, read_request(inputs), "")))


def _asked(tx: Tx, asker: Asker, question: Record | Look, text: str) -> Answer:
    try:
        return ask(tx, asker, question, "/kpi", text)
    except KpiError as error:
        raise _FailedError(refused(error, question.kpi)) from error


def _worked(outcome: Outcome) -> Outcome:
    if outcome.error:
        raise _FailedError(outcome)
    return outcome


STEPS: Mapping[str, Callable[[Tx, Asker, Mapping[str, str]], Outcome]] = {
    "record_kpi": _record,
    "get_kpi": _get,
}
"""Every step, by its callback id in the manifest."""
