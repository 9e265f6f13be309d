"""Which known word was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(typed: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The known words few edits away from `typed`, closest first, at most `most` of them.

    An edit is a letter added, left out, changed, or swapped with its neighbour. A word may be one
    edit away for each three of its letters, and two at least where it begins alike.
    """
    # Fewer letters of difference than edits allowed: a very long word costs nothing.
    close = (word for word in set(known) if abs(len(typed) - len(word)) <= _allowed(typed, word))
    scored = sorted((distance(typed, word), word) for word in close)
    return tuple(word for edits, word in scored if edits <= _allowed(typed, word))[:most]


def distance(one: str, other: str) -> int:
    """Number of edits between two words (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, other_letter in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _allowed(typed: str, word: str) -> int:
    by_length = max(len(typed), len(word)) // 3
    return max(by_length, 2 if typed[:1] == word[:1] and len(word) > 3 else 1)
