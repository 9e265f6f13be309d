"""What people ask, once their words are understood. Slack and the database are unknown here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, field

from kpi import Kpi
from kpi.period import Cadence, Period
from storage.records import OnHoliday, Sentiment


class Mode(StrEnum):
    """What to do where a value already stands."""

    RECORD = "record"
    ADD = "add"
    CORRECT = "correct"
    SO_FAR = "so_far"
    """Save as a value of a period that still runs."""


class Record(Struct, frozen=True, kw_only=True):
    """Inputs typed for one figure."""

    kpi: Kpi
    mode: Mode = Mode.RECORD
    positional: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    formula: str | None = None
    period: str = "last"
    segment: str = ""
    note: str = ""
    source: str = ""
    reason: str = ""
    share: bool = False
    final: bool = False
    """The author declares a running period complete."""
    new_segment: bool = False
    """The author confirmed that a segment unheard of is meant."""


class Look(Struct, frozen=True, kw_only=True):
    """The latest value of a KPI."""

    kpi: Kpi
    segment: str = ""
    period: str | None = None
    share: bool = False


class History(Struct, frozen=True, kw_only=True):
    """The last values of a KPI, newest first."""

    kpi: Kpi
    segment: str = ""
    count: int = 12


class Compare(Struct, frozen=True, kw_only=True):
    """The last values of one KPI or two, drawn beside each other."""

    kpis: tuple[Kpi, ...]
    count: int = 12


class Explain(Struct, frozen=True, kw_only=True):
    """What a KPI means, how it is computed and judged."""

    kpi: Kpi
    segment: str = ""


class ListKpis(Struct, frozen=True, kw_only=True):
    """Every KPI, by family."""


class Help(Struct, frozen=True, kw_only=True):
    """How to type; for one KPI where one is named."""

    kpi: Kpi | None = None


class Undo(Struct, frozen=True, kw_only=True):
    """Take back the asker's newest recording."""


class Trace(Struct, frozen=True, kw_only=True):
    """Everything known about one figure."""

    number: int


class ListSegments(Struct, frozen=True, kw_only=True):
    """Every segment of the workspace."""


class ShowSegments(Struct, frozen=True, kw_only=True):
    """The segments of a KPI side by side; of all dimensions, unless one is named."""

    kpi: Kpi
    dimension: str = ""


class RenameSegment(Struct, frozen=True, kw_only=True):
    """Another name for a segment, everywhere."""

    name: str
    means: str


class MergeSegments(Struct, frozen=True, kw_only=True):
    """One segment put into another one."""

    name: str
    into: str


class ShowTarget(Struct, frozen=True, kw_only=True):
    """The target in force."""

    kpi: Kpi
    segment: str = ""


class SetTarget(Struct, frozen=True, kw_only=True):
    """A new target; `rule` as typed (">= 45"), empty to clear it."""

    kpi: Kpi
    rule: str
    segment: str = ""
    starts: str = ""
    """A period label or date from which it holds; empty: from the running period on."""


class Rebase(Struct, frozen=True, kw_only=True):
    """Take a KPI's natural limits anew, from its first twelve periods since a change."""

    kpi: Kpi
    reason: str
    segment: str = ""
    starts: str = ""
    """The first period that counts, as typed; empty: the last complete one."""


class CloseMonth(Struct, frozen=True, kw_only=True):
    """Leave the figures of a month as they are; the month as typed."""

    month: str
    reason: str = ""


class ReopenMonth(Struct, frozen=True, kw_only=True):
    """Let the figures of a closed month be changed again."""

    month: str
    reason: str


class ShowMonths(Struct, frozen=True, kw_only=True):
    """Which months were closed and reopened."""


class ShowBenchmarks(Struct, frozen=True, kw_only=True):
    """The benchmark sets a KPI can be judged by."""

    kpi: Kpi


class ChooseBenchmark(Struct, frozen=True, kw_only=True):
    """Judge a KPI by one named set."""

    kpi: Kpi
    set: str


class ShowOwner(Struct, frozen=True, kw_only=True):
    """Who answers for a KPI."""

    kpi: Kpi


class SetOwner(Struct, frozen=True, kw_only=True):
    """Who answers for a KPI from now on; None for nobody."""

    kpi: Kpi
    owner: str | None
    backup: str | None


class ShowSettings(Struct, frozen=True, kw_only=True):
    """The workspace's settings."""


class SetZone(Struct, frozen=True, kw_only=True):
    """The workspace's time zone, an IANA name."""

    zone: str


class SetCurrency(Struct, frozen=True, kw_only=True):
    """The currency of amounts typed without one, an ISO 4217 code."""

    currency: str


class SetCadence(Struct, frozen=True, kw_only=True):
    """How often a KPI is recorded."""

    kpi: Kpi
    cadence: Cadence


class SetFall(Struct, frozen=True, kw_only=True):
    """From which fall on a value is flagged: percent of the last value, or points."""

    amount: Fraction
    points: bool


class ShowAdmins(Struct, frozen=True, kw_only=True):
    """Who the managers are."""


class AddAdmins(Struct, frozen=True, kw_only=True):
    """People made managers here, by user id."""

    users: tuple[str, ...]


class RemoveAdmins(Struct, frozen=True, kw_only=True):
    """People who were made managers here and are none any more, by user id."""

    users: tuple[str, ...]


EVERYONE = "everyone"
"""No limit."""


class ShowAccess(Struct, frozen=True, kw_only=True):
    """Who sees and who records a KPI."""

    kpi: Kpi


class SetAccess(Struct, frozen=True, kw_only=True):
    """Who sees and who records a KPI from now on; None leaves that as it is."""

    kpi: Kpi
    seen: str | None = None
    """EVERYONE, "channels" or "managers"."""
    recorders: tuple[str, ...] | None = None
    """User ids; empty for everyone who sees it."""


class EraseWords(Struct, frozen=True, kw_only=True):
    """Erase what people wrote beside a figure and in its cases."""

    number: int
    reason: str


class ListFeedback(Struct, frozen=True, kw_only=True):
    """The newest pieces of feedback, and how many there were in the last period."""

    theme: str | None = None
    """None: of every theme."""


class KeepFeedback(Struct, frozen=True, kw_only=True):
    """Keep what a customer said."""

    words: str
    theme: str = ""
    customer: str = ""
    sentiment: Sentiment | None = None
    """None: not said, which counts as neutral."""
    segment: str = ""


class EraseFeedback(Struct, frozen=True, kw_only=True):
    """Erase the words and the customer of a piece of feedback."""

    number: int
    reason: str


class ShowAway(Struct, frozen=True, kw_only=True):
    """Whether somebody is away; None is the asker."""

    user: str | None


class SetAway(Struct, frozen=True, kw_only=True):
    """Days off, the last one included; None is the asker."""

    user: str | None
    first: date
    last: date


class EndAway(Struct, frozen=True, kw_only=True):
    """Somebody is back; None is the asker."""

    user: str | None


class ScheduleDigest(Struct, frozen=True, kw_only=True):
    """A channel's digest as typed; the zone is the asker's unless given."""

    rhythm: str
    day: int
    hour: int
    minute: int
    kpis: tuple[Kpi, ...]
    zone: str | None = None


class DigestAction(StrEnum):
    """What to do with a channel's digest."""

    PREVIEW = "preview"
    NOW = "now"
    PAUSE = "pause"
    RESUME = "resume"
    OFF = "off"
    STATUS = "status"


class DigestCommand(Struct, frozen=True, kw_only=True):
    """An action on the digests of the channel it is typed in."""

    action: DigestAction
    rhythm: str | None = None
    """None: every digest of the channel."""


class ImportRows(Struct, frozen=True, kw_only=True):
    """Rows of a sheet are to be stored; of one KPI where one is named."""

    kpi: Kpi | None = None


class Export(Struct, frozen=True, kw_only=True):
    """What is stored, as a file; of one KPI where one is named."""

    kpi: Kpi | None = None
    period: Period | None = None
    """Only figures of periods that end in this one; None: all there are."""


class Wish(StrEnum):
    """What a channel can want of the bot."""

    LANGUAGE = "language"
    MENTIONS = "mentions"
    HOLIDAYS = "holidays"


class ShowWish(Struct, frozen=True, kw_only=True):
    """How the channel it is typed in wants it."""

    about: Wish


class SetLanguage(Struct, frozen=True, kw_only=True):
    """The language of a channel by its code; None as whoever sets up its digest reads."""

    code: str | None


class SetMentions(Struct, frozen=True, kw_only=True):
    """Whether flagged drops call their owner in a channel."""

    mentions: bool


class SetHolidays(Struct, frozen=True, kw_only=True):
    """Whose public holidays a channel's digests mind, ISO 3166, and how; None for nobody's."""

    country: str | None
    then: OnHoliday


Question = (
    Record
    | Look
    | History
    | Compare
    | Explain
    | ListKpis
    | Help
    | Undo
    | Trace
    | ListSegments
    | ShowSegments
    | RenameSegment
    | MergeSegments
    | ShowTarget
    | SetTarget
    | Rebase
    | CloseMonth
    | ReopenMonth
    | ShowMonths
    | ShowBenchmarks
    | ChooseBenchmark
    | ShowOwner
    | SetOwner
    | ShowSettings
    | SetZone
    | SetCurrency
    | SetCadence
    | SetFall
    | ShowAdmins
    | AddAdmins
    | RemoveAdmins
    | ShowAccess
    | SetAccess
    | EraseWords
    | ListFeedback
    | KeepFeedback
    | EraseFeedback
    | ShowAway
    | SetAway
    | EndAway
    | ScheduleDigest
    | DigestCommand
    | ShowWish
    | SetLanguage
    | SetMentions
    | SetHolidays
    | ImportRows
    | Export
)
