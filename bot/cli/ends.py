"""How commands end when they cannot do what was asked: one sentence, no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

CANNOT = 1
"""Exit code: it could not be done."""
MISTYPED = 2
"""Exit code: what was typed cannot be understood."""


def fail(sentence: str, code: int = CANNOT) -> NoReturn:
    """End the program with one sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


@contextmanager
def one_sentence(*errors: type[Exception], code: int = CANNOT) -> Iterator[None]:
    """Turn errors whose text is a sentence into the end of the program."""
    try:
        yield
    except errors as error:
        fail(str(error), code)
