"""Short forms for writing definitions, so that each one reads like a statement.

Numbers of bands are exact: whole numbers, or text such as "1.7", never a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial

from kpi.expression import Expression
from kpi.model import (
    Band,
    Check,
    Driver,
    Drivers,
    Example,
    Grade,
    Input,
    Kind,
    Net,
    Requirement,
    Share,
)

STANDARD = "standard practice"
"""Source of a formula that no article prints but the field uses."""

E = Expression


def count(name: str, label: str, *, level: bool = False) -> Input:
    """A whole number of things; `level` for stocks at a moment and for unique people."""
    return Input(name=name, kind=Kind.COUNT, label=label, level=level)


def average_count(name: str, label: str) -> Input:
    """A number of people that may be an average over days."""
    return Input(name=name, kind=Kind.AVERAGE_COUNT, label=label, level=True)


def money(name: str, label: str, *, level: bool = False) -> Input:
    """An amount that flows in or out in the period; `level` for a run rate at a moment."""
    return Input(name=name, kind=Kind.MONEY, label=label, level=level)


def average_money(name: str, label: str) -> Input:
    """An amount per head or per order."""
    return Input(name=name, kind=Kind.MONEY, label=label, rate=True)


def money_list(name: str, label: str) -> Input:
    """Several amounts."""
    return Input(name=name, kind=Kind.MONEY_LIST, label=label)


def percent(name: str, label: str) -> Input:
    """A rate typed in percent."""
    return Input(name=name, kind=Kind.PERCENT, label=label)


def percent_list(name: str, label: str) -> Input:
    """Several rates typed in percent."""
    return Input(name=name, kind=Kind.PERCENT_LIST, label=label)


def same_unit_rate(name: str, label: str) -> Input:
    """A rate compared only with another one of the same unit, whichever that is."""
    return Input(name=name, kind=Kind.SAME_UNIT_RATE, label=label)


def number(name: str, label: str) -> Input:
    """A total that need not be whole."""
    return Input(name=name, kind=Kind.NUMBER, label=label)


def average_number(name: str, label: str) -> Input:
    """A mean that need not be whole."""
    return Input(name=name, kind=Kind.NUMBER, label=label, rate=True)


def score_list(name: str, label: str, *, scale: str) -> Input:
    """Raw answers; `scale` names the input or attribute that states their scale."""
    return Input(name=name, kind=Kind.SCORE_LIST, label=label, scale=scale)


def choice_5_7(name: str, label: str) -> Input:
    """A survey scale of five or of seven steps."""
    return Input(name=name, kind=Kind.CHOICE_5_7, label=label)


def text_list(name: str, label: str) -> Input:
    """Several texts in people's own words."""
    return Input(name=name, kind=Kind.TEXT_LIST, label=label)


def counted(successes: str, trials: str) -> Share:
    """A share in which everyone or everything was counted."""
    return Share(successes=E(successes), trials=E(trials), census=True)


def surveyed(successes: str, trials: str) -> Share:
    """A share among those who answered."""
    return Share(successes=E(successes), trials=E(trials), census=False)


def net(favourable: str, unfavourable: str, answers: str) -> Net:
    """A net score among those who answered."""
    return Net(favourable=E(favourable), unfavourable=E(unfavourable), answers=E(answers))


def driver(name: str, label: str, expression: str) -> Driver:
    """One independent cause."""
    return Driver(name=name, label=label, expression=E(expression))


def driven_by(*parts: Driver, value: str) -> Drivers:
    """The independent causes, and the value computed from them alone."""
    return Drivers(parts=parts, expression=E(value))


def no_more(smaller: str, *, than: str, broken: str) -> Check:
    """A relation real data keeps, and the sentence said where it is broken."""
    return Check(smaller=E(smaller), larger=E(than), broken=broken)


def above_zero(expression: str, *, otherwise: str) -> Requirement:
    """What must be positive for a value to exist, and the reason given where it is not."""
    return Requirement(positive=E(expression), otherwise=otherwise)


def example(formula: str, inputs: Mapping[str, str], *, exact: str, printed: str) -> Example:
    """An example an article prints, its exact value ("880/9") and the printed text."""
    return Example(inputs=inputs, formula=formula, exact=Fraction(exact), printed=printed)


Bar = int | str | None


def band(grade: Grade, *, gt: Bar = None, ge: Bar = None, lt: Bar = None, le: Bar = None) -> Band:
    """The values between the bars given; the rest of the line is left to the bands after it."""
    return Band(grade=grade, gt=_exact(gt), ge=_exact(ge), lt=_exact(lt), le=_exact(le))


excellent = partial(band, Grade.EXCELLENT)
great = partial(band, Grade.GREAT)
good = partial(band, Grade.GOOD)
watch = partial(band, Grade.WATCH)
poor = partial(band, Grade.POOR)
information = partial(band, Grade.INFORMATION)


def _exact(bar: Bar) -> Fraction | None:
    return None if bar is None else Fraction(bar)
