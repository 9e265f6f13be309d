"""What customers said: counted by theme and sentiment, and quoted where a case asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

from bot.desk.access import hidden_in
from bot.desk.links import message_link
from bot.desk.workspace import zone_of
from kpi.period import Period
from storage.records import Case, Mentions, Piece, Sentiment, Workspace
from storage.tx import Tx

FEEDBACK = "feedback"
"""The KPI that counts the pieces."""
EXPLAINED = ("nps", "csat")
"""The KPIs whose drops customers' own words help to understand."""
QUOTED = 3
"""Pieces quoted in a case's message."""


class Theme(Struct, frozen=True, kw_only=True):
    """How often a theme came up."""

    name: str
    """"" for the pieces that were given none."""
    pieces: int
    negative: int


class Voices(Struct, frozen=True, kw_only=True):
    """How many pieces of feedback were kept in a period."""

    period: Period
    mentions: tuple[Mentions, ...]

    @property
    def pieces(self) -> int:
        """All of them."""
        return sum(one.pieces for one in self.mentions)

    def of(self, sentiment: Sentiment) -> int:
        """Those of one sentiment."""
        return sum(one.pieces for one in self.mentions if one.sentiment is sentiment)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The most frequent first; what has no theme comes last."""
        names = {one.theme for one in self.mentions}
        found = (_theme(name, self.mentions) for name in names)
        return tuple(sorted(found, key=lambda one: (not one.name, -one.pieces, one.name)))


class Quote(Struct, frozen=True, kw_only=True):
    """A piece of feedback with the way to its message."""

    piece: Piece
    link: str
    """Permalink of its message; "" where there is none."""


def _theme(name: str, mentions: Iterable[Mentions]) -> Theme:
    own = [one for one in mentions if one.theme == name]
    return Theme(
        name=name,
        pieces=sum(one.pieces for one in own),
        negative=sum(one.pieces for one in own if one.sentiment is Sentiment.NEGATIVE),
    )


def span(workspace: Workspace, period: Period) -> tuple[datetime, datetime]:
    """When a period begins in the workspace's time zone, and when it is over."""
    zone = zone_of(workspace)
    return period.previous().ends_at(zone), period.ends_at(zone)


def voices_in(tx: Tx, workspace: Workspace, period: Period) -> Voices:
    """What was kept in a period."""
    since, until = span(workspace, period)
    return Voices(period=period, mentions=tx.feedback.counts(workspace.team, since, until))


def quote(workspace: Workspace, piece: Piece) -> Quote:
    """A piece with the way to its message."""
    link = message_link(workspace, piece.channel, piece.ts) if piece.ts else ""
    return Quote(piece=piece, link=link)


def quotes_for(tx: Tx, workspace: Workspace, case: Case) -> tuple[Quote, ...]:
    """The newest pieces of a case's segment, from the flagged period until it is resolved.

    None where the case is about another KPI, or its channel may not see feedback.
    """
    team = workspace.team
    if case.kpi not in EXPLAINED or FEEDBACK in hidden_in(tx, team, case.channel):
        return ()
    since, _ = span(workspace, Period.parse(case.period))
    until = case.closed_at or datetime.max.replace(tzinfo=UTC)
    pieces = tx.feedback.quotable(team, case.segment, since, until, QUOTED)
    return tuple(quote(workspace, piece) for piece in pieces)
