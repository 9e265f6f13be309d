"""Numbers and dates as people read them. Rounding happens here and nowhere before."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from zoneinfo import ZoneInfo

from kpi.currency import drops_zeros, minor_digits
from kpi.dates import time_words
from kpi.language import phrase, said
from kpi.lists import with_aside
from kpi.model import Unit

_SIGNS = {"USD": "$", "TWD": "NT$", "HKD": "HK$", "KRW": "₩", "EUR": "€", "GBP": "£", "JPY": "¥"}
_MINUS = "−"
_MEASURES = {
    Unit.PERCENT: phrase("{number} %"),
    Unit.MONTHS: phrase("{number} months"),
    Unit.SECONDS: phrase("{number} s"),
    Unit.PAGES: phrase("{number} pages"),
}
_STEPS = {Unit.PERCENT: phrase("{number} pp"), Unit.POINTS: phrase("{number} pts")}


def rounded(value: Fraction, decimals: int) -> Decimal:
    """The value with that many decimals, half away from zero."""
    scale: int = 10**decimals
    whole = _magnitude(value, decimals)
    with localcontext() as exact:
        exact.prec = max(28, len(str(whole)) + decimals + 1)
        number = Decimal(whole) / scale
    # Unlike the minus sign, copying rounds nothing to the context's 28 digits.
    return number.copy_negate() if value < 0 and whole else number


def number(value: Fraction, decimals: int) -> str:
    """`1,234.50`, with a true minus sign."""
    whole = _magnitude(value, decimals)
    units, rest = divmod(whole, 10**decimals)
    text = f"{units:,}.{rest:0{decimals}}" if decimals else f"{units:,}"
    return f"{_MINUS}{text}" if value < 0 and whole else text


def _magnitude(value: Fraction, decimals: int) -> int:
    """How many of the last decimal's units, half away from zero, whatever the sign."""
    scale: int = 10**decimals
    scaled = abs(value.numerator) * scale
    return (2 * scaled + value.denominator) // (2 * value.denominator)


def trimmed(value: Fraction, most: int = 4) -> str:
    """A number without idle zeros: `65`, `12.5`."""
    text = number(value, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Fraction, currency: str, *, decimals: int | None = None) -> str:
    """An amount in the currency's minor digits: `$4.07`, `₩15,000`, `NT$300`, `CHF 12.00`."""
    digits = decimals if decimals is not None else _digits(value, currency)
    text = number(abs(value), digits)
    sign = _SIGNS.get(currency)
    shown = f"{sign}{text}" if sign else f"{currency} {text}"
    return f"{_MINUS}{shown}" if rounded(value, digits) < 0 else shown


def _digits(value: Fraction, currency: str) -> int:
    digits = minor_digits(currency)
    return 0 if drops_zeros(currency) and not _magnitude(value, digits) % 10**digits else digits


def quantity(value: Fraction, unit: Unit, currency: str | None, *, decimals: int = 2) -> str:
    """A value with its unit: `97.78 %`, `70.45`, `$4.07`, `3.20`, `12.50 months`."""
    if unit is Unit.MONEY:
        return money(value, currency or "USD")
    if unit is Unit.COUNT:
        return trimmed(value, decimals)
    return measured(number(value, decimals), unit)


def measured(shown: str, unit: Unit) -> str:
    """A number beside what it counts, where values of the unit name it: `12.50 months`."""
    return said(_MEASURES[unit], number=shown) if unit in _MEASURES else shown


def stepped(shown: str, unit: Unit) -> str:
    """A number as a distance between two values of a unit: `3.1 pp`, `6.8 pts`."""
    return said(_STEPS[unit], number=shown) if unit in _STEPS else shown


def change(
    delta: Fraction, before: Fraction, unit: Unit, currency: str | None, *, decimals: int = 2
) -> str:
    """A change with its sign: points for points, pp for percent, percent for money and counts."""
    if delta == 0:
        return said("no change")
    if unit in (Unit.MONEY, Unit.COUNT) and before != 0:
        return measured(signed(100 * delta / abs(before), min(decimals, 1)), Unit.PERCENT)
    if unit is Unit.MONEY:
        return f"{'+' if delta > 0 else ''}{money(delta, currency or 'USD')}"
    return stepped(signed(delta, decimals), unit)


def signed(value: Fraction, decimals: int) -> str:
    """A number that always carries + or −; what rounds to nothing says so."""
    if rounded(value, decimals) == 0:
        return f"{'+' if value > 0 else _MINUS}<{number(Fraction(1, 10**decimals), decimals)}"
    return f"+{number(value, decimals)}" if value > 0 else number(value, decimals)


def when(instant: datetime, zone: str) -> str:
    """An instant on the wall clock of a zone: `Mon 16 Nov 2026, 09:00 (Asia/Seoul)`."""
    local = instant.astimezone(ZoneInfo(zone) if zone != "UTC" else UTC)
    return with_aside(time_words(local), zone)
