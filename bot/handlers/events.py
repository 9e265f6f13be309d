"""Events: who people are, what became of channels, replies in case threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import undelivered
from bot.desk.departing import see_to_departed
from bot.desk.refresh import after_reply
from bot.directory import keep, person_of
from bot.handlers.channels import is_outside
from bot.membership import refresh_channel
from bot.office import Office
from storage.records import Person, Standing
from storage.tx import Tx


def user_changed(office: Office, team: str, event: Mapping[str, Any]) -> None:
    """Keeps what is known of a person up to date; managers hear of what somebody leaves behind."""
    now = office.clock()
    person = person_of(event["user"], team, now)

    def change(tx: Tx) -> None:
        before = tx.people.get(team, person.user)
        keep(tx, team, [person], now)
        if before is None or before.standing is not person.standing:
            see_to_departed(tx, team, now)

    office.store.write(change)
    office.readers.forget(team, person.user)
    office.wake()


def channel_archived(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """A channel was archived."""
    _gone(office, team, event_id, event["channel"], "is_archived")


def channel_left(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """The bot was taken out of a channel."""
    _gone(office, team, event_id, event["channel"], "not_in_channel")


def channel_deleted(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """A channel was deleted."""
    _gone(office, team, event_id, event["channel"], "channel_not_found")


def member_joined(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Somebody came into a channel; where it was a bot, perhaps this one, it is read anew."""
    user, channel = event["user"], event["channel"]
    if not office.store.read(lambda tx: tx.subscriptions.of_channel(team, channel)):
        return

    def enter(tx: Tx) -> Person | None:
        if tx.requests.first_seen(team, f"event:{event_id}", office.clock()):
            tx.memberships.enter(team, channel, user)
        return tx.people.get(team, user)

    person = office.store.write(enter)
    if person is None or person.standing is Standing.BOT:
        office.later.do(
            lambda: refresh_channel(office.store, office.client_for(team), team, channel),
            what="read who is in the channel",
        )


def member_left(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Somebody left a channel; where it was a bot, Slack is asked whether it was this one."""
    if office.store.read(lambda tx: tx.subscriptions.of_channel(team, event["channel"])):
        _forget_member(office, team, event_id, event)
    person = office.store.read(lambda tx: tx.people.get(team, event["user"]))
    if person is not None and person.standing is not Standing.BOT:
        return

    def look() -> None:
        if is_outside(office.client_for(team), event["channel"]):
            _gone(office, team, event_id, event["channel"], "not_in_channel")

    office.later.do(look, what="see whether the bot is in a channel")


def _forget_member(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Whoever left does not see what the channel's digest carries; once, for they may be back."""

    def leave(tx: Tx) -> None:
        if tx.requests.first_seen(team, f"left:{event_id}", office.clock()):
            tx.memberships.leave(team, event["channel"], event["user"])

    office.store.write(leave)


def _gone(office: Office, team: str, event_id: str, channel: str, error: str) -> None:
    """A channel's digests pause, and whoever set them up is told."""
    _once(office, team, event_id, lambda tx: undelivered.channel_gone(tx, team, channel, error))


def replied(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Counts people's replies in a thread that holds cases."""
    thread = event.get("thread_ts")
    if not thread or event.get("bot_id") or event.get("subtype") not in (None, "file_share"):
        return

    def count(tx: Tx) -> None:
        for case in tx.cases.by_thread(team, event["channel"], thread):
            changed = tx.cases.change(team, case.id, case.version, replies=case.replies + 1)
            after_reply(tx, team, changed, office.clock())

    _once(office, team, event_id, count)


def _once(office: Office, team: str, event_id: str, work: Any) -> None:
    def run(tx: Tx) -> None:
        if tx.requests.first_seen(team, f"event:{event_id}", office.clock()):
            work(tx)

    office.store.write(run)
    office.wake()
