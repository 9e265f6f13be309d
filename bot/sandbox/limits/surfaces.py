"""A surface's list of blocks: how many, which, and what must differ among them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.limits.rules import Problem, Rule, distinct, listing, typed


def nested(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """The blocks and those inside containers and carousels."""
    for block in blocks:
        yield block
        yield from nested(block.get("child_blocks", []))
        if block["type"] == "carousel":
            yield from nested(block["elements"])


def blocks_of(allowed: Mapping[str, Rule], most: int) -> Rule:
    """At most `most` blocks of the `allowed` types, whose ids differ."""
    listed = listing(typed(allowed), most, fewest=0)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        problems = list(listed(value, at))
        yield from problems
        if not problems:
            yield from distinct([block.get("block_id") for block in nested(value)], "block_id", at)

    return rule
