"""Small rules about JSON values, combined into Slack's rules about blocks.

A rule takes a value and its JSON pointer and yields the problems it finds, worded as Slack
words them in `response_metadata.messages`.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One thing Slack would refuse, and the JSON pointer of its place."""

    message: str
    pointer: str

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Rule = Callable[[Any, str], Iterator[Problem]]


def string(longest: int, *, shortest: int = 0) -> Rule:
    """A string of `shortest` to `longest` characters."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", at)
        elif len(value) > longest:
            yield Problem(f"must be less than {longest + 1} characters", at)
        elif len(value) < shortest:
            yield Problem(f"must be more than {shortest - 1} characters", at)

    return rule


def url(longest: int) -> Rule:
    """An http or https address of at most `longest` characters."""
    text = string(longest, shortest=1)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        found = list(text(value, at))
        yield from found
        if not found and not value.startswith(("https://", "http://")):
            yield Problem("invalid url", at)

    return rule


def integer(low: int, high: int) -> Rule:
    """A whole number from `low` to `high`."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem("must provide an integer", at)
        elif not low <= value <= high:
            yield Problem(f"must be between {low} and {high}", at)

    return rule


def number(*, above: float | None = None) -> Rule:
    """A finite number, greater than `above` where that is given."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield Problem("must provide a number", at)
        elif not math.isfinite(value):
            yield Problem("must provide a finite number", at)
        elif above is not None and value <= above:
            yield Problem(f"must be greater than {above:g}", at)

    return rule


def boolean(value: Any, at: str) -> Iterator[Problem]:
    """True or false, not a word that means it."""
    if not isinstance(value, bool):
        yield Problem("must provide a boolean", at)


def word(*allowed: str) -> Rule:
    """One of the words listed."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(f"must be a valid enum value: {', '.join(allowed)}", at)

    return rule


def listing(item: Rule, most: int, *, fewest: int = 1) -> Rule:
    """A list of `fewest` to `most` items, each obeying `item`."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem("must provide an array", at)
            return
        if len(value) > most:
            yield Problem(f"no more than {most} items allowed", at)
        if len(value) < fewest:
            yield Problem(f"no less than {fewest} items allowed", at)
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return rule


def shape(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule
) -> Rule:
    """An object with exactly these properties (`type` besides); `also` rules see it whole."""
    known = {**required, **(optional or {})}

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", at)
            return
        problems = [
            Problem(f"missing required field: {name}", at) for name in required if name not in value
        ]
        for name, held in value.items():
            if name in known:
                problems.extend(known[name](held, f"{at}/{name}"))
            elif name != "type":
                problems.append(Problem(f"invalid additional property: {name}", at))
        yield from problems
        if not problems:  # only a well-formed object can be looked at as a whole
            for check in also:
                yield from check(value, at)

    return rule


def typed(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule it obeys; other types are refused."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", at)
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            yield Problem("missing required field: type", at)
        elif kind not in kinds:
            yield Problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return rule


def any_of(*names: str) -> Rule:
    """At least one of the named properties is there."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not any(name in value for name in names):
            yield Problem(f"must provide one of: {', '.join(names)}", at)

    return rule


def only_one_of(*names: str) -> Rule:
    """Exactly one of the named properties is there."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        given = [name for name in names if name in value]
        if len(given) != 1:
            yield Problem(f"must provide exactly one of: {', '.join(names)}", at)

    return rule


def distinct(values: list[Any], what: str, at: str) -> Iterator[Problem]:
    """No value (None aside) occurs twice among `values`."""
    given = [value for value in values if value is not None]
    repeated = sorted({str(value) for value in given if given.count(value) > 1})
    for value in repeated:
        yield Problem(f"{what} `{value}` already exists", at)
