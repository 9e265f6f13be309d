"""Every time zone, every weekly slot, ten years: each week has exactly one send.

Between two clock changes a zone's day has 24 hours and nothing can go wrong, so only the weeks
around each change are walked. Zones that change alike are walked once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, product
from time import perf_counter
from zoneinfo import ZoneInfo, available_timezones

from bot.sends import sends_after
from storage.records import Rhythm, Schedule

START, YEARS, STEP = datetime(2020, 1, 1, tzinfo=UTC), 10, 30
WEEK = timedelta(days=7)


def changes(zone: str) -> tuple[datetime, ...]:
    """Return the hours in which a zone's offset changes."""
    days = _changes(zone, START, timedelta(days=1), YEARS * 366)
    return tuple(hour for day in days for hour in _changes(zone, day, timedelta(hours=1), 25))


def _changes(zone: str, start: datetime, step: timedelta, steps: int) -> list[datetime]:
    info = ZoneInfo(zone)
    moments = [start + step * number for number in range(steps)]
    offsets = [moment.astimezone(info).utcoffset() for moment in moments]
    before_and_after = zip(moments[:-1], pairwise(offsets), strict=True)
    return [moment for moment, (old, new) in before_and_after if old != new]


def slots(zone: str) -> Iterator[Schedule]:
    """Yield a weekly schedule for every half hour of the week."""
    for day, minute in product(range(7), range(0, 24 * 60, STEP)):
        yield Schedule(
            rhythm=Rhythm.WEEKLY, day=day, hour=minute // 60, minute=minute % 60, zone=zone
        )


def is_once_a_week(schedule: Schedule, change: datetime) -> bool:
    """Return whether the weeks around a clock change follow one another."""
    sends = islice(sends_after(schedule, change - 2 * WEEK, None), 5)
    about = [send.period for send in sends]
    return all(later == earlier.next() for earlier, later in pairwise(about))


def main() -> int:
    """Walk them all; the exit status is 1 when a slot fails."""
    began = perf_counter()
    zones = sorted(available_timezones() - {"localtime"})
    alike: dict[tuple[tuple[datetime, ...], timedelta | None], str] = {}
    for zone in zones:
        moments = changes(zone)
        offset = START.astimezone(ZoneInfo(zone)).utcoffset()
        alike.setdefault((moments, offset), zone)
    wrong = [
        (schedule, change)
        for (moments, _), zone in alike.items()
        for schedule in slots(zone)
        for change in moments
        if not is_once_a_week(schedule, change)
    ]
    for schedule, change in wrong:
        print(f"{schedule} around {change}")
    print(
        f"{len(zones)} zones, {len(alike)} different, {sum(len(key[0]) for key in alike)} changes, "
        f"{len(wrong)} wrong, {perf_counter() - began:.0f} s"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
