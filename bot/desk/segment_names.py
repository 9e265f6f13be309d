"""The names of segments: known ones, renamed ones, and what a mistyped one may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from bot.desk.errors import NotFound
from kpi.language import said
from kpi.lists import sentences
from kpi.nearest import nearest
from storage.tx import Tx


class SegmentNames(Struct, frozen=True, kw_only=True):
    """A workspace's segments, of whatever KPI."""

    known: tuple[str, ...]
    renamed: Mapping[str, str]
    """Old names, each with the name it means now."""

    @classmethod
    def of(cls, tx: Tx, team: str) -> SegmentNames:
        """The names in use now."""
        return cls(known=tx.segments.known(team), renamed=tx.segments.renamed(team))

    def meant(self, typed: str) -> str:
        """The segment a typed name stands for, in its usual letters; a new one as it is typed."""
        if typed in self.known:
            return typed
        folded = typed.casefold()
        spelled = {name.casefold(): name for name in self.known}
        means = {name.casefold(): now for name, now in self.renamed.items()}
        return spelled.get(folded) or means.get(folded) or typed

    def is_new(self, segment: str) -> bool:
        """Whether it has to be confirmed: nobody recorded it, but other segments were."""
        return bool(segment and self.known) and segment not in self.known

    def near(self, segment: str) -> tuple[str, ...]:
        """Known segments that may have been meant, closest first."""
        dimension, _, value = segment.partition(":")
        same = [name for name in self.known if name.startswith(f"{dimension}:")]
        others = [name for name in self.known if name not in same]
        values = _near(value, same, len(dimension) + 1)
        return (*values, *_near(segment, others, 0))

    def require(self, typed: str) -> str:
        """The segment meant.

        Raises:
            NotFound: nobody recorded it, and a known one is so near that it looks mistyped.
        """
        segment = self.meant(typed)
        near = self.near(segment) if self.is_new(segment) else ()
        if near:
            raise NotFound(
                sentences(
                    said('There is no segment "{segment}" here.', segment=segment),
                    said("Did you mean {words}?", words=near[0]),
                ),
                field="segment",
                candidates=near,
            )
        return segment


NO_SEGMENTS = SegmentNames(known=(), renamed={})
"""For what is about everybody."""


def _near(typed: str, names: Iterable[str], skipped: int) -> tuple[str, ...]:
    """The names whose rest, without the letters skipped, is near to what was typed."""
    by_rest = {name[skipped:].casefold(): name for name in names}
    return tuple(by_rest[rest] for rest in nearest(typed.casefold(), by_rest))
