"""Blocks beside their words, and how many of them one message takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.views.blocks import Block, Message, joined, plain, section

ROOT_BLOCKS = 45
"""Blocks of the root that lines may fill; a few stay free for head and foot."""
PAGE_BLOCKS = 48
TEXT = 2900
"""Characters of one section; Slack takes 3000."""
PAGE_TEXT = 12_000
"""Characters of a whole message."""


class Piece(Struct, frozen=True):
    """A block with what it says as plain text."""

    markdown: str
    block: Block
    lines: int = 1
    """How many lines it holds."""

    @property
    def text(self) -> str:
        """Its words without markup."""
        return plain(self.markdown)


def fill(pieces: Sequence[Piece], blocks: int) -> tuple[list[Piece], list[Piece]]:
    """As many pieces as one message takes, and the others."""
    taken: list[Piece] = []
    length = 0
    for at, piece in enumerate(pieces):
        length += len(piece.text) + 1
        if len(taken) == blocks or (taken and length > PAGE_TEXT):
            return taken, list(pieces[at:])
        taken.append(piece)
    return taken, []


def packed(lines: Sequence[str]) -> Iterator[Piece]:
    """These lines in as few blocks as take them."""
    pack: list[str] = []
    for line in lines:
        if pack and len(joined([*pack, line])) > TEXT:
            yield Piece(joined(pack), section(joined(pack)), len(pack))
            pack = []
        pack.append(line)
    if pack:
        yield Piece(joined(pack), section(joined(pack)), len(pack))


def page(pieces: Sequence[Piece]) -> Message:
    """A message of these pieces alone."""
    return Message(
        text=joined([piece.text for piece in pieces]),
        blocks=tuple(piece.block for piece in pieces),
    )
