"""Everything that can go wrong with what a person typed: typed, with the field and a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kpi.language import counted, phrase, said
from kpi.lists import alternatives, joined_and, joined_or, sentences
from kpi.words import shown_word

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
        unknown = said('There is no KPI called "{typed}".', typed=typed)
        super().__init__(sentences(unknown, _did_you_mean(nearest)), candidates=nearest)
        self.typed = typed


class AmbiguousName(KpiError):
    """The word means several KPIs; `candidates` are their keys."""

    def __init__(self, typed: str, candidates: Sequence[str]) -> None:
        super().__init__(
            said(
                '"{typed}" can mean {candidates}. Type the one you mean.',
                typed=typed,
                candidates=joined_or(candidates),
            ),
            candidates=candidates,
        )
        self.typed = typed


class UnknownFormula(KpiError):
    """The KPI has no formula of that key; `candidates` are the nearest, or all of them."""

    def __init__(self, kpi: str, typed: str, formulas: Sequence[str]) -> None:
        super().__init__(
            said(
                '{kpi} has no formula "{typed}". Type formula={formulas}.',
                kpi=kpi,
                typed=typed,
                formulas=joined_or(formulas),
            ),
            field="formula",
            candidates=formulas,
        )
        self.typed = typed


class MissingInput(KpiError):
    """Inputs of the formula were not given; `missing` names them."""

    def __init__(self, kpi: str, missing: Sequence[str], formulas: Sequence[Sequence[str]]) -> None:
        super().__init__(
            sentences(said("Missing: {inputs}.", inputs=_inputs(missing)), _takes(kpi, formulas)),
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
        unknown = said('{kpi} has no input "{typed}".', kpi=kpi, typed=typed)
        meant = _did_you_mean([shown_word(name) for name in nearest])
        super().__init__(
            sentences(unknown, meant, _takes(kpi, formulas)),
            field=typed,
            candidates=nearest,
        )
        self.typed = typed
        self.formulas = tuple(tuple(names) for names in formulas)


class TooManyInputs(KpiError):
    """More was given than one formula uses, or one input twice; `extra` is what is too much."""

    def __init__(self, kpi: str, extra: Sequence[str], formulas: Sequence[Sequence[str]]) -> None:
        super().__init__(
            sentences(
                said("Too many inputs: {inputs}.", inputs=_inputs(extra)), _takes(kpi, formulas)
            ),
            field=extra[0],
            candidates=extra,
        )
        self.extra = tuple(extra)
        self.formulas = tuple(tuple(names) for names in formulas)


class GivenTwice(KpiError):
    """One input was given by position and by name."""

    def __init__(self, field: str) -> None:
        super().__init__(
            said("{field} was given twice. Keep one of them.", field=shown_word(field)),
            field=field,
        )


class NotANumber(KpiError):
    """The text is no number of the kind the input takes; `takes` says what it takes.

    `problem` is the sentence that says what is wrong with what was `{typed}`.
    """

    def __init__(
        self,
        field: str,
        typed: str,
        takes: str,
        problem: str = phrase('"{typed}" is not a number.'),
    ) -> None:
        wrong = said(problem, typed=typed) if typed else said("It was left empty.")
        super().__init__(sentences(wrong, _wants(field, takes)), field=field)
        self.typed = typed


class WrongSign(NotANumber):
    """A currency or a percent sign where the input takes none, or another."""

    def __init__(self, field: str, typed: str, takes: str) -> None:
        super().__init__(
            field, typed, takes, phrase('"{typed}" is not a number of the right kind.')
        )


class NotWhole(KpiError):
    """A count has a fraction."""

    def __init__(self, field: str, typed: str, takes: str) -> None:
        wrong = said('"{typed}" is not whole.', typed=typed)
        super().__init__(sentences(wrong, _wants(field, takes)), field=field)
        self.typed = typed


class NegativeCount(KpiError):
    """A count is below zero."""

    def __init__(self, field: str, typed: str) -> None:
        super().__init__(
            said(
                '"{typed}" is below zero. {field} counts something: type 0 or more.',
                typed=typed,
                field=shown_word(field),
            ),
            field=field,
        )
        self.typed = typed


class OffScale(KpiError):
    """A score lies outside the survey's scale, both ends of which belong to it."""

    def __init__(self, field: str, typed: str, low: int, high: int) -> None:
        super().__init__(
            said(
                '"{typed}" is not on the scale. {field} takes scores from {low} to {high}.',
                typed=typed,
                field=shown_word(field),
                low=low,
                high=high,
            ),
            field=field,
        )
        self.typed, self.low, self.high = typed, low, high


class BarePercent(KpiError):
    """A bare number between 0 and 1 where a percentage is meant; `candidates` are both readings."""

    def __init__(self, field: str, typed: str, small: str, large: str) -> None:
        super().__init__(
            said(
                '"{typed}" can mean {small} or {large}. Type {field}={small} or {field}={large}.',
                typed=typed,
                field=field,
                small=small,
                large=large,
            ),
            field=field,
            candidates=(small, large),
        )
        self.typed = typed


class MixedCurrencies(KpiError):
    """Amounts of one KPI carry different currencies."""

    def __init__(self, field: str, currencies: Sequence[str]) -> None:
        super().__init__(
            said(
                "The amounts are in {currencies}. Type all of them in one currency.",
                currencies=joined_and(currencies),
            ),
            field=field,
            candidates=currencies,
        )


class AmbiguousCurrency(KpiError):
    """The sign is shared by several currencies and none of them is the workspace's."""

    def __init__(self, field: str, sign: str, currencies: Sequence[str]) -> None:
        super().__init__(
            said(
                '"{sign}" can mean {currencies}. Type the code, such as {code} 1,500.',
                sign=sign,
                currencies=joined_or(currencies),
                code=currencies[0],
            ),
            field=field,
            candidates=currencies,
        )


class MixedUnits(KpiError):
    """Two rates are compared, one typed with a % sign and one without."""

    def __init__(self, field: str, others: Sequence[str]) -> None:
        super().__init__(
            counted(
                "{field} has a % sign and {others} has none. Type all of them the same way.",
                "{field} has a % sign and {others} have none. Type all of them the same way.",
                len(others),
                field=shown_word(field),
                others=_inputs(others),
            ),
            field=field,
            candidates=(field, *others),
        )


class AmbiguousList(KpiError):
    """A comma in a list may separate values or thousands; `candidates` are both readings."""

    def __init__(self, field: str, typed: str, one: str, several: str) -> None:
        super().__init__(
            said(
                '"{typed}" can be one number or several. '
                'Type {field}="{one}" or {field}="{several}".',
                typed=typed,
                field=field,
                one=one,
                several=several,
            ),
            field=field,
            candidates=(one, several),
        )
        self.typed = typed


class BadAttribute(KpiError):
    """A choice, a scale or a threshold is none of the accepted values."""

    def __init__(self, field: str, typed: str, choices: Sequence[str], takes: str = "") -> None:
        super().__init__(
            said(
                '{field} cannot be "{typed}". It takes {accepted}.',
                field=shown_word(field),
                typed=typed,
                accepted=takes or joined_or(choices),
            ),
            field=field,
            candidates=choices,
        )
        self.typed = typed


class MissingAttribute(KpiError):
    """A property of the survey has to be stated: the threshold on a scale of 10."""

    def __init__(self, field: str, label: str, when: str) -> None:
        super().__init__(
            said(
                "{field} is needed with {when}: {label}. Add {name}= and a whole number.",
                field=shown_word(field),
                name=field,
                when=when,
                label=said(label),
            ),
            field=field,
        )


class Undefined(KpiError):
    """The value does not exist for these inputs; `reason` says why, `entry` keeps the inputs."""

    def __init__(self, kpi: str, reason: str, entry: Entry) -> None:
        super().__init__(said("{kpi} is undefined: {reason}.", kpi=kpi, reason=reason))
        self.reason = reason
        self.entry = entry


class NotAddable(KpiError):
    """Two batches or segments cannot be put together; the message says why."""


class BadTarget(KpiError):
    """The text is no target."""

    def __init__(self, typed: str, example: str) -> None:
        super().__init__(
            said(
                '"{typed}" is not a target. Type it like {example}.', typed=typed, example=example
            ),
            field="target",
        )
        self.typed = typed


class BadPeriod(KpiError):
    """The text names no period that can be used."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="period")


def _did_you_mean(nearest: Sequence[str]) -> str:
    return said("Did you mean {words}?", words=joined_or(nearest)) if nearest else ""


def _inputs(names: Sequence[str]) -> str:
    return joined_and([shown_word(name) for name in names])


def _wants(field: str, takes: str) -> str:
    return said("{field} takes {takes}.", field=shown_word(field), takes=said(takes))


def _takes(kpi: str, formulas: Sequence[Sequence[str]]) -> str:
    inputs = alternatives([_inputs(names) for names in formulas])
    return said("{kpi} takes {inputs}.", kpi=kpi, inputs=inputs)
