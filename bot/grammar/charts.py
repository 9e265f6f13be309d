"""What is to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grammar.digests import next_kpi
from bot.grammar.errors import CommandError
from bot.grammar.tokens import Token
from bot.questions import Compare
from kpi import Kpi
from kpi.language import said

MOST = 2
"""KPIs in one answer; a message takes two charts."""
MAX_PERIODS = 20
"""Points that a chart takes."""
_EXAMPLE = "/kpi chart nps csat"


def read_chart(tokens: Sequence[Token]) -> Compare:
    """`nps csat 12`: one KPI or two, and how many periods.

    Raises:
        CommandError: something else stands there.
        kpi.errors.KpiError: a KPI name is unknown or means several things.
    """
    words = [token.value for token in tokens if token.name is None]
    if len(words) < len(tokens):
        raise CommandError(
            said("A chart takes names of KPIs only."), field="chart", example=_EXAMPLE
        )
    count = int(words.pop()) if words and words[-1].isdecimal() else None
    kpis: list[Kpi] = []
    while words:
        kpi, used = next_kpi(words)
        if kpi not in kpis:
            kpis.append(kpi)
        words = words[used:]
    if not 1 <= len(kpis) <= MOST:
        raise CommandError(said("Name one KPI or two to draw."), field="chart", example=_EXAMPLE)
    if count is not None and not 2 <= count <= MAX_PERIODS:
        raise CommandError(
            said("A chart shows 2 to {most} periods.", most=MAX_PERIODS),
            field="chart",
            example=f"{_EXAMPLE} 12",
        )
    return Compare(kpis=tuple(kpis), count=count or 12)
