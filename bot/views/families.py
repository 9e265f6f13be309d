"""Families of KPIs in words."""

from __future__ import annotations

from collections.abc import Mapping

from kpi.language import phrase, said

FAMILIES: Mapping[str, str] = {
    "acquisition": phrase("acquisition"),
    "engagement": phrase("engagement"),
    "retention": phrase("retention"),
    "revenue": phrase("revenue"),
    "satisfaction": phrase("satisfaction"),
    "web": phrase("web"),
}
"""Every family of the catalogue."""


def family_name(family: str) -> str:
    """Within a sentence or a menu: "retention"."""
    return said(FAMILIES[family])


def family_title(family: str) -> str:
    """As a title: "Retention"."""
    return family_name(family).capitalize()
