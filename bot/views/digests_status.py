"""A channel's digests: when they go out, what is in them, what became of the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bot.delivery.words import explain
from bot.desk.answers import DigestQueued, DigestStatus, Scheduled
from bot.desk.upcoming import Postponed
from bot.schedule import describe
from bot.views.blocks import Message, joined
from bot.views.layout import code, titled, told
from bot.views.naming import short_name
from bot.views.numbers import when
from bot.views.wishes import next_words, wants_line
from kpi import Kpi, catalogue
from kpi.language import phrase, said
from kpi.lists import comma_joined
from kpi.period import Period
from storage.records import Occurrence, Rhythm, Subscription, SubscriptionState

_EXAMPLE = "/kpi digest weekly mon 09:00 nps churn crr"
_RECENT = 5
_STATE: Mapping[SubscriptionState, str] = {
    SubscriptionState.ACTIVE: "running",
    SubscriptionState.PAUSED: "paused",
    SubscriptionState.OFF: "switched off",
}
_HEAD: Mapping[SubscriptionState, str] = {
    SubscriptionState.ACTIVE: phrase("*{rhythm}*: {schedule}"),
    SubscriptionState.PAUSED: phrase("*{rhythm}*, paused: {schedule}"),
    SubscriptionState.OFF: phrase("*{rhythm}*, switched off: {schedule}"),
}
_RHYTHM: Mapping[Rhythm, str] = {
    Rhythm.WEEKLY: phrase("Weekly"),
    Rhythm.MONTHLY: phrase("Monthly"),
}
_CHANGED: Mapping[str, str] = {
    "paused": phrase("The digest of {channel} was paused."),
    "resumed": phrase("The digest of {channel} was resumed."),
    "switched off": phrase("The digest of {channel} was switched off."),
}


class Standing(Struct, frozen=True, kw_only=True):
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
    workspace: str,
    digest: Subscription,
    past: Iterable[tuple[Occurrence, str]],
    later: Postponed | None,
) -> Standing:
    """A digest as it stands, with the results of the latest in words."""
    runs = digest.state is SubscriptionState.ACTIVE
    return Standing(
        workspace=workspace,
        channel=digest.channel,
        rhythm=digest.schedule.rhythm.value,
        state=_STATE[digest.state],
        schedule=describe(digest.schedule),
        kpis=digest.kpis,
        next_send=next_words(digest, later) if runs else "",
        paused_because=explain(digest.why_paused, digest.channel) if digest.why_paused else "",
        results=tuple(_result(digest, *one) for one in past),
    )


def scheduled(answer: Scheduled) -> Message:
    """A channel's digest was set; what it replaces is shown."""
    now, before = answer.now, answer.before
    return told(
        said(
            "*The digest of {channel} is set*: {schedule}",
            channel=f"<#{now.channel}>",
            schedule=describe(now.schedule),
        ),
        _kpis(now),
        left_out_words(answer.left_out),
        titled(said("Before"), [describe(before.schedule), _kpis(before)]) if before else "",
        said("Next: {next}", next=next_words(now, answer.postponed)),
        passed_over_words(answer),
        wants_line(answer.wants),
        said(
            "See one now: {command} · change it: type the command again",
            command=code("/kpi digest preview"),
        ),
    )


def passed_over_words(answer: Scheduled) -> str:
    """Which period goes without a digest by the new schedule; "" for none."""
    if answer.passed_over is None:
        return ""
    return said(
        "The digest of {period} will not be posted. To post it now, type in {channel}: {command}",
        period=answer.passed_over.short(),
        channel=f"<#{answer.now.channel}>",
        command=code(f"/kpi digest now {answer.now.schedule.rhythm}"),
    )


def left_out_words(kpis: Sequence[Kpi]) -> str:
    """Which KPIs a digest does not show its channel; "" for none."""
    if not kpis:
        return ""
    return said(
        "Left out of what is posted: {kpis}. Their figures, or those they are computed from, "
        "are limited to people that not everybody in this channel is among. Who sees them: "
        "{command}",
        kpis=comma_joined([short_name(kpi) for kpi in kpis]),
        command=code(f"/kpi access {kpis[0].key}"),
    )


def digest_status(answer: DigestStatus) -> Message:
    """The digests of a channel, their next send and their last results."""
    channel = f"<#{answer.channel}>"
    changed = said(_CHANGED[answer.changed], channel=channel) if answer.changed else ""
    if not answer.digests:
        return told(
            changed,
            said(
                "{channel} has no digest. Set one there: {command}",
                channel=channel,
                command=code(_EXAMPLE),
            ),
        )
    told_of = (
        _status(digest, past, answer.postponed.get(digest.id)) for digest, past in answer.digests
    )
    return told(changed, *told_of, wants_line(answer.wants), _what_next(answer))


def digest_queued(answer: DigestQueued) -> Message:
    """A digest is on its way, beside the schedule."""
    return told(
        said(
            "The digest of {period} is posted in {channel} in a moment. "
            "The schedule stays as it is.",
            period=answer.period.words(),
            channel=f"<#{answer.channel}>",
        )
    )


def _status(
    digest: Subscription, recent: tuple[tuple[Occurrence, str], ...], later: Postponed | None
) -> str:
    results = [f"• {_result(digest, *one)}" for one in recent[:_RECENT]]
    last = [said("Last results, newest first:"), *results]
    why = digest.why_paused
    runs = digest.state is SubscriptionState.ACTIVE
    return joined(
        [
            said(
                _HEAD[digest.state],
                rhythm=said(_RHYTHM[digest.schedule.rhythm]),
                schedule=describe(digest.schedule),
            ),
            explain(why, f"<#{digest.channel}>") if why else "",
            _kpis(digest),
            said("Next: {next}", next=next_words(digest, later)) if runs else "",
            *(last if results else [said("None was due yet.")]),
        ]
    )


def _result(digest: Subscription, occurrence: Occurrence, result: str) -> str:
    """`result` is our own wording, markup included."""
    return said(
        "{period}, due {time}: {result}",
        period=Period.parse(occurrence.period).short(),
        time=when(occurrence.due_at, digest.schedule.zone),
        result=result,
    )


def _kpis(digest: Subscription) -> str:
    names = [short_name(catalogue.get(key)) for key in digest.kpis]
    return said("KPIs: {kpis}", kpis=comma_joined(names))


def _what_next(answer: DigestStatus) -> str:
    """Commands that make sense in the present state."""
    states = {digest.state for digest, _ in answer.digests}
    if states == {SubscriptionState.OFF}:
        return code(_EXAMPLE)
    commands = ["/kpi digest preview", "/kpi digest now"]
    if SubscriptionState.ACTIVE in states:
        commands.append("/kpi digest pause")
    if SubscriptionState.PAUSED in states:
        commands.append("/kpi digest resume")
    commands.append("/kpi digest off")
    return " · ".join(code(command) for command in commands)
