"""What the desk answers: data for the views."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from bot.desk.flagging import Flagged
from bot.desk.moving import Moved
from bot.desk.reading import Change, Reading
from bot.desk.totals import Makeup
from bot.desk.upcoming import Postponed
from bot.desk.voices import Quote, Voices
from bot.desk.whole import Whole
from bot.questions import Wish
from bot.views.pages import Pages
from kpi import Kpi
from kpi.model import Benchmark
from kpi.period import Cadence, Period
from kpi.target import Target
from storage.records import (
    Audience,
    Away,
    ChannelSettings,
    KpiChoice,
    Observation,
    Occurrence,
    Person,
    Piece,
    Rebase,
    Subscription,
    TargetRecord,
    Workspace,
)


class Recorded(Struct, frozen=True, kw_only=True):
    """A figure was stored, or looked up."""

    reading: Reading
    old: Reading | None = None
    """What a correction replaced."""
    share: bool = False
    told: str = ""
    """Name of the former author, who was told about the correction."""
    derived: tuple[Observation, ...] = ()
    """Revisions of derived figures that followed."""
    whole: Whole | None = None
    """How the total of that period stands to its segments, where there are any."""


class Way(StrEnum):
    """How a standing value can be met."""

    REPLACE = "replace"
    ADD = "add"
    SO_FAR = "so_far"


class Stands(Struct, frozen=True, kw_only=True):
    """A value stands already, so nothing was stored; the draft waits for a choice."""

    standing: Reading
    typed: Reading
    """What the typed inputs would give; its observation is not stored."""
    draft: str
    ways: tuple[Way, ...]
    running: Period


class NewSegment(Struct, frozen=True, kw_only=True):
    """A segment nobody recorded yet, so nothing was stored; the draft waits for a choice."""

    segment: str
    period: Period
    near: tuple[str, ...]
    """Known segments that may have been meant, closest first."""
    known: tuple[str, ...]
    draft: str


class Unchanged(Struct, frozen=True, kw_only=True):
    """The very same inputs stand already."""

    reading: Reading


class ReasonNeeded(Struct, frozen=True, kw_only=True):
    """A correction waits for its reason."""

    standing: Reading
    typed: Reading
    draft: str


class Undone(Struct, frozen=True, kw_only=True):
    """The asker's newest recording was taken back."""

    taken: Reading
    now: Reading | None
    """What the figure shows again; None where it is empty."""
    derived: tuple[Observation, ...] = ()
    """Revisions of derived figures that followed."""


class NothingYet(Struct, frozen=True, kw_only=True):
    """No value of that KPI was ever recorded."""

    kpi: Kpi
    segment: str
    period: Period | None = None
    segments: tuple[str, ...] = ()
    """Segments that do hold something, where it is the total that does not."""
    awaited: Makeup | None = None
    """Why the total of that period is not pooled from them."""


class Latest(Struct, frozen=True, kw_only=True):
    """The latest value with its history, newest first."""

    reading: Reading
    history: tuple[Reading, ...]
    missing: Period | None
    """The last complete period, where it holds nothing yet."""
    year_ago: Change | None = None
    """The step from the same period last year, where that is known."""
    share: bool = False
    whole: Whole | None = None
    """How the total shown stands to its segments, where there are any."""
    awaited: Makeup | None = None
    """The segments of the missing period, where some are in."""


class Past(Struct, frozen=True, kw_only=True):
    """The values of the last periods, newest first; None where a period holds nothing."""

    kpi: Kpi
    segment: str
    rows: tuple[tuple[Period, Reading | None], ...]
    running: Period
    """The one that is not over yet, whether it is among them or not."""
    year_ago: Mapping[Period, Change] = field(default_factory=dict)
    """Each period's step from the same one last year, where both are known."""


class Catalogue(Struct, frozen=True, kw_only=True):
    """Every KPI by family, with the ones this workspace records."""

    families: Mapping[str, tuple[Kpi, ...]]
    recorded: frozenset[str]


class Explanation(Struct, frozen=True, kw_only=True):
    """All there is to know about a KPI, with this workspace's latest value."""

    kpi: Kpi
    cadence: Cadence
    choice: KpiChoice
    target: Target | None
    currency: str
    """Of the workspace, which amounts in a target are in."""
    latest: Reading | None
    flagged: Flagged | None = None
    """What the rules make of the latest value, and where its limits come from."""
    rebased_by: str = ""
    """Name of whoever took its limits anew, or ""."""
    hidden: bool = False
    """Whether the asker may not see this workspace's figures."""


class Guide(Struct, frozen=True, kw_only=True):
    """How to type."""

    kpi: Kpi | None


class Seen(Struct, frozen=True, kw_only=True):
    """A message that showed a figure."""

    revisions: tuple[int, ...]
    """In the order it showed them: it was edited where there are several."""
    channel: str
    digest: str
    """Label of the period the digest was about; "" for one posted by hand."""
    sent: datetime | None
    """None where it was not sent."""


class Told(Struct, frozen=True, kw_only=True):
    """Somebody was written to about a correction of their figure."""

    name: str
    revision: int
    """The revision they were told about."""
    sent: datetime | None


class MonthLine(Struct, frozen=True, kw_only=True):
    """A month closed or reopened, by whom, when and why."""

    month: Period
    closed: bool
    actor: str
    """Name."""
    reason: str
    at: datetime


class WordsLine(Struct, frozen=True, kw_only=True):
    """What people wrote beside a figure was erased, by whom, when and why."""

    actor: str
    """Name."""
    reason: str
    at: datetime


class History(Struct, frozen=True, kw_only=True):
    """A figure's revisions, oldest first, and where each was shown."""

    number: int
    kpi: Kpi
    revisions: tuple[tuple[Observation, str], ...]
    """With the author's name."""
    reading: Reading | None
    """None where the figure was withdrawn."""
    shown: tuple[Seen, ...]
    """Oldest first."""
    told: tuple[Told, ...]
    """Who was told directly that their figure was corrected, oldest first."""
    months: tuple[MonthLine, ...]
    """How the month it belongs to was closed and reopened, newest first."""
    erased: tuple[WordsLine, ...] = ()
    """When what people wrote beside it was erased, oldest first."""


class SegmentList(Struct, frozen=True, kw_only=True):
    """Every segment of the workspace, with the KPIs recorded for it."""

    segments: Mapping[str, tuple[Kpi, ...]]


class SegmentRow(Struct, frozen=True, kw_only=True):
    """The latest value of one segment."""

    reading: Reading
    current: bool
    """Whether it is of the period the others are of."""


class Dimension(Struct, frozen=True, kw_only=True):
    """The segments of one kind, with what they did to the total."""

    name: str
    period: Period
    rows: tuple[SegmentRow, ...]
    """Those of the period first, worst first."""
    whole: Whole | None
    moved: Moved | None
    """None where the change of the total cannot be split over them."""


class SegmentsAnswer(Struct, frozen=True, kw_only=True):
    """All segments of a KPI."""

    kpi: Kpi
    wanted: str
    """The dimension asked for; "" for all."""
    dimensions: tuple[Dimension, ...]


class SegmentsRenamed(Struct, frozen=True, kw_only=True):
    """A segment got another name, or was merged into another one."""

    name: str
    means: str
    figures: int
    """How many figures bear the new name now."""
    kpis: tuple[Kpi, ...]
    merged: int
    """How many of them were added up from both."""


class TargetAnswer(Struct, frozen=True, kw_only=True):
    """The target of a KPI, perhaps just set."""

    kpi: Kpi
    segment: str
    now: TargetRecord | None
    before: TargetRecord | None
    changed: bool
    currency: str
    """Of the workspace, which amounts in a target are in."""
    latest: Reading | None
    history: tuple[tuple[TargetRecord, str], ...] = ()
    """Every target there is for it, latest start first, with the name of who set it."""


class MonthAnswer(Struct, frozen=True, kw_only=True):
    """A month was closed, or opened again."""

    month: Period
    closed: bool
    reason: str
    lines: tuple[MonthLine, ...]
    """All that was done to it, newest first."""


class MonthList(Struct, frozen=True, kw_only=True):
    """Every closing and reopening, newest first."""

    lines: tuple[MonthLine, ...]


class Rebased(Struct, frozen=True, kw_only=True):
    """A KPI's natural limits are taken anew."""

    kpi: Kpi
    segment: str
    rebase: Rebase
    points: int
    """Complete periods recorded since then, of the twelve that are needed."""


class BenchmarkAnswer(Struct, frozen=True, kw_only=True):
    """The benchmark sets of a KPI and the one it is judged by."""

    kpi: Kpi
    chosen: str | None
    before: str | None
    changed: bool
    sets: tuple[Benchmark, ...]


class OwnerAnswer(Struct, frozen=True, kw_only=True):
    """Who answers for a KPI."""

    kpi: Kpi
    owner: str
    backup: str
    before: str
    """The owner before, where it was just changed; "" for nobody."""
    changed: bool


class Settings(Struct, frozen=True, kw_only=True):
    """What a workspace decides about all of its KPIs, or differently from their definitions."""

    workspace: Workspace
    cadences: Mapping[str, Cadence]
    """By KPI, where it is not the definition's."""


class SettingsAnswer(Struct, frozen=True, kw_only=True):
    """The workspace's settings now and before, which are the same where nothing was changed."""

    now: Settings
    before: Settings


class Receipt(Struct, frozen=True, kw_only=True):
    """Something was stored or taken back by whoever may not see it."""

    kpi: Kpi
    period: Period
    segment: str
    number: int
    taken_back: bool


class Compared(Struct, frozen=True, kw_only=True):
    """KPIs beside each other, as they were asked for."""

    pasts: tuple[Past, ...]
    empty: tuple[Kpi, ...]
    """Those of which nothing is recorded."""


class AdminsAnswer(Struct, frozen=True, kw_only=True):
    """Who the managers are, by name."""

    by_slack: tuple[Person, ...]
    """Admins and owners of the workspace."""
    added: tuple[Person, ...]
    everybody: bool
    """There is none of either kind, so that every member decides."""
    changed: str = ""
    """What was just done, a sentence."""


class AccessAnswer(Struct, frozen=True, kw_only=True):
    """Who sees and who records a KPI."""

    kpi: Kpi
    seen: Audience | None
    recorders: tuple[str, ...] | None
    """Names; None: everyone who sees it."""
    channels: tuple[str, ...]
    """Ids of the channels whose digests carry it."""
    follow: tuple[Kpi, ...]
    """KPIs that are limited with it, because they are computed from it."""
    because: tuple[Kpi, ...]
    """Limited KPIs it is computed from, which limit it as well."""
    changed: bool = False


class WordsErased(Struct, frozen=True, kw_only=True):
    """What people wrote beside a figure was erased."""

    number: int
    lines: int
    edited: int
    """Posted messages that are edited."""


class Cover(Struct, frozen=True, kw_only=True):
    """A KPI of somebody, and who stands in for them."""

    kpi: Kpi
    backup: str
    """Name, or "" for nobody."""


class AwayAnswer(Struct, frozen=True, kw_only=True):
    """Somebody's days off."""

    name: str
    own: bool
    """Whether they are the asker's."""
    away: Away | None
    """None where they are not away, today or later."""
    changed: bool
    covers: tuple[Cover, ...]
    """Their KPIs."""


class FeedbackKept(Struct, frozen=True, kw_only=True):
    """A piece of feedback is kept."""

    piece: Piece
    by: str
    """Name of who kept it."""
    anew: bool
    """Whether it was kept now; its message may have been kept before."""
    visible: bool
    """Whether the asker may see feedback."""


class ListedPiece(Struct, frozen=True, kw_only=True):
    """A piece of feedback in a list."""

    quote: Quote
    by: str
    """Name of who kept it."""
    erased_by: str
    """Name of who erased it, or ""."""
    reason: str
    """Why it was erased, or ""."""


class FeedbackList(Struct, frozen=True, kw_only=True):
    """The newest pieces of feedback, and how many there were."""

    theme: str | None
    """The one that is listed; None for all."""
    last: Voices
    """In the last complete period."""
    running: Voices
    """In the period that still runs."""
    recorded: Observation | None
    """The KPI's figure of the last period, recorded or counted."""
    pieces: tuple[ListedPiece, ...]
    """Newest first."""


class FeedbackErased(Struct, frozen=True, kw_only=True):
    """A customer's words were erased."""

    number: int
    edited: int
    """Posted messages that are edited."""
    from_message: bool
    """Whether the words stood in a message, which is still there."""


class ChannelWants(Struct, frozen=True, kw_only=True):
    """What a channel wants of the bot."""

    settings: ChannelSettings
    language: str
    """Code of the language its digests are in, be it set or not."""


class WishAnswer(Struct, frozen=True, kw_only=True):
    """One of the things a channel wants, as it stands now."""

    about: Wish
    wants: ChannelWants
    digests: tuple[tuple[Subscription, Postponed | None], ...]
    """Those that run, with what a holiday makes of their next send."""


class Scheduled(Struct, frozen=True, kw_only=True):
    """A channel's digest was set."""

    now: Subscription
    before: Subscription | None
    wants: ChannelWants
    postponed: Postponed | None
    """What a holiday makes of its first send."""
    left_out: tuple[Kpi, ...] = ()
    """KPIs that are not shown in this channel."""
    passed_over: Period | None = None
    """What the digest was about next before, where it begins with a later period now."""


class DigestStatus(Struct, frozen=True, kw_only=True):
    """The digests of a channel with what became of the last ones."""

    channel: str
    digests: tuple[tuple[Subscription, tuple[tuple[Occurrence, str], ...]], ...]
    """With the recent occurrences, newest first, and their result in words."""
    wants: ChannelWants
    postponed: Mapping[str, Postponed]
    """What a holiday makes of a next send, by subscription."""
    changed: str = ""
    """What was just done: "paused", "resumed", "switched off"."""


class DigestQueued(Struct, frozen=True, kw_only=True):
    """A digest was composed now and will be posted in a moment."""

    channel: str
    period: Period


class Preview(Struct, frozen=True, kw_only=True):
    """What the channel's digest would say now."""

    pages: Pages


class SheetWanted(Struct, frozen=True, kw_only=True):
    """Rows of a sheet can be pasted into a form, once a button is pressed."""

    kpi: Kpi | None


class ExportWanted(Struct, frozen=True, kw_only=True):
    """An export can be written, once a button is pressed."""

    kpi: Kpi | None
    period: Period | None


Answer = (
    Recorded
    | Stands
    | NewSegment
    | Unchanged
    | ReasonNeeded
    | Undone
    | NothingYet
    | Latest
    | Past
    | Compared
    | Catalogue
    | Explanation
    | Guide
    | History
    | SegmentList
    | SegmentsAnswer
    | SegmentsRenamed
    | TargetAnswer
    | MonthAnswer
    | MonthList
    | Rebased
    | BenchmarkAnswer
    | OwnerAnswer
    | SettingsAnswer
    | Receipt
    | AdminsAnswer
    | AccessAnswer
    | WordsErased
    | FeedbackKept
    | FeedbackList
    | FeedbackErased
    | AwayAnswer
    | WishAnswer
    | Scheduled
    | DigestStatus
    | DigestQueued
    | Preview
    | SheetWanted
    | ExportWanted
)
