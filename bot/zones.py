"""The time zones that are known here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> Mapping[str, str]:
    """Each zone's name by the same in small letters. Hundreds of files are looked into for it."""
    return {zone.casefold(): zone for zone in available_timezones()}
