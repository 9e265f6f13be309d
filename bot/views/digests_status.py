"""A channel's digests: when they go out, what is in them, what became of the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.words import explain
from bot.desk.answers import DigestQueued, DigestStatus, Scheduled
from bot.schedule import describe
from bot.views.blocks import Message, joined
from bot.views.layout import code, titled, told
from bot.views.naming import short_name
from bot.views.numbers import when
from kpi import Kpi, catalogue
from kpi.period import Period
from storage.records import Occurrence, Subscription, SubscriptionState

_EXAMPLE = "/kpi digest weekly mon 09:00 nps churn crr"
_RECENT = 5
_STATE: Mapping[SubscriptionState, str] = {
    SubscriptionState.ACTIVE: "",
    SubscriptionState.PAUSED: ", paused",
    SubscriptionState.OFF: ", switched off",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One digest in words, for an operator's eyes."""

    workspace: str
    channel: str
    rhythm: str
    state: str
    schedule: str
    kpis: tuple[str, ...]
    next_send: str
    """On the digest's own clock; "" where it does not run."""
    paused_because: str
    """Why the bot paused it by itself, and what one can do; else ""."""
    results: tuple[str, ...]
    """What became of the last ones, newest first."""

    @property
    def notes(self) -> tuple[str, str]:
        """What there is to say beside the schedule."""
        return (f"Next: {self.next_send}" if self.next_send else "", self.paused_because)


def standing(
    workspace: str, digest: Subscription, past: Iterable[tuple[Occurrence, str]]
) -> Standing:
    """A digest as it stands, with the results of the latest in words."""
    runs = digest.state is SubscriptionState.ACTIVE
    return Standing(
        workspace=workspace,
        channel=digest.channel,
        rhythm=digest.schedule.rhythm.value,
        state=_STATE[digest.state].removeprefix(", ") or "running",
        schedule=describe(digest.schedule),
        kpis=digest.kpis,
        next_send=_next(digest).removeprefix("Next: ") if runs else "",
        paused_because=explain(digest.why_paused, digest.channel) if digest.why_paused else "",
        results=tuple(_result(digest, *one).removeprefix("• ") for one in past),
    )


def scheduled(answer: Scheduled) -> Message:
    """A channel's digest was set; what it replaces is shown."""
    now, before = answer.now, answer.before
    return told(
        f"*The digest of <#{now.channel}> is set*: {describe(now.schedule)}",
        f"KPIs: {_names(now.kpis)}",
        _left_out(answer.left_out),
        titled("Before", [describe(before.schedule), f"KPIs: {_names(before.kpis)}"])
        if before
        else "",
        _next(now),
        f"See one now: {code('/kpi digest preview')} · change it: type the command again",
    )


def _left_out(kpis: Sequence[Kpi]) -> str:
    if not kpis:
        return ""
    listed = ", ".join(short_name(kpi) for kpi in kpis)
    return (
        f"Left out of what is posted: {listed}. Their figures, or those they are computed from, "
        "are limited to people that not everybody in this channel is among. Who sees them: "
        f"{code(f'/kpi access {kpis[0].key}')}"
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
    why = digest.why_paused
    return joined(
        [
            f"{title}: {describe(digest.schedule)}",
            explain(why, f"<#{digest.channel}>") if why else "",
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
