"""Faults as one types them: `chat.postMessage=drop-after`, `events_api=twice`."""

import re
from collections.abc import Callable
from typing import get_args

from bot.sandbox.faults import (
    AckLost,
    ApiError,
    DeliveredTwice,
    DeliveryFault,
    DropConnection,
    Fault,
    HistoryLag,
    NotDelivered,
    RateLimited,
    Resent,
    Script,
    ServerError,
    Slow,
)
from bot.sandbox.transport import Kind

HELP = """\
NAME=FAULT, or NAME=FAULT*TIMES, each used up by one call or delivery. NAME is a Web API method, \
slash_commands, interactive or events_api. Faults of a method: ratelimited:SECONDS, error-before, \
error-after, drop-before, drop-after (before or after Slack did it), slow:SECONDS, lag:MESSAGES, \
or any error of Slack's, such as is_archived, token_revoked or missing_scope. Faults of a \
delivery: twice, resent, ack-lost, not-delivered."""

_SCRIPTED = re.compile(
    r"(?P<name>[\w.]+)=(?P<fault>[\w-]+)(:(?P<number>\d{1,4}))?(\*(?P<times>\d{1,3}))?"
)
_ERROR = re.compile(r"[a-z]+(_[a-z]+)*")
_KINDS = get_args(Kind)

_PLAIN: dict[str, Fault] = {
    "error-before": ServerError(accepted=False),
    "error-after": ServerError(accepted=True),
    "drop-before": DropConnection(accepted=False),
    "drop-after": DropConnection(accepted=True),
}
_NUMBERED: dict[str, Callable[[int], Fault]] = {
    "ratelimited": RateLimited,
    "slow": Slow,
    "lag": HistoryLag,
}
_DELIVERIES: dict[str, DeliveryFault] = {
    "twice": DeliveredTwice(),
    "resent": Resent(),
    "ack-lost": AckLost(),
    "not-delivered": NotDelivered(),
}


class TroubleError(ValueError):
    """A fault that cannot be read; the message is one sentence for whoever typed it."""


def script(typed: str, calls: Script[Fault], deliveries: Script[DeliveryFault]) -> None:
    """Let a fault happen as typed.

    Args:
        typed: `NAME=FAULT` or `NAME=FAULT*TIMES`; see HELP.
        calls: what goes wrong with Web API calls.
        deliveries: what goes wrong with deliveries to the app.

    Raises:
        TroubleError: it is malformed, or there is no such fault.
    """
    found = _SCRIPTED.fullmatch(typed.strip())
    if found is None:
        raise TroubleError(f'"{typed}" is no fault: write chat.postMessage=drop-after.')
    name, times = found["name"], int(found["times"] or 1)
    if name in _KINDS:
        deliveries.script(name, [_of_delivery(found["fault"])] * times)
    else:
        calls.script(name, [_of_call(found["fault"], found["number"])] * times)


def _of_delivery(word: str) -> DeliveryFault:
    if word not in _DELIVERIES:
        raise TroubleError(f'A delivery knows no fault "{word}": use {", ".join(_DELIVERIES)}.')
    return _DELIVERIES[word]


def _of_call(word: str, number: str | None) -> Fault:
    if word in _NUMBERED and number is not None:
        return _NUMBERED[word](int(number))
    if word in _NUMBERED:
        raise TroubleError(f"{word} needs a number: {word}:30.")
    if word in _PLAIN:
        return _PLAIN[word]
    if _ERROR.fullmatch(word):
        return ApiError(word)
    known = ", ".join([*_PLAIN, *(f"{each}:NUMBER" for each in _NUMBERED)])
    raise TroubleError(f'A call knows no fault "{word}": use {known}, or an error of Slack\'s.')
