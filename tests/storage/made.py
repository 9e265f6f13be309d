"""Values the storage tests start from."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from kpi.period import Cadence, Period
from kpi.read import Entry
from kpi.value import Value
from storage.records import (
    Action,
    ClosedMonth,
    DeliveryKind,
    FigureKey,
    NewCase,
    NewDelivery,
    NewObservation,
    Observation,
    Occurrence,
    OccurrenceState,
    Person,
    Rebase,
    Redaction,
    Rhythm,
    Schedule,
    Standing,
    Subscription,
    SubscriptionState,
)
from storage.store import Store

OURS, THEIRS = "T-OURS", "T-THEIRS"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
W46 = Period(Cadence.WEEK, date(2026, 11, 9))


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def key(kpi: str = "nps", period: Period = W46, segment: str = "") -> FigureKey:
    return FigureKey(kpi=kpi, period=period, segment=segment)


def new(
    about: FigureKey | None = None,
    value: Fraction | None = Fraction(775, 11),
    inputs: Mapping[str, Value] | None = None,
    **changes: Any,
) -> NewObservation:
    about = about or key()
    given = {"promoters": Fraction(1700), "passives": Fraction(350), "detractors": Fraction(150)}
    facts: dict[str, Any] = {
        "key": about,
        "entry": Entry(about.kpi, "counts", given if inputs is None else inputs),
        "value": value,
        "sound": True,
        "partial": False,
        "action": Action.RECORD,
        "author": "U-ANN",
    }
    return NewObservation(**facts | changes)


def withdrawal(about: FigureKey | None = None) -> NewObservation:
    return new(about, None, entry=None, action=Action.UNDO)


def append(
    store: Store, observation: NewObservation, expected: int = 0, team: str = OURS
) -> Observation:
    return store.write(lambda tx: tx.observations.append(team, observation, expected))


def person(user: str = "U-ANN", **changes: Any) -> Person:
    facts: dict[str, Any] = {
        "user": user,
        "name": "Ann",
        "standing": Standing.MEMBER,
        "zone": "Asia/Seoul",
        "locale": "ko-KR",
        "refreshed_at": NOW,
    }
    return Person(**facts | changes)


def weekly(day: int = 0, hour: int = 9) -> Schedule:
    return Schedule(rhythm=Rhythm.WEEKLY, day=day, hour=hour, minute=0, zone="Asia/Seoul")


def subscription(name: str = "sub-1", **changes: Any) -> Subscription:
    facts: dict[str, Any] = {
        "id": name,
        "channel": "C-1",
        "schedule": weekly(),
        "kpis": ("nps", "churn"),
        "state": SubscriptionState.ACTIVE,
        "set_by": "U-ANN",
        "next_due": NOW,
        "next_period": "2026-W46",
    }
    return Subscription(**facts | changes)


def occurrence(name: str = "occ-1", **changes: Any) -> Occurrence:
    facts: dict[str, Any] = {
        "id": name,
        "subscription": "sub-1",
        "channel": "C-1",
        "rhythm": Rhythm.WEEKLY,
        "period": "2026-W46",
        "due_at": NOW,
        "state": OccurrenceState.PLANNED,
        "late": False,
        "delivery": None,
    }
    return Occurrence(**facts | changes)


def message(channel: str = "C-1", **changes: Any) -> NewDelivery:
    facts: dict[str, Any] = {
        "kind": DeliveryKind.POST,
        "channel": channel,
        "payload": {"text": "NPS fell", "blocks": [{"type": "divider"}]},
        "purpose": "digest",
    }
    return NewDelivery(**facts | changes)


def case(number: int, **changes: Any) -> NewCase:
    facts: dict[str, Any] = {
        "kpi": "nps",
        "segment": "",
        "cadence": Cadence.WEEK,
        "period": "2026-W46",
        "number": number,
        "channel": "C-1",
        "rules": ("missed_target", "fell"),
        "facts": {"value": "775/11", "bar": "45"},
        "owner": None,
    }
    return NewCase(**facts | changes)


def closed_month(**changes: Any) -> ClosedMonth:
    facts: dict[str, Any] = {
        "month": "2026-10",
        "closed": True,
        "actor": "U-ANN",
        "reason": "books done",
        "at": NOW,
    }
    return ClosedMonth(**facts | changes)


def rebase(**changes: Any) -> Rebase:
    facts: dict[str, Any] = {
        "kpi": "nps",
        "segment": "",
        "starts": W46,
        "actor": "U-ANN",
        "reason": "new survey tool",
        "at": NOW,
    }
    return Rebase(**facts | changes)


def redaction(**changes: Any) -> Redaction:
    facts: dict[str, Any] = {
        "subject": "K-1",
        "actor": "U-ANN",
        "reason": "names a customer",
        "lines": 2,
        "at": NOW,
    }
    return Redaction(**facts | changes)


def together(*works: Callable[[], Any]) -> list[Any]:
    """What each work returned or raised, all started at the same moment in threads of their own."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - it is the outcome
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def until(condition: Callable[[], bool]) -> None:
    """Let other threads run until the condition holds."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        os.sched_yield()
