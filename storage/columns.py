"""Column types whose values survive exactly."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Exact(TypeDecorator[Fraction]):
    """A rational number as text, "775/11": a number type would round it."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, _dialect: Dialect) -> str | None:
        """The number's text."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Fraction | None:
        """The text's number; the integers alone are read four times as fast as by Fraction."""
        if value is None:
            return None
        numerator, _, denominator = value.partition("/")
        return Fraction(int(numerator), int(denominator or 1))


class Sequence(TypeDecorator[tuple[Any, ...]]):
    """A short tuple of texts or whole numbers, as a JSON list; None is NULL."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: tuple[Any, ...] | None, _dialect: Dialect) -> Any:
        """The tuple as a list."""
        return None if value is None else list(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> tuple[Any, ...] | None:
        """The list as a tuple."""
        return None if value is None else tuple(value)


def one_of(enum: type[StrEnum], name: str) -> sa.Enum:
    """Text held to the values of `enum` by the CHECK constraint `name`; read back as members."""
    return sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )


document = sa.JSON(none_as_null=True)
"""A JSON object, its keys in the order given."""

serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number the database counts up. SQLite only counts in a column called INTEGER."""
