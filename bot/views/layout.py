"""Messages made of paragraphs, split over sections where Slack's limits ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.views.blocks import MAX_SECTION, Block, Message, drawn, escape, joined, plain, section


def told(*paragraphs: str) -> Message:
    """A message of these paragraphs of markdown; empty ones are left out."""
    return Message(text=plain(joined(paragraphs)), blocks=sections(*paragraphs))


def sections(*paragraphs: str) -> tuple[Block, ...]:
    """One section a paragraph; a long one becomes several, parted between its lines."""
    shown = (paragraph for paragraph in paragraphs if paragraph)
    return tuple(section(piece) for paragraph in shown for piece in _pieces(drawn(paragraph)))


def titled(title: str, lines: Sequence[str]) -> str:
    """A paragraph under a title in bold; nothing where it has no lines."""
    return joined([f"*{title}*", *lines]) if lines else ""


def code(command: str) -> str:
    """A command that can be copied, as code."""
    bare = command.replace("`", "'")
    return f"`{bare.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}`"


def short(text: str, most: int = 300) -> str:
    """Text as people typed it, made harmless, and cut where it is longer than `most` characters."""
    return escape(text if len(text) <= most else text[: most - 1] + "…")


def _pieces(paragraph: str) -> Iterator[str]:
    piece = ""
    for line in paragraph.split("\n"):
        if piece and len(piece) + 1 + len(line) > MAX_SECTION:
            yield piece
            piece = line
        else:
            piece = f"{piece}\n{line}" if piece else line
    yield piece
