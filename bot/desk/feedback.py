"""Customers' own words: kept once a message, listed with their counts."""

from __future__ import annotations

from msgspec import Struct

from bot.desk.access import may_see, require_recorder, require_seen
from bot.desk.answers import FeedbackKept, FeedbackList, ListedPiece
from bot.desk.asker import Asker
from bot.desk.deciding import name_of
from bot.desk.errors import NotFound, Refused
from bot.desk.publishing import renew_counted
from bot.desk.refresh import after_case_change
from bot.desk.segment_names import SegmentNames
from bot.desk.voices import EXPLAINED, FEEDBACK, quote, voices_in
from bot.desk.workspace import cadence_of, settled_workspace, workspace_of, zone_of
from bot.questions import KeepFeedback, ListFeedback
from kpi import catalogue
from kpi.language import phrase, said
from kpi.lists import comma_joined, sentences
from kpi.period import current, last_complete
from storage.records import TOTAL, FigureKey, NewPiece, Piece, Sentiment, Workspace
from storage.tx import Tx

MAX_WORDS = 2000
"""Longest piece kept, in characters."""
MAX_NAME = 60
"""Longest theme and customer's name, in characters."""
LISTED = 10
"""Pieces listed at once."""


class Source(Struct, frozen=True, kw_only=True):
    """The message that holds a customer's words."""

    channel: str
    ts: str


class FeedbackSheet(Struct, frozen=True, kw_only=True):
    """What the form about a message offers."""

    themes: tuple[str, ...]
    """Those in use, the one used last first; none for who may not see feedback."""
    segments: tuple[str, ...]
    """Known ones."""


def sheet(tx: Tx, asker: Asker, source: Source) -> FeedbackSheet | FeedbackKept:
    """What the form offers; what the message was kept as, where it was kept before.

    Raises:
        NotAllowed: others record feedback here.
    """
    require_recorder(tx, asker, catalogue.get(FEEDBACK))
    before = tx.feedback.of_message(asker.team, source.channel, source.ts)
    if before is not None:
        return _kept(tx, asker, before, anew=False)
    if not may_see(tx, asker, FEEDBACK):
        return FeedbackSheet(themes=(), segments=())
    return FeedbackSheet(
        themes=tx.feedback.themes(asker.team), segments=tx.segments.known(asker.team)
    )


def keep(
    tx: Tx, asker: Asker, question: KeepFeedback, source: Source | None = None
) -> FeedbackKept:
    """Keeps a piece; `source` is the message it stands in, which is kept once.

    Raises:
        NotAllowed: others record feedback here.
        NotFound: there is no such segment.
        Refused: it has no words, or something is too long.
    """
    require_recorder(tx, asker, catalogue.get(FEEDBACK))
    if source is not None:
        before = tx.feedback.of_message(asker.team, source.channel, source.ts)
        if before is not None:
            return _kept(tx, asker, before, anew=False)
    new = _checked(tx, asker, question, source)
    workspace = settled_workspace(tx, asker)
    piece = tx.feedback.add(asker.team, new)
    _follow(tx, asker, workspace, piece)
    return _kept(tx, asker, piece, anew=True)


def _checked(tx: Tx, asker: Asker, question: KeepFeedback, source: Source | None) -> NewPiece:
    words = question.words.strip()
    if not words:
        raise Refused(said("Write what the customer said."), field="words")
    if len(words) > MAX_WORDS:
        raise Refused(
            said("Keep the words under {most} characters.", most=MAX_WORDS), field="words"
        )
    return NewPiece(
        words=words,
        customer=_name(question.customer, "customer"),
        # A theme is typed between quotes in commands, so it can hold none.
        theme=_theme(tx, asker.team, _name(question.theme.replace('"', "'"), "theme")),
        sentiment=question.sentiment or Sentiment.NEUTRAL,
        segment=_segment(tx, asker, question.segment),
        channel=source.channel if source else asker.channel,
        ts=source.ts if source else None,
        author=asker.user,
        kept_at=asker.now,
    )


_LONG = {
    "customer": phrase("Keep the customer under {most} characters."),
    "theme": phrase("Keep the theme under {most} characters."),
}


def _name(typed: str, field: str) -> str:
    name = " ".join(typed.split())
    if len(name) > MAX_NAME:
        raise Refused(said(_LONG[field], most=MAX_NAME), field=field)
    return name


def _theme(tx: Tx, team: str, typed: str) -> str:
    """A theme in the letters it was first written in."""
    spelled = {one.casefold(): one for one in tx.feedback.themes(team)}
    return spelled.get(typed.casefold(), typed)


def _segment(tx: Tx, asker: Asker, typed: str) -> str:
    """The known segment that is meant."""
    if typed == TOTAL:
        return TOTAL
    names = SegmentNames.of(tx, asker.team)
    segment = names.meant(typed)
    if segment in names.known:
        return segment
    if not may_see(tx, asker, FEEDBACK):
        raise NotFound(
            said('There is no segment "{segment}" here.', segment=typed), field="segment"
        )
    near = names.near(segment) or names.known
    unknown = said('There is no segment "{segment}" here.', segment=typed)
    hint = (
        said("Did you mean {words}?", words=near[0])
        if near
        else said("Leave it out, or record a KPI for it first.")
    )
    raise NotFound(sentences(unknown, hint), field="segment", candidates=near[:3])


def _follow(tx: Tx, asker: Asker, workspace: Workspace, piece: Piece) -> None:
    """What was kept before the running period is counted; open cases quote the new piece."""
    cadence = cadence_of(tx, asker.team, catalogue.get(FEEDBACK))
    over = last_complete(cadence, asker.now, zone_of(workspace))
    renew_counted(tx, workspace, over, asker.now)
    for case in tx.cases.open(asker.team):
        if case.kpi in EXPLAINED and case.segment in (TOTAL, piece.segment):
            after_case_change(tx, asker.team, case, asker.now)


def _kept(tx: Tx, asker: Asker, piece: Piece, *, anew: bool) -> FeedbackKept:
    return FeedbackKept(
        piece=piece,
        by=name_of(tx, asker.team, piece.author),
        anew=anew,
        visible=may_see(tx, asker, FEEDBACK),
    )


def list_pieces(tx: Tx, asker: Asker, question: ListFeedback) -> FeedbackList:
    """The newest pieces, with the counts of the last period and of the running one.

    Raises:
        NotAllowed: the asker may not see feedback.
        NotFound: no piece has that theme.
    """
    kpi = catalogue.get(FEEDBACK)
    require_seen(tx, asker, kpi)
    workspace = workspace_of(tx, asker)
    theme = None if question.theme is None else _known_theme(tx, asker.team, question.theme)
    running = current(cadence_of(tx, asker.team, kpi), asker.now, zone_of(workspace))
    last = running.previous()
    typed = tx.observations.latest(asker.team, FigureKey(kpi=FEEDBACK, period=last))
    return FeedbackList(
        theme=theme,
        last=voices_in(tx, workspace, last),
        running=voices_in(tx, workspace, running),
        recorded=typed if typed is not None and not typed.withdrawn else None,
        pieces=tuple(
            _listed(tx, workspace, piece) for piece in tx.feedback.newest(asker.team, theme, LISTED)
        ),
    )


def _known_theme(tx: Tx, team: str, typed: str) -> str:
    themes = tx.feedback.themes(team)
    theme = _theme(tx, team, " ".join(typed.split()))
    if theme and theme not in themes:
        unknown = said('No piece of feedback has the theme "{theme}".', theme=typed)
        in_use = said("In use are: {themes}.", themes=comma_joined(themes[:5])) if themes else ""
        raise NotFound(
            sentences(unknown, in_use),
            field="theme",
            candidates=themes[:3],
            example=f"/kpi feedback theme={_quoted(themes[0])}" if themes else "/kpi feedback",
        )
    return theme


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _listed(tx: Tx, workspace: Workspace, piece: Piece) -> ListedPiece:
    team = workspace.team
    done = tx.redactions.of_subject(team, f"F-{piece.number}") if piece.erased else ()
    return ListedPiece(
        quote=quote(workspace, piece),
        by=name_of(tx, team, piece.author),
        erased_by=name_of(tx, team, done[-1].actor) if done else "",
        reason=done[-1].reason if done else "",
    )
