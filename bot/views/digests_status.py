"""A channel's digests: when they go out, what is in them, what became of the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.desk.answers import DigestQueued, DigestStatus, Scheduled
from bot.schedule import describe
from bot.views.blocks import Message, joined
from bot.views.layout import code, titled, told
from bot.views.naming import short_name
from bot.views.numbers import when
from kpi import catalogue
from kpi.period import Period
from storage.records import Occurrence, Subscription, SubscriptionState

_EXAMPLE = "/kpi digest weekly mon 09:00 nps churn crr"
_RECENT = 5
_STATE: Mapping[SubscriptionState, str] = {
    SubscriptionState.ACTIVE: "",
    SubscriptionState.PAUSED: ", paused",
    SubscriptionState.OFF: ", switched off",
}


def scheduled(answer: Scheduled) -> Message:
    """A channel's digest was set; what it replaces is shown."""
    now, before = answer.now, answer.before
    return told(
        f"*The digest of <#{now.channel}> is set*: {describe(now.schedule)}",
        f"KPIs: {_names(now.kpis)}",
        titled("Before", [describe(before.schedule), f"KPIs: {_names(before.kpis)}"])
        if before
        else "",
        _next(now),
        f"See one now: {code('/kpi digest preview')} · change it: type the command again",
    )


def digest_status(answer: DigestStatus) -> Message:
    """The digests of a channel, their next send and their last results."""
    changed = f"The digest of <#{answer.channel}> was {answer.changed}." if answer.changed else ""
    if not answer.digests:
        return told(
            changed,
            f"<#{answer.channel}> has no digest. Set one there: {code(_EXAMPLE)}",
        )
    return told(changed, *(_status(*one) for one in answer.digests), _what_next(answer))


def digest_queued(answer: DigestQueued) -> Message:
    """A digest is on its way, beside the schedule."""
    return told(
        f"The digest of {answer.period.words()} is posted in <#{answer.channel}> in a moment. "
        "The schedule stays as it is."
    )


def _status(digest: Subscription, recent: tuple[tuple[Occurrence, str], ...]) -> str:
    title = f"*{digest.schedule.rhythm.capitalize()}*{_STATE[digest.state]}"
    results = [_result(digest, *one) for one in recent[:_RECENT]]
    return joined(
        [
            f"{title}: {describe(digest.schedule)}",
            f"KPIs: {_names(digest.kpis)}",
            _next(digest) if digest.state is SubscriptionState.ACTIVE else "",
            *(["Last results, newest first:", *results] if results else ["None was due yet."]),
        ]
    )


def _result(digest: Subscription, occurrence: Occurrence, said: str) -> str:
    """`said` is our own wording, markup included."""
    period = Period.parse(occurrence.period).short()
    return f"• {period}, due {when(occurrence.due_at, digest.schedule.zone)}: {said}"


def _next(digest: Subscription) -> str:
    period = Period.parse(digest.next_period).words()
    return f"Next: {when(digest.next_due, digest.schedule.zone)}, about {period}"


def _names(keys: Iterable[str]) -> str:
    return ", ".join(short_name(catalogue.get(key)) for key in keys)


def _what_next(answer: DigestStatus) -> str:
    """Commands that make sense in the present state."""
    states = {digest.state for digest, _ in answer.digests}
    commands = ["/kpi digest preview", "/kpi digest now"]
    if SubscriptionState.ACTIVE in states:
        commands.append("/kpi digest pause")
    if SubscriptionState.PAUSED in states:
        commands.append("/kpi digest resume")
    if states != {SubscriptionState.OFF}:
        commands.append("/kpi digest off")
    return " · ".join(code(command) for command in commands)
