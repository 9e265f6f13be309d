"""`/kpi import …` and `/kpi export …`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.grammar.digests import next_kpi
from bot.grammar.errors import CommandError
from bot.grammar.tokens import Token
from bot.questions import Export, ImportRows
from kpi import Kpi
from kpi.errors import BadPeriod
from kpi.language import said
from kpi.period import Period

_IMPORT, _EXPORT = "/kpi import nps", "/kpi export nps 2026"


def read_import(tokens: Sequence[Token]) -> ImportRows:
    """The question behind the words after `/kpi import`.

    Raises:
        CommandError: something else than a KPI is named.
        kpi.errors.KpiError: the KPI name is unknown or means several things.
    """
    words = _words(tokens, _IMPORT)
    if not words:
        return ImportRows()
    kpi, used = next_kpi(words)
    return _import_of(kpi, tokens[used:])


def read_export(tokens: Sequence[Token]) -> Export:
    """The question behind the words after `/kpi export`: a KPI, a period, both or neither.

    Raises:
        CommandError: something else is named.
        kpi.errors.KpiError: the KPI name is unknown or means several things.
    """
    words = _words(tokens, _EXPORT)
    if not words or words[0][:1].isdigit():
        return Export(period=_period(words))
    kpi, used = next_kpi(words)
    return _export_of(kpi, tokens[used:])


def _import_of(kpi: Kpi, tokens: Sequence[Token]) -> ImportRows:
    words = _words(tokens, _IMPORT)
    if words:
        raise CommandError(
            said('"{word}" is too much here.', word=words[0]), field=words[0], example=_IMPORT
        )
    return ImportRows(kpi=kpi)


def _export_of(kpi: Kpi, tokens: Sequence[Token]) -> Export:
    return Export(kpi=kpi, period=_period(_words(tokens, _EXPORT)))


def _period(words: Sequence[str]) -> Period | None:
    if not words:
        return None
    try:
        return Period.parse(" ".join(words))
    except BadPeriod as bad:
        raise CommandError(bad.message, field="period", example=_EXPORT) from bad


def _words(tokens: Sequence[Token], example: str) -> list[str]:
    named = next((token.name for token in tokens if token.name is not None), None)
    if named is not None:
        raise CommandError(
            said('"{word}" is too much here.', word=named), field=named, example=example
        )
    return [token.value for token in tokens]


OF_SHEETS: Mapping[str, Callable[[Kpi, Sequence[Token]], ImportRows | Export]] = {
    "import": _import_of,
    "export": _export_of,
}
"""The same behind the name of a KPI."""
