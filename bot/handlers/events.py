"""Events: who people are, what became of channels, replies in case threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import undelivered
from bot.desk.refresh import after_case_change
from bot.directory import keep, person_of
from bot.office import Office
from storage.tx import Tx


def user_changed(office: Office, team: str, event: Mapping[str, Any]) -> None:
    """Keeps what is known of a person up to date."""
    now = office.clock()
    person = person_of(event["user"], team, now)
    office.store.write(lambda tx: keep(tx, team, [person], now))


def channel_gone(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """A channel was archived: its digests pause, and whoever set them up is told."""
    _once(office, team, event_id, lambda tx: undelivered.channel_gone(tx, team, event["channel"]))


def replied(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Counts people's replies in a thread that holds cases."""
    thread = event.get("thread_ts")
    if not thread or event.get("bot_id") or event.get("subtype") not in (None, "file_share"):
        return

    def count(tx: Tx) -> None:
        for case in tx.cases.by_thread(team, event["channel"], thread):
            changed = tx.cases.change(team, case.id, case.version, replies=case.replies + 1)
            after_case_change(tx, team, changed, office.clock())

    _once(office, team, event_id, count)


def _once(office: Office, team: str, event_id: str, work: Any) -> None:
    def run(tx: Tx) -> None:
        if tx.requests.first_seen(team, f"event:{event_id}", office.clock()):
            work(tx)

    office.store.write(run)
    office.wake()
