"""Derived figures: what followed from a recording, and what a value follows from."""

from __future__ import annotations

from collections.abc import Iterable

from bot.views.blocks import escape
from bot.views.naming import short_name
from bot.views.numbers import quantity
from kpi import catalogue
from kpi.derive import derivation_of
from storage.records import Action, Observation


def derived_lines(derived: Iterable[Observation]) -> list[str]:
    """`Derived: Churn 2.22 % (K-12)`, and what is derived no longer; nothing where none is."""
    held: list[str] = []
    gone: list[str] = []
    for one in derived:
        (gone if one.withdrawn else held).append(f"{_named(one)} (K-{one.number})")
    return [
        *([f"Derived: {' · '.join(held)}"] if held else ()),
        *([f"No longer derived: {' · '.join(gone)}"] if gone else ()),
    ]


def derived_from(observation: Observation) -> str:
    """`derived from CRR (K-11)`; "" for what is not derived."""
    if observation.action is not Action.DERIVE or observation.entry is None:
        return ""
    derivation = derivation_of(observation.entry)
    if derivation is None:
        return ""
    pairs = zip(derivation.sources, observation.parts, strict=False)
    names = [f"{short_name(catalogue.get(key))} (K-{number})" for key, number in pairs]
    return f"derived from {' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))}"


def derived_sentence(observation: Observation) -> str:
    """`Derived from CRR (K-11).`, a line of its own."""
    said = derived_from(observation)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _named(one: Observation) -> str:
    kpi = catalogue.get(one.key.kpi)
    name = f"{short_name(kpi)} {escape(one.key.segment)}".strip()
    if one.entry is None:
        return name
    if one.value is None:
        return f"{name} undefined"
    unit = kpi.unit_of(kpi.formula(one.entry.formula))
    return f"{name} {quantity(one.value, unit, one.entry.currency)}"
