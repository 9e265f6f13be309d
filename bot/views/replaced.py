"""For somebody whose figures were replaced by rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.blocks import Message, escape
from bot.views.layout import code, told
from bot.views.naming import among, full_name
from kpi import catalogue
from kpi.language import counted, said
from storage.records import Observation

_NAMED = 20
"""Figures that are listed; the message counts the others."""


def figures_replaced(figures: Sequence[Observation], by: str) -> Message:
    """Which of them, and where what stood before is still to be read."""
    lines = [
        said(
            "• {kpi} {period}{segment}: {trace}",
            kpi=full_name(catalogue.get(one.key.kpi)),
            period=one.key.period.words(),
            segment=among(one.key.segment),
            trace=code(f"/kpi trace K-{one.number}"),
        )
        for one in figures[:_NAMED]
    ]
    if more := len(figures[_NAMED:]):
        lines.append(counted("and {n} more", "and {n} more", more))
    return told(
        counted(
            "{by} replaced {n} figure that you recorded, with rows of a sheet:",
            "{by} replaced {n} figures that you recorded, with rows of a sheet:",
            len(figures),
            by=escape(by),
        ),
        "\n".join(lines),
        said("Each command above shows the old value, the new one and the reason."),
    )
