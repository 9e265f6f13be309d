"""Derived figures: what followed from a recording, and what a value follows from."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk.reading import Reading
from bot.views.blocks import escape
from bot.views.layout import code
from bot.views.naming import short_name
from bot.views.numbers import quantity
from bot.views.wholes import listed
from kpi import catalogue
from kpi.derive import derivation_of
from kpi.language import said
from kpi.lists import joined_and
from storage.records import Action, Observation


def derived_lines(derived: Iterable[Observation]) -> list[str]:
    """`Derived: Churn 2.22 % (K-12)`, and what is derived no longer; nothing where none is."""
    held: list[str] = []
    gone: list[str] = []
    for one in derived:
        (gone if one.withdrawn else held).append(f"{_named(one)} (K-{one.number})")
    return [
        *([said("Derived: {figures}", figures=" · ".join(held))] if held else ()),
        *([said("No longer derived: {figures}", figures=" · ".join(gone))] if gone else ()),
    ]


def derived_from(observation: Observation) -> str:
    """`derived from CRR (K-11)`; "" for what is not derived."""
    sources = _sources(observation)
    return said("derived from {figures}", figures=sources) if sources else ""


def derived_sentence(observation: Observation) -> str:
    """`Derived from CRR (K-11).`, a line of its own."""
    sources = _sources(observation)
    return said("Derived from {figures}.", figures=sources) if sources else ""


def computed_before(old: Reading) -> str:
    """That a value which was replaced was computed, and from what; "" where somebody typed it."""
    if old.pooled_from:
        return said(
            "The value before was pooled from {n} segments ({segments}); what was typed stands "
            "now. To go back to it: {command}",
            n=len(old.pooled_from),
            segments=listed(old.pooled_from),
            command=code("/kpi undo"),
        )
    if sources := _sources(old.observation):
        return said(
            "The value before was derived from {figures}; what was typed stands now. "
            "To go back to it: {command}",
            figures=sources,
            command=code("/kpi undo"),
        )
    return ""


def _sources(observation: Observation) -> str:
    if observation.action is not Action.DERIVE or observation.entry is None:
        return ""
    derivation = derivation_of(observation.entry)
    if derivation is None:
        return ""
    pairs = zip(derivation.sources, observation.parts, strict=False)
    return joined_and([f"{short_name(catalogue.get(key))} (K-{number})" for key, number in pairs])


def _named(one: Observation) -> str:
    kpi = catalogue.get(one.key.kpi)
    name = f"{short_name(kpi)} {escape(one.key.segment)}".strip()
    if one.entry is None:
        return name
    if one.value is None:
        return " ".join([name, said("undefined")])
    unit = kpi.unit_of(kpi.formula(one.entry.formula))
    return f"{name} {quantity(one.value, unit, one.entry.currency)}"
