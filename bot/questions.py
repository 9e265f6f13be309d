"""What people ask, once their words are understood. Slack and the database are unknown here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

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


@dataclass(frozen=True, kw_only=True)
class Record:
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


@dataclass(frozen=True, kw_only=True)
class Look:
    """The latest value of a KPI."""

    kpi: Kpi
    segment: str = ""
    period: str | None = None
    share: bool = False


@dataclass(frozen=True, kw_only=True)
class History:
    """The last values of a KPI, newest first."""

    kpi: Kpi
    segment: str = ""
    count: int = 12


@dataclass(frozen=True, kw_only=True)
class Compare:
    """The last values of one KPI or two, drawn beside each other."""

    kpis: tuple[Kpi, ...]
    count: int = 12


@dataclass(frozen=True, kw_only=True)
class Explain:
    """What a KPI means, how it is computed and judged."""

    kpi: Kpi
    segment: str = ""


@dataclass(frozen=True, kw_only=True)
class ListKpis:
    """Every KPI, by family."""


@dataclass(frozen=True, kw_only=True)
class Help:
    """How to type; for one KPI where one is named."""

    kpi: Kpi | None = None


@dataclass(frozen=True, kw_only=True)
class Undo:
    """Take back the asker's newest recording."""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Everything known about one figure."""

    number: int


@dataclass(frozen=True, kw_only=True)
class ListSegments:
    """Every segment of the workspace."""


@dataclass(frozen=True, kw_only=True)
class ShowSegments:
    """The segments of a KPI side by side; of all dimensions, unless one is named."""

    kpi: Kpi
    dimension: str = ""


@dataclass(frozen=True, kw_only=True)
class RenameSegment:
    """Another name for a segment, everywhere."""

    name: str
    means: str


@dataclass(frozen=True, kw_only=True)
class MergeSegments:
    """One segment put into another one."""

    name: str
    into: str


@dataclass(frozen=True, kw_only=True)
class ShowTarget:
    """The target in force."""

    kpi: Kpi
    segment: str = ""


@dataclass(frozen=True, kw_only=True)
class SetTarget:
    """A new target; `rule` as typed (">= 45"), empty to clear it."""

    kpi: Kpi
    rule: str
    segment: str = ""
    starts: str = ""
    """A period label or date from which it holds; empty: from the running period on."""


@dataclass(frozen=True, kw_only=True)
class Rebase:
    """Take a KPI's natural limits anew, from its first twelve periods since a change."""

    kpi: Kpi
    reason: str
    segment: str = ""
    starts: str = ""
    """The first period that counts, as typed; empty: the last complete one."""


@dataclass(frozen=True, kw_only=True)
class CloseMonth:
    """Leave the figures of a month as they are; the month as typed."""

    month: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReopenMonth:
    """Let the figures of a closed month be changed again."""

    month: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShowMonths:
    """Which months were closed and reopened."""


@dataclass(frozen=True, kw_only=True)
class ShowBenchmarks:
    """The benchmark sets a KPI can be judged by."""

    kpi: Kpi


@dataclass(frozen=True, kw_only=True)
class ChooseBenchmark:
    """Judge a KPI by one named set."""

    kpi: Kpi
    set: str


@dataclass(frozen=True, kw_only=True)
class ShowOwner:
    """Who answers for a KPI."""

    kpi: Kpi


@dataclass(frozen=True, kw_only=True)
class SetOwner:
    """Who answers for a KPI from now on; None for nobody."""

    kpi: Kpi
    owner: str | None
    backup: str | None


@dataclass(frozen=True, kw_only=True)
class ShowSettings:
    """The workspace's settings."""


@dataclass(frozen=True, kw_only=True)
class SetZone:
    """The workspace's time zone, an IANA name."""

    zone: str


@dataclass(frozen=True, kw_only=True)
class SetCurrency:
    """The currency of amounts typed without one, an ISO 4217 code."""

    currency: str


@dataclass(frozen=True, kw_only=True)
class SetCadence:
    """How often a KPI is recorded."""

    kpi: Kpi
    cadence: Cadence


@dataclass(frozen=True, kw_only=True)
class SetFall:
    """From which fall on a value is flagged: percent of the last value, or points."""

    amount: Fraction
    points: bool


@dataclass(frozen=True, kw_only=True)
class ShowAdmins:
    """Who the managers are."""


@dataclass(frozen=True, kw_only=True)
class AddAdmins:
    """People made managers here, by user id."""

    users: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RemoveAdmins:
    """People who were made managers here and are none any more, by user id."""

    users: tuple[str, ...]


EVERYONE = "everyone"
"""No limit."""


@dataclass(frozen=True, kw_only=True)
class ShowAccess:
    """Who sees and who records a KPI."""

    kpi: Kpi


@dataclass(frozen=True, kw_only=True)
class SetAccess:
    """Who sees and who records a KPI from now on; None leaves that as it is."""

    kpi: Kpi
    seen: str | None = None
    """EVERYONE, "channels" or "managers"."""
    recorders: tuple[str, ...] | None = None
    """User ids; empty for everyone who sees it."""


@dataclass(frozen=True, kw_only=True)
class EraseWords:
    """Erase what people wrote beside a figure and in its cases."""

    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ListFeedback:
    """The newest pieces of feedback, and how many there were in the last period."""

    theme: str | None = None
    """None: of every theme."""


@dataclass(frozen=True, kw_only=True)
class KeepFeedback:
    """Keep what a customer said."""

    words: str
    theme: str = ""
    customer: str = ""
    sentiment: Sentiment | None = None
    """None: not said, which counts as neutral."""
    segment: str = ""


@dataclass(frozen=True, kw_only=True)
class EraseFeedback:
    """Erase the words and the customer of a piece of feedback."""

    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShowAway:
    """Whether somebody is away; None is the asker."""

    user: str | None


@dataclass(frozen=True, kw_only=True)
class SetAway:
    """Days off, the last one included; None is the asker."""

    user: str | None
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class EndAway:
    """Somebody is back; None is the asker."""

    user: str | None


@dataclass(frozen=True, kw_only=True)
class ScheduleDigest:
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


@dataclass(frozen=True, kw_only=True)
class DigestCommand:
    """An action on the digests of the channel it is typed in."""

    action: DigestAction
    rhythm: str | None = None
    """None: every digest of the channel."""


@dataclass(frozen=True, kw_only=True)
class ImportRows:
    """Rows of a sheet are to be stored; of one KPI where one is named."""

    kpi: Kpi | None = None


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is stored, as a file; of one KPI where one is named."""

    kpi: Kpi | None = None
    period: Period | None = None
    """Only figures of periods that end in this one; None: all there are."""


class Wish(StrEnum):
    """What a channel can want of the bot."""

    LANGUAGE = "language"
    MENTIONS = "mentions"
    HOLIDAYS = "holidays"


@dataclass(frozen=True, kw_only=True)
class ShowWish:
    """How the channel it is typed in wants it."""

    about: Wish


@dataclass(frozen=True, kw_only=True)
class SetLanguage:
    """The language of a channel by its code; None as whoever sets up its digest reads."""

    code: str | None


@dataclass(frozen=True, kw_only=True)
class SetMentions:
    """Whether flagged drops call their owner in a channel."""

    mentions: bool


@dataclass(frozen=True, kw_only=True)
class SetHolidays:
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
