"""Numbers and dates as people read them. Rounding happens here and nowhere before."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from zoneinfo import ZoneInfo

from kpi.currency import minor_digits
from kpi.model import Unit

_SIGNS = {"USD": "$", "TWD": "NT$", "HKD": "HK$", "KRW": "₩", "EUR": "€", "GBP": "£", "JPY": "¥"}
_MINUS = "−"
_SUFFIXES = {Unit.PERCENT: " %", Unit.MONTHS: " months", Unit.SECONDS: " s", Unit.PAGES: " pages"}


def rounded(value: Fraction, decimals: int) -> Decimal:
    """The value with that many decimals, half away from zero."""
    scale: int = 10**decimals
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext() as exact:
        exact.prec = max(28, len(str(whole)) + decimals + 1)
        number = Decimal(whole) / scale
    # Unlike the minus sign, copying rounds nothing to the context's 28 digits.
    return number.copy_negate() if value < 0 and whole else number


def number(value: Fraction, decimals: int) -> str:
    """`1,234.50`, with a true minus sign."""
    shown = rounded(value, decimals)
    text = f"{shown.copy_abs():,.{decimals}f}"
    return f"{_MINUS}{text}" if shown < 0 else text


def trimmed(value: Fraction, most: int = 4) -> str:
    """A number without idle zeros: `65`, `12.5`."""
    text = number(value, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Fraction, currency: str, *, decimals: int | None = None) -> str:
    """An amount in the currency's minor digits: `$4.07`, `₩15,000`, `CHF 12.00`."""
    digits = decimals if decimals is not None else minor_digits(currency)
    text = number(abs(value), digits)
    sign = _SIGNS.get(currency)
    shown = f"{sign}{text}" if sign else f"{currency} {text}"
    return f"{_MINUS}{shown}" if rounded(value, digits) < 0 else shown


def quantity(value: Fraction, unit: Unit, currency: str | None, *, decimals: int = 2) -> str:
    """A value with its unit: `97.78 %`, `70.45`, `$4.07`, `3.20`, `12.50 months`."""
    if unit is Unit.MONEY:
        return money(value, currency or "USD")
    if unit is Unit.COUNT:
        return trimmed(value, decimals)
    return f"{number(value, decimals)}{_SUFFIXES.get(unit, '')}"


def change(
    delta: Fraction, before: Fraction, unit: Unit, currency: str | None, *, decimals: int = 2
) -> str:
    """A change with its sign: points for points, pp for percent, percent for money and counts."""
    if delta == 0:
        return "no change"
    if unit is Unit.PERCENT:
        return f"{signed(delta, decimals)} pp"
    if unit is Unit.POINTS:
        return f"{signed(delta, decimals)} pts"
    if unit in (Unit.MONEY, Unit.COUNT) and before != 0:
        return f"{signed(100 * delta / abs(before), min(decimals, 1))} %"
    if unit is Unit.MONEY:
        return f"{'+' if delta > 0 else ''}{money(delta, currency or 'USD')}"
    return signed(delta, decimals)


def signed(value: Fraction, decimals: int) -> str:
    """A number that always carries + or −; what rounds to nothing says so."""
    if rounded(value, decimals) == 0:
        return f"{'+' if value > 0 else _MINUS}<{number(Fraction(1, 10**decimals), decimals)}"
    return f"+{number(value, decimals)}" if value > 0 else number(value, decimals)


def when(instant: datetime, zone: str) -> str:
    """An instant on the wall clock of a zone: `Mon 16 Nov 2026, 09:00 (Asia/Seoul)`."""
    local = instant.astimezone(ZoneInfo(zone) if zone != "UTC" else UTC)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({zone})"
