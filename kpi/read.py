"""What was typed for a KPI -> an entry: the formula chosen, its inputs exact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from kpi.errors import (
    BadAttribute,
    GivenTwice,
    MissingAttribute,
    MissingInput,
    MixedCurrencies,
    MixedUnits,
    TooManyInputs,
    UnknownFormula,
    UnknownInput,
)
from kpi.language import said
from kpi.model import Attribute, Formula, Kind, Kpi
from kpi.names import typed_name
from kpi.nearest import nearest
from kpi.parse import LISTS, Parsed, Typed, parse, scale_range
from kpi.text import fold_width
from kpi.value import Value
from kpi.words import meant, translated

_MONEY = frozenset({Kind.MONEY, Kind.MONEY_LIST})
_SHOWN_FORMULAS = 3
_HIGHEST = 999_999


@dataclass(frozen=True)
class Entry:
    """Inputs of one formula of one KPI, exact, with the survey's attributes."""

    kpi: str
    formula: str
    inputs: Mapping[str, Value]
    attributes: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    """The code of its amounts; None where it has none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))

    def __hash__(self) -> int:
        """Of equal entries the same: mappings have no hash of their own."""
        inputs, attributes = frozenset(self.inputs.items()), frozenset(self.attributes.items())
        return hash((self.kpi, self.formula, inputs, attributes, self.currency))


def read(
    kpi: Kpi,
    positional: Sequence[Typed],
    named: Mapping[str, Typed],
    *,
    formula: str | None = None,
    currency: str = "USD",
) -> Entry:
    """The entry that was typed.

    The formula is the one whose inputs are exactly those given, or the one of key `formula`.
    Values without a name belong to that formula's inputs, or the first formula's, in order.
    Names may be typed in Korean and Traditional Chinese (`kpi.words`). `currency` is the code of
    amounts typed without one. Raises the errors of `kpi.errors`, each
    naming its field; nothing is assumed for what is missing.
    """
    wanted = None if formula is None else _formula(kpi, formula)
    survey = kpi.attribute_names
    named = _in_english(kpi, named)
    typed = {name: value for name, value in named.items() if name not in survey}
    _refuse_unknown(kpi, typed)
    for name, value in _placed(kpi, wanted or kpi.formulas[0], positional).items():
        if name in typed:
            raise GivenTwice(name)
        typed[name] = value
    chosen = _chosen(kpi, wanted, typed, currency)
    attributes = _attributes(kpi, {name: named[name] for name in named if name in survey})
    parsed = _parsed(chosen, typed, attributes, currency)
    _refuse_mixed_units(chosen, parsed)
    return Entry(
        kpi=kpi.key,
        formula=chosen.key,
        inputs={one.name: parsed[one.name].value for one in chosen.inputs},
        attributes=attributes,
        currency=_common_currency(chosen, parsed, currency),
    )


def _formula(kpi: Kpi, key: str) -> Formula:
    keys = [one.key for one in kpi.formulas]
    if key not in keys:
        raise UnknownFormula(typed_name(kpi), key, nearest(key, keys) or keys)
    return kpi.formula(key)


def _in_english(kpi: Kpi, named: Mapping[str, Typed]) -> dict[str, Typed]:
    """The values under the names of the definition."""
    own = kpi.input_names | kpi.attribute_names
    found: dict[str, Typed] = {}
    for typed, value in named.items():
        name = typed if typed in own else meant(typed)
        if name in found:
            raise GivenTwice(name)
        found[name] = value
    return found


def _refuse_unknown(kpi: Kpi, typed: Mapping[str, Typed]) -> None:
    for name in typed:
        if name not in kpi.input_names:
            own = kpi.input_names | kpi.attribute_names
            near = nearest(name, own.union(*map(translated, own)))
            close = tuple(dict.fromkeys(map(meant, near)))
            takes = [one.input_names for one in _closest(kpi, frozenset(typed))]
            raise UnknownInput(typed_name(kpi), name, close, takes)


def _placed(kpi: Kpi, formula: Formula, positional: Sequence[Typed]) -> dict[str, Typed]:
    """Values without a name, under the names of the formula's inputs in order."""
    names = formula.input_names
    if len(formula.inputs) == 1 and formula.inputs[0].kind in LISTS and len(positional) > 1:
        return {names[0]: _together(positional)}
    if len(positional) > len(names):
        extra = [str(value) for value in positional[len(names) :]]
        raise TooManyInputs(typed_name(kpi), extra, [names])
    return dict(zip(names, positional, strict=False))


def _together(positional: Sequence[Typed]) -> Typed:
    """All values of a list: a text may itself hold several."""
    if all(isinstance(value, str) for value in positional):
        return ";".join(str(value) for value in positional)
    return [value for value in positional if isinstance(value, (str, int, float, Fraction))]


def _chosen(kpi: Kpi, wanted: Formula | None, typed: Mapping[str, Typed], currency: str) -> Formula:
    """The formula whose inputs are exactly those given."""
    given = frozenset(typed)
    for one in (wanted,) if wanted else kpi.formulas:
        if given == one.input_set:
            return one
    shown = [wanted] if wanted else _closest(kpi, given)
    _refuse_unreadable(shown[0], typed, currency)
    names = [one.input_names for one in shown]
    if missing := [name for name in names[0] if name not in given]:
        raise MissingInput(typed_name(kpi), missing, names)
    raise TooManyInputs(typed_name(kpi), sorted(given - shown[0].input_set), names)


def _refuse_unreadable(formula: Formula, typed: Mapping[str, Typed], currency: str) -> None:
    """A word where a number belongs is said before what is missing beside it."""
    for one in formula.inputs:
        if one.name in typed and one.kind is not Kind.SCORE_LIST:
            parse(one, typed[one.name], currency=currency, scale=None)


def _closest(kpi: Kpi, given: frozenset[str]) -> list[Formula]:
    """The formulas nearest to what was given, the first ones where none is."""

    def far(formula: Formula) -> tuple[int, int]:
        shared = len(given & formula.input_set)
        return -shared, len(given ^ formula.input_set) if shared else 0

    return sorted(kpi.formulas, key=far)[:_SHOWN_FORMULAS]


def _parsed(
    formula: Formula, typed: Mapping[str, Typed], attributes: Mapping[str, str], currency: str
) -> dict[str, Parsed]:
    scales = dict(attributes)
    parsed: dict[str, Parsed] = {}
    # Choices come first: one of them may be the scale that the scores are held to.
    for one in sorted(formula.inputs, key=lambda one: one.kind is not Kind.CHOICE_5_7):
        scale = scale_range(scales[one.scale]) if one.scale else None
        parsed[one.name] = parse(one, typed[one.name], currency=currency, scale=scale)
        if one.kind is Kind.CHOICE_5_7:
            scales[one.name] = str(parsed[one.name].value)
    return parsed


def _common_currency(formula: Formula, parsed: Mapping[str, Parsed], currency: str) -> str | None:
    """The code typed with any amount holds for all of them; without one it is `currency`."""
    amounts = [one.name for one in formula.inputs if one.kind in _MONEY]
    codes = sorted({code for name in amounts if (code := parsed[name].currency)})
    if len(codes) > 1:
        raise MixedCurrencies(amounts[0], codes)
    if not amounts:
        return None
    return codes[0] if codes else currency


def _refuse_mixed_units(formula: Formula, parsed: Mapping[str, Parsed]) -> None:
    rates = [one.name for one in formula.inputs if one.kind is Kind.SAME_UNIT_RATE]
    signed = [name for name in rates if parsed[name].percent]
    bare = [name for name in rates if not parsed[name].percent]
    if signed and bare:
        raise MixedUnits(signed[0], bare)


def _attributes(kpi: Kpi, typed: Mapping[str, Typed]) -> dict[str, str]:
    """The survey's attributes, with the defaults that apply."""
    known: dict[str, str] = {}
    for one in kpi.attributes:
        if one.name in typed:
            known[one.name] = _attribute(one, str(typed[one.name]), known)
        elif one.default is not None:
            known[one.name] = _default(one, one.default, known)
    return known


def _attribute(one: Attribute, typed: str, known: Mapping[str, str]) -> str:
    value = fold_width(typed).strip().casefold()
    if one.choices:
        if value not in one.choices:
            raise BadAttribute(one.name, typed, one.choices)
        return value
    scale = next((known[name] for name in one.default_when if name in known), None)
    low, high = scale_range(scale) if scale else (0, _HIGHEST)
    if not re.fullmatch("[0-9]{1,6}", value) or not low <= int(value) <= high:
        takes = said("a whole number from {low} to {high}", low=low, high=f"{high:,}")
        raise BadAttribute(one.name, typed, (), takes)
    return str(int(value))


def _default(one: Attribute, default: str, known: Mapping[str, str]) -> str:
    for name, needed in one.default_when.items():
        if known.get(name) != needed:
            raise MissingAttribute(one.name, one.label, f"{name}={known.get(name, '')}")
    return default
