"""The name of a segment as people type it."""

from __future__ import annotations

import re

from bot.grammar.errors import CommandError
from kpi.language import said

_SEGMENT = re.compile(r"[^\s:=<>&*`~|]{1,40}:[^:=<>&*`~|\x00-\x1f]{1,60}")


def read_segment(text: str) -> str:
    """A segment as `dimension:value` ("tier:enterprise"), or "" for everybody.

    Raises:
        CommandError: it has another shape.
    """
    segment = text.strip()
    if segment.casefold() in ("", "total", "all"):
        return ""
    if not _SEGMENT.fullmatch(segment):
        raise CommandError(
            said(
                '"{segment}" is not a segment. Write its dimension and its value with a colon.',
                segment=segment,
            ),
            field="segment",
            example="/churn 75 3375 segment=tier:enterprise",
        )
    dimension, value = segment.split(":", 1)
    return f"{dimension.strip().casefold()}:{value.strip()}"
