"""What the rest of the program sees of the database: frozen values. Rows never leave storage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from msgspec import Struct

from kpi.period import Cadence, Period
from kpi.read import Entry
from kpi.target import Target

TOTAL = ""
"""The segment of a figure that covers everybody."""


class Standing(StrEnum):
    """What somebody is in a workspace."""

    MANAGER = "manager"
    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    """Somebody of another organisation, met in a shared channel."""
    BOT = "bot"
    DEACTIVATED = "deactivated"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody as Slack last described them."""

    user: str
    name: str
    standing: Standing
    zone: str
    """IANA name; "UTC" where Slack gave none."""
    locale: str
    refreshed_at: datetime


class Workspace(Struct, frozen=True, kw_only=True):
    """One team's settings."""

    team: str
    name: str
    url: str
    """Where the workspace is on the web, for links to messages; "" where Slack was never asked."""
    zone: str | None
    """None until the first person's zone is taken."""
    currency: str
    fall_percent: Fraction
    """Rule 3: a fall beyond this share of the last value is flagged."""
    fall_points: Fraction
    """Rule 3 for values in points."""
    unadministered_at: datetime | None
    """When everybody of it was last read and nobody was an admin or owner; else None."""
    created_at: datetime


class Action(StrEnum):
    """How a revision came to be."""

    RECORD = "record"
    ADD = "add"
    REPLACE = "replace"
    CORRECT = "correct"
    UNDO = "undo"
    IMPORT = "import"
    DERIVE = "derive"
    POOL = "pool"
    """A total put together from its segments."""
    MERGE = "merge"
    """Another segment was merged into this one, or this one into another."""


class FigureKey(Struct, frozen=True, kw_only=True):
    """What a value is about; with the workspace it names one figure."""

    kpi: str
    period: Period
    segment: str = TOTAL


class NewObservation(Struct, frozen=True, kw_only=True):
    """A revision to be appended."""

    key: FigureKey
    entry: Entry | None
    """None withdraws the figure (an undone first recording)."""
    value: Fraction | None
    """None: undefined (a zero denominator), or withdrawn."""
    sound: bool
    """False where the data cannot be right; such a value is never judged."""
    partial: bool
    action: Action
    author: str
    note: str = ""
    source: str = ""
    reason: str = ""
    parts: tuple[int, ...] = ()
    """Numbers of the figures a derived or pooled value was computed from."""


class Observation(NewObservation, frozen=True, kw_only=True):
    """One revision of one figure, as stored. Never changed, never deleted."""

    number: int
    """The figure's number in its workspace: K-4821."""
    revision: int
    """1 for the first."""
    recorded_at: datetime

    @property
    def withdrawn(self) -> bool:
        """Whether the figure holds nothing as of this revision."""
        return self.entry is None

    @property
    def computed(self) -> bool:
        """Whether nobody typed it: it follows from other figures and gives way to a typed one."""
        return self.action in (Action.DERIVE, Action.POOL)


class TargetRecord(Struct, frozen=True, kw_only=True):
    """A target, valid from a day on until the next one starts."""

    kpi: str
    segment: str
    target: Target | None
    """None: from then on there is no target."""
    starts: date
    set_by: str
    set_at: datetime


class Audience(StrEnum):
    """Whom a KPI's figures are limited to."""

    CHANNELS = "channels"
    """Members of the channels whose digests carry it, and managers."""
    MANAGERS = "managers"


class KpiChoice(Struct, frozen=True, kw_only=True):
    """What a workspace decided about one KPI; None where it did not."""

    kpi: str
    cadence: Cadence | None = None
    benchmark_set: str | None = None
    owner: str | None = None
    backup: str | None = None
    seen: Audience | None = None
    """Whom its figures are limited to; None: every member sees them."""
    recorders: tuple[str, ...] | None = None
    """User ids of who records it beside managers; None: everyone who sees it."""

    @property
    def limited(self) -> bool:
        """Whether not everyone sees it, or not everyone records it."""
        return self.seen is not None or self.recorders is not None


class Rhythm(StrEnum):
    """How often a channel gets its digest."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class SubscriptionState(StrEnum):
    """Whether a channel's digest runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    OFF = "off"


class Schedule(Struct, frozen=True, kw_only=True):
    """When a digest goes out, on the wall clock of its zone."""

    rhythm: Rhythm
    day: int
    """Weekly: 0 Monday .. 6 Sunday. Monthly: 1 .. 28, the day of the month."""
    hour: int
    minute: int
    zone: str


class Subscription(Struct, frozen=True, kw_only=True):
    """A channel's digest."""

    id: str
    channel: str
    schedule: Schedule
    kpis: tuple[str, ...]
    state: SubscriptionState
    set_by: str
    next_due: datetime
    """The next send, an instant in UTC."""
    next_period: str
    """Label of the period that send is about: "2026-W46"."""
    why_paused: str | None = None
    """Slack's error, where the bot paused it by itself; None where it runs or a person did."""


class OccurrenceState(StrEnum):
    """What became of one digest of one period."""

    PLANNED = "planned"
    """The digest has been handed to delivery."""
    SKIPPED = "skipped"
    """Came due on a holiday, or while nothing ran and was too old when found."""


class Occurrence(Struct, frozen=True, kw_only=True):
    """One digest of one channel for one period; unique in its workspace."""

    id: str
    subscription: str
    channel: str
    rhythm: Rhythm
    period: str
    due_at: datetime
    state: OccurrenceState
    late: bool
    delivery: str | None
    """The delivery of its root message."""
    holiday: str | None = None
    """The country, ISO 3166, for whose public holiday the channel wanted it skipped."""


class ExtraDigest(Struct, frozen=True, kw_only=True):
    """A digest that somebody posted beside the schedule."""

    id: str
    subscription: str
    period: str
    delivery: str
    """The delivery of its root message."""
    posted_at: datetime


class PostedDigest(Struct, frozen=True, kw_only=True):
    """A digest that was handed to delivery, on schedule or beside it."""

    id: str
    """The subject of its deliveries."""
    period: str
    delivery: str
    """The delivery of its root message."""
    late: bool


class DeliveryKind(StrEnum):
    """What a delivery does in Slack."""

    POST = "post"
    """A new message in a channel."""
    REPLY = "reply"
    """A new message in the thread of another delivery or message."""
    UPDATE = "update"
    """An edit of a message already sent; sending it twice does no harm."""
    DIRECT = "direct"
    """A direct message to a person."""


class DeliveryState(StrEnum):
    """Where a delivery stands; see docs/guarantees.md."""

    DUE = "due"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    """A newer edit of the same message made this one pointless."""


class NewDelivery(Struct, frozen=True, kw_only=True):
    """A message to be sent, frozen before anything goes out."""

    kind: DeliveryKind
    channel: str
    """Channel id; for DIRECT the user's id."""
    payload: Mapping[str, Any]
    """{"text": …, "blocks": […]}: everything but channel, thread and metadata."""
    purpose: str
    """What it is for, in a word: "digest", "case", "case_note", "notice", "overflow"."""
    subject: str = ""
    """Id of what it is about: an occurrence, a case."""
    owner: str = ""
    """Whom to tell when it cannot be delivered."""
    parent: str | None = None
    """REPLY: id of the delivery whose message it answers (it waits until that one is sent)."""
    thread_ts: str | None = None
    """REPLY to a message that is no delivery of ours."""
    target: str | None = None
    """UPDATE: id of the delivery whose message it edits."""
    not_before: datetime | None = None


class Delivery(NewDelivery, frozen=True, kw_only=True):
    """A message and how far it came."""

    id: str
    """Opaque; carried in the message's metadata."""
    team: str
    state: DeliveryState
    attempts: int
    fence: int
    """Grows with every claim; only the holder of the newest may settle the delivery."""
    attempted_at: datetime | None
    error: str
    ts: str | None
    """Slack's timestamp of the message, once sent; "" where only a person has seen it there."""
    sent_channel: str | None
    """Where Slack put it (a direct message's channel)."""
    created_at: datetime
    settled_at: datetime | None


class Shown(Struct, frozen=True, kw_only=True):
    """Which revision of a figure a message showed."""

    delivery: str
    number: int
    revision: int


class CaseState(StrEnum):
    """Where a flagged drop stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class NewCase(Struct, frozen=True, kw_only=True):
    """A flagged drop that needs somebody."""

    kpi: str
    segment: str
    cadence: Cadence
    period: str
    """The period whose value was flagged first."""
    number: int
    """The flagged figure's number."""
    channel: str
    rules: tuple[str, ...]
    """Keys of the rules that flagged it: "missed_target", "worse_band", "fell", ..."""
    facts: Mapping[str, Any]
    """What was known when it was flagged: values, bars, drivers as exact text."""
    owner: str | None


class Case(NewCase, frozen=True, kw_only=True):
    """A flagged drop as it stands."""

    id: str
    delivery: str | None
    """The delivery of the case's message, once it is handed over."""
    state: CaseState
    snoozed_until: date | None
    resolution: str
    replies: int
    opened_at: datetime
    closed_at: datetime | None
    version: int
    """Grows with every change; a change names the version it saw."""


class EventKind(StrEnum):
    """What happened to a case."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    NOTED = "noted"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    WORSENED = "worsened"
    RECOVERED = "recovered"
    REASSESSED = "reassessed"


class CaseEvent(Struct, frozen=True, kw_only=True):
    """One line of a case's timeline; `actor` is empty for the bot itself."""

    kind: EventKind
    actor: str
    text: str
    at: datetime


class Draft(Struct, frozen=True, kw_only=True):
    """A command that waits for its author's choice (a button, a small form)."""

    id: str
    user: str
    channel: str
    command: str
    text: str
    created_at: datetime


class ClosedMonth(Struct, frozen=True, kw_only=True):
    """A month whose figures may not change until a manager reopens it."""

    month: str
    closed: bool
    actor: str
    reason: str
    at: datetime


class Rebase(Struct, frozen=True, kw_only=True):
    """A KPI's natural limits are taken anew from a period on."""

    kpi: str
    segment: str
    starts: Period
    """The first period of the new baseline."""
    actor: str
    reason: str
    at: datetime


class Renaming(Struct, frozen=True, kw_only=True):
    """A segment got another name, or was merged into another one."""

    name: str
    means: str
    """What the old name stands for from then on."""
    actor: str
    at: datetime


class Redaction(Struct, frozen=True, kw_only=True):
    """Words of people that were erased: who did it, when and why."""

    subject: str
    """What held the words: "K-4821"."""
    actor: str
    reason: str
    lines: int
    """How many lines lost their words."""
    at: datetime


class Pace(Struct, frozen=True, kw_only=True):
    """How fast messages may follow one another."""

    spacing: timedelta
    """From one message of a channel to its next."""
    a_minute: int
    """Messages of a workspace in the long run."""
    at_once: int
    """Messages of a workspace that may go together after a quiet time."""


class Installation(Struct, frozen=True, kw_only=True):
    """The app's way into a workspace or an organisation."""

    team: str
    """The workspace's id, or the organisation's where the app was installed for all of it."""
    organisation: bool
    name: str
    bot_user: str
    scopes: tuple[str, ...]
    installer: str
    """User id of who installed it."""
    token: str
    """The bot token, sealed."""
    refresh_token: str | None
    """What the next token is asked for with, sealed; None where tokens do not expire."""
    expires_at: datetime | None
    problem: str
    """Slack's error where the token could not be renewed and never will be; "" else."""
    issue: str
    """Names this pair of tokens; the next pair gets another name."""
    installed_at: datetime


class Absence(Struct, frozen=True, kw_only=True):
    """A workspace that Slack does not let the bot into."""

    team: str
    reason: str
    """Slack's word for it: "app_uninstalled", "tokens_revoked", "invalid_auth", ..."""
    since: datetime
    erase_after: datetime | None
    """When its data will be erased; None where the app was not removed."""


class BegunInstallation(Struct, frozen=True, kw_only=True):
    """An installation that a browser has begun: digests of two secrets."""

    state: str
    """Of what Slack hands back."""
    browser: str
    """Of what the browser keeps in its cookie."""
    begun_at: datetime


class Erasure(Struct, frozen=True, kw_only=True):
    """A workspace that was erased."""

    team: str
    actor: str
    """Who did it; "" for the bot itself."""
    reason: str
    rows: int
    """How many rows went."""
    at: datetime


class Backlog(Struct, frozen=True, kw_only=True):
    """Deliveries that did not arrive yet, or never will; counted up to a bound."""

    due: int
    sending: int
    unknown: int
    dead: int
    due_since: datetime | None
    """When the oldest that is due was handed over; None where nothing is due."""
    unknown_since: datetime | None
    """When the oldest that may have been posted was attempted."""


class Asked(Struct, frozen=True, kw_only=True):
    """Who was asked to record a KPI of a period; nobody is asked for it again."""

    kpi: str
    period: str
    user: str
    at: datetime


class CollectionState(StrEnum):
    """How far the inputs of a channel's next digest are."""

    IDLE = "idle"
    """Nothing was missing, or nobody could be asked: it goes out at its time."""
    WAITING = "waiting"
    """Somebody was asked, and something is missing."""
    COMPLETE = "complete"
    """The last missing input is in: it goes out before its time."""


class Away(Struct, frozen=True, kw_only=True):
    """Somebody's days off: their backups stand in."""

    user: str
    first_day: date
    last_day: date
    """The last day off."""
    zone: str
    """Where these days begin and end."""


class Step(StrEnum):
    """Whom a case that nobody acknowledged goes to next."""

    BACKUP = "backup"
    MANAGERS = "managers"


class Escalation(Struct, frozen=True, kw_only=True):
    """What becomes of a case unless somebody acknowledges it in time."""

    case: str
    step: Step
    due_at: datetime


class Sentiment(StrEnum):
    """How a customer feels about it."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class NewPiece(Struct, frozen=True, kw_only=True):
    """A piece of feedback to be kept."""

    words: str
    """The customer's own."""
    customer: str
    """As somebody wrote it, or ""."""
    theme: str
    """What it is about, or ""."""
    sentiment: Sentiment
    segment: str
    channel: str
    """Where it was said, or typed in."""
    ts: str | None
    """The message that holds the words; None where they were typed in a command."""
    author: str
    """Who kept it."""
    kept_at: datetime


class Piece(NewPiece, frozen=True, kw_only=True):
    """A piece of feedback as it is kept."""

    number: int
    """Its number in its workspace: F-12."""
    erased: bool
    """Whether its words and its customer are gone."""


class Mentions(Struct, frozen=True, kw_only=True):
    """How many pieces of feedback have one theme and one sentiment."""

    theme: str
    sentiment: Sentiment
    pieces: int


class OnHoliday(StrEnum):
    """What becomes of a digest that is due on a public holiday."""

    SHIFT = "shift"
    """It goes out at its time on the next working day."""
    SKIP = "skip"


class ChannelSettings(Struct, frozen=True, kw_only=True):
    """What a channel wants of the bot."""

    channel: str
    language: str | None = None
    """What everybody in it is told things in; None as whoever set up its digest reads."""
    mentions: bool = False
    """Whether a flagged drop calls its owner by name."""
    holidays: str | None = None
    """The country whose public holidays count, ISO 3166: "KR"; None where none count."""
    on_holiday: OnHoliday = OnHoliday.SHIFT
