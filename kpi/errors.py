"""Everything that can go wrong with what a person typed: typed, with the field and a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi.read import Entry


class DefinitionError(Exception):
    """A KPI definition is malformed; the message names the KPI and the mistake."""


class KpiError(Exception):
    """Base of all errors a user can mend.

    `message` is a full sentence, `field` the input it belongs to, `candidates` what may be meant.
    """

    def __init__(
        self, message: str, *, field: str | None = None, candidates: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.candidates = tuple(candidates)


class UnknownKpi(KpiError):
    """No KPI has that name; `candidates` are the nearest ones."""

    def __init__(self, typed: str, nearest: Sequence[str]) -> None:
        hint = f" Did you mean {_either(nearest)}?" if nearest else ""
        super().__init__(f'There is no KPI called "{typed}".{hint}', candidates=nearest)
        self.typed = typed


class AmbiguousName(KpiError):
    """The word means several KPIs; `candidates` are their keys."""

    def __init__(self, typed: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f'"{typed}" can mean {_either(candidates)}. Type the one you mean.',
            candidates=candidates,
        )
        self.typed = typed


class UnknownFormula(KpiError):
    """The KPI has no formula of that key; `candidates` are the nearest, or all of them."""

    def __init__(self, kpi: str, typed: str, formulas: Sequence[str]) -> None:
        super().__init__(
            f'{kpi} has no formula "{typed}". Type formula={_either(formulas)}.',
            field="formula",
            candidates=formulas,
        )
        self.typed = typed


class MissingInput(KpiError):
    """Inputs of the formula were not given; `missing` names them."""

    def __init__(self, kpi: str, missing: Sequence[str], formulas: Sequence[Sequence[str]]) -> None:
        super().__init__(
            f"Missing: {_all(missing)}. {_takes(kpi, formulas)}",
            field=missing[0],
            candidates=missing,
        )
        self.missing = tuple(missing)
        self.formulas = tuple(tuple(names) for names in formulas)


class UnknownInput(KpiError):
    """The KPI has no input of that name; `candidates` are the nearest."""

    def __init__(
        self, kpi: str, typed: str, nearest: Sequence[str], formulas: Sequence[Sequence[str]]
    ) -> None:
        hint = f"Did you mean {_either(nearest)}? " if nearest else ""
        super().__init__(
            f'{kpi} has no input "{typed}". {hint}{_takes(kpi, formulas)}',
            field=typed,
            candidates=nearest,
        )
        self.typed = typed
        self.formulas = tuple(tuple(names) for names in formulas)


class TooManyInputs(KpiError):
    """More was given than one formula uses, or one input twice; `extra` is what is too much."""

    def __init__(self, kpi: str, extra: Sequence[str], formulas: Sequence[Sequence[str]]) -> None:
        super().__init__(
            f"Too many inputs: {_all(extra)}. {_takes(kpi, formulas)}",
            field=extra[0],
            candidates=extra,
        )
        self.extra = tuple(extra)
        self.formulas = tuple(tuple(names) for names in formulas)


class GivenTwice(KpiError):
    """One input was given by position and by name."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field} was given twice. Keep one of them.",
            field=field,
        )


class NotANumber(KpiError):
    """The text is no number of the kind the input takes; `takes` says what it takes."""

    def __init__(self, field: str, typed: str, takes: str, why: str = "") -> None:
        said = f'"{typed}" is not a number{why}.' if typed else "It was left empty."
        super().__init__(f"{said} {field} takes {takes}.", field=field)
        self.typed = typed


class WrongSign(NotANumber):
    """A currency or a percent sign where the input takes none, or another."""

    def __init__(self, field: str, typed: str, takes: str) -> None:
        super().__init__(field, typed, takes, " of the right kind")


class NotWhole(KpiError):
    """A count has a fraction."""

    def __init__(self, field: str, typed: str, takes: str) -> None:
        super().__init__(f'"{typed}" is not whole. {field} takes {takes}.', field=field)
        self.typed = typed


class NegativeCount(KpiError):
    """A count is below zero."""

    def __init__(self, field: str, typed: str) -> None:
        super().__init__(
            f'"{typed}" is below zero. {field} counts something: type 0 or more.', field=field
        )
        self.typed = typed


class OffScale(KpiError):
    """A score lies outside the survey's scale, both ends of which belong to it."""

    def __init__(self, field: str, typed: str, low: int, high: int) -> None:
        super().__init__(
            f'"{typed}" is not on the scale. {field} takes scores from {low} to {high}.',
            field=field,
        )
        self.typed, self.low, self.high = typed, low, high


class BarePercent(KpiError):
    """A bare number between 0 and 1 where a percentage is meant; `candidates` are both readings."""

    def __init__(self, field: str, typed: str, small: str, large: str) -> None:
        super().__init__(
            f'"{typed}" can mean {small} or {large}. Type {field}={small} or {field}={large}.',
            field=field,
            candidates=(small, large),
        )
        self.typed = typed


class MixedCurrencies(KpiError):
    """Amounts of one KPI carry different currencies."""

    def __init__(self, field: str, currencies: Sequence[str]) -> None:
        super().__init__(
            f"The amounts are in {_all(currencies)}. Type all of them in one currency.",
            field=field,
            candidates=currencies,
        )


class AmbiguousCurrency(KpiError):
    """The sign is shared by several currencies and none of them is the workspace's."""

    def __init__(self, field: str, sign: str, currencies: Sequence[str]) -> None:
        super().__init__(
            f'"{sign}" can mean {_either(currencies)}. Type the code, such as {currencies[0]} '
            "1,500.",
            field=field,
            candidates=currencies,
        )


class MixedUnits(KpiError):
    """Two rates are compared, one typed with a % sign and one without."""

    def __init__(self, field: str, others: Sequence[str]) -> None:
        super().__init__(
            f"{field} has a % sign and {_all(others)} {'has' if len(others) == 1 else 'have'} "
            "none. Type all of them the same way.",
            field=field,
            candidates=(field, *others),
        )


class AmbiguousList(KpiError):
    """A comma in a list may separate values or thousands; `candidates` are both readings."""

    def __init__(self, field: str, typed: str, one: str, several: str) -> None:
        super().__init__(
            f'"{typed}" can be one number or several. Type {field}="{one}" or {field}="{several}".',
            field=field,
            candidates=(one, several),
        )
        self.typed = typed


class BadAttribute(KpiError):
    """A choice, a scale or a threshold is none of the accepted values."""

    def __init__(self, field: str, typed: str, choices: Sequence[str], takes: str = "") -> None:
        accepted = takes or _either(choices)
        super().__init__(
            f'{field} cannot be "{typed}". It takes {accepted}.', field=field, candidates=choices
        )
        self.typed = typed


class MissingAttribute(KpiError):
    """A property of the survey has to be stated: the threshold on a scale of 10."""

    def __init__(self, field: str, label: str, when: str) -> None:
        super().__init__(
            f"{field} is needed with {when}: {label}. Add {field}= and a whole number.",
            field=field,
        )


class Undefined(KpiError):
    """The value does not exist for these inputs; `reason` says why, `entry` keeps the inputs."""

    def __init__(self, kpi: str, reason: str, entry: Entry) -> None:
        super().__init__(f"{kpi} is undefined: {reason}.")
        self.reason = reason
        self.entry = entry


class NotAddable(KpiError):
    """Two batches or segments cannot be put together; the message says why."""


class BadTarget(KpiError):
    """The text is no target."""

    def __init__(self, typed: str, example: str) -> None:
        super().__init__(f'"{typed}" is not a target. Type it like {example}.', field="target")
        self.typed = typed


class BadPeriod(KpiError):
    """The text names no period that can be used."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="period")


def _either(words: Sequence[str]) -> str:
    return _joined(words, "or")


def _all(words: Sequence[str]) -> str:
    return _joined(words, "and")


def _joined(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _takes(kpi: str, formulas: Sequence[Sequence[str]]) -> str:
    return f"{kpi} takes {', or '.join(_all(names) for names in formulas)}."
