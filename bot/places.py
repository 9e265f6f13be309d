"""The place that examples name: where people read the language spoken."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kpi.language import spoken


class Place(Struct, frozen=True, kw_only=True):
    """What people of a place choose in settings."""

    language: str
    """As it is typed: "ko", "zh"."""
    country: str
    """ISO 3166, two letters."""
    currency: str
    """ISO 4217."""
    zone: str


_KOREA = Place(language="ko", country="KR", currency="KRW", zone="Asia/Seoul")
_TAIWAN = Place(language="zh", country="TW", currency="TWD", zone="Asia/Taipei")
_PLACES: Mapping[str, Place] = {"ko": _KOREA, "zh_Hant": _TAIWAN}


def example_place() -> Place:
    """Where the reader most likely is; English is read anywhere, and is shown one of them."""
    return _PLACES.get(spoken().code, _KOREA)
