"""Commands that can be copied, made from a KPI's definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations

from kpi import Kpi, KpiError, evaluate, get, read
from kpi.model import Formula, Kind, Unit

OWN_COMMANDS = {"/nps": "nps", "/churn": "churn"}
"""Slash commands that belong to one KPI; `/kpi` reads its KPI from the text."""

_TYPICAL = {
    Kind.COUNT: ("40", "350", "600", "3,000"),
    Kind.AVERAGE_COUNT: ("40", "350", "600"),
    Kind.MONEY: ("$1,500", "$400", "$900", "$250", "$20,000"),
    Kind.PERCENT: ("12.5%", "80%"),
    Kind.SAME_UNIT_RATE: ("2.5", "2"),
    Kind.NUMBER: ("120", "36", "12"),
    Kind.SCORE_LIST: ("5,4,3",),
    Kind.MONEY_LIST: ("49;99;49",),
    Kind.PERCENT_LIST: ("50%;75%",),
    Kind.CHOICE_5_7: ("5",),
    Kind.TEXT_LIST: ('"easy to use; slow exports"',),
}


def command_of(kpi: Kpi) -> str:
    """How a command about this KPI begins: "/nps", "/kpi crr"."""
    own = next((command for command, key in OWN_COMMANDS.items() if key == kpi.key), None)
    return own or f"/kpi {kpi.key}"


def example_of(kpi: Kpi, formula: Formula | None = None) -> str:
    """A command that records this KPI by `formula` (the first one unless given)."""
    chosen = formula or kpi.formulas[0]
    pairs = " ".join(f"{name}={value}" for name, value in _inputs(kpi.key, chosen.key).items())
    return f"{command_of(kpi)} {pairs}"


def correction_of(kpi: Kpi, options: str = "") -> str:
    """A command that corrects a figure of this KPI; `options` name its period and segment."""
    command = command_of(kpi)
    parts = example_of(kpi).removeprefix(command).strip(), options, 'reason="duplicates removed"'
    return " ".join([f"{command} correct", *filter(None, parts)])


def example_inputs(kpi: Kpi, formula: Formula) -> dict[str, str]:
    """Believable values by input, as one types them into a form."""
    return _unquoted(_inputs(kpi.key, formula.key))


@cache
def _inputs(kpi_key: str, formula_key: str) -> dict[str, str]:
    """The inputs printed in an article, or else the first believable ones."""
    kpi = get(kpi_key)
    formula = kpi.formula(formula_key)
    printed = next((one for one in kpi.examples if one.formula == formula.key), None)
    if printed is not None:
        return dict(printed.inputs)
    return next((one for one in _tries(formula) if _believable(kpi, formula, one)), {})


def _tries(formula: Formula) -> Iterator[dict[str, str]]:
    """Typical values in every order, so that a part can come out smaller than its whole."""
    size = len(formula.inputs)
    for order in permutations(range(max(size, 4)), size):
        yield {
            one.name: _TYPICAL[one.kind][place % len(_TYPICAL[one.kind])]
            for one, place in zip(formula.inputs, order, strict=True)
        }


def _believable(kpi: Kpi, formula: Formula, inputs: dict[str, str]) -> bool:
    try:
        result = evaluate(read(kpi, (), _unquoted(inputs), formula=formula.key, currency="USD"))
    except KpiError:
        return False
    if not result.sound or len(set(inputs.values())) < len(inputs):
        return False
    return result.unit is not Unit.PERCENT or 0 < result.value < 100


def _unquoted(inputs: dict[str, str]) -> dict[str, str]:
    return {name: value.strip('"') for name, value in inputs.items()}
