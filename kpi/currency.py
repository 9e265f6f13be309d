"""Currencies: their codes (ISO 4217), the signs people type, and how many decimals they show."""

from __future__ import annotations

from collections.abc import Mapping

DOLLARS = ("USD", "TWD", "HKD", "SGD", "AUD", "CAD", "NZD")

_KNOWN = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_KNOWN.split())

_NO_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND")
).union(("VUV", "XAF", "XOF", "XPF"))
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_SELDOM_DIVIDED = frozenset(("TWD",))
"""ISO 4217 gives them decimals, but no coin does: people write them where they are not 0."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "$": DOLLARS,
    "us$": ("USD",),
    "nt$": ("TWD",),
    "ntd": ("TWD",),
    "hk$": ("HKD",),
    "s$": ("SGD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "nz$": ("NZD",),
    "₩": ("KRW",),
    "원": ("KRW",),
    "¥": ("JPY", "CNY"),
    "円": ("JPY",),
    "엔": ("JPY",),
    "元": ("TWD", "CNY", "HKD"),
    "rmb": ("CNY",),
    "€": ("EUR",),
    "£": ("GBP",),
    "₫": ("VND",),
    "₹": ("INR",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "₪": ("ILS",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "zł": ("PLN",),
} | {code.lower(): (code,) for code in CODES}
"""What each sign can mean, folded to lower case."""


def minor_digits(code: str) -> int:
    """Decimals an amount is shown with: 0 for KRW and JPY, 3 for KWD, else 2."""
    if code in _NO_DECIMALS:
        return 0
    return 3 if code in _THREE_DECIMALS else 2


def drops_zeros(code: str) -> bool:
    """Whether a whole amount is written without its decimals: NT$300,000, but $300,000.00."""
    return code in _SELDOM_DIVIDED


def meaning(sign: str, default: str) -> str | None:
    """The code a typed sign stands for; None where it may be several and `default` is none of them.

    A bare dollar sign that is not the workspace's own is the US dollar.
    """
    possible = SIGNS[sign]
    if default in possible:
        return default
    if len(possible) == 1 or possible is DOLLARS:
        return possible[0]
    return None
