"""The tables. Validation of what users type is elsewhere; these constraints are the last guard.

Every key starts with the workspace (`team`), and so does every foreign key: a row can only point
at rows of its own workspace.
"""

# Annotations stay as they are here: SQLModel reads them all, and text would be compiled each time.
from datetime import date, datetime
from fractions import Fraction
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kpi.period import Cadence
from storage.columns import Exact, Sequence, document, one_of, serial
from storage.records import (
    Action,
    Audience,
    CaseState,
    CollectionState,
    DeliveryKind,
    DeliveryState,
    EventKind,
    OccurrenceState,
    OnHoliday,
    Rhythm,
    Sentiment,
    Standing,
    Step,
    SubscriptionState,
)

_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

APPEND_ONLY = ("observation", "case_event", "renaming", "month", "rebase", "redaction", "erasure")
"""Tables whose rows are never changed or deleted; triggers made by the migrations see to it."""

PARTIAL = "where"
"""In the `info` of an index: the SQL condition of the rows it holds."""


class Base(SQLModel):
    """Every table's base: one metadata, with names for all constraints."""

    # No row is made from a table's class: what would check one is not built.
    model_config = {"defer_build": True}

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=_CONVENTION)


def _of(parent: str, *columns: str) -> ForeignKeyConstraint:
    """A foreign key to a row of the same workspace."""
    keys = {
        "workspace": (),
        "figure": ("number",),
        "observation": ("figure", "revision"),
    }.get(parent, ("id",))
    return ForeignKeyConstraint(
        ["team", *columns], [f"{parent}.team", *(f"{parent}.{key}" for key in keys)]
    )


def _rows(where: str) -> dict[str, Any]:
    """What an index of only these rows is told.

    SQLAlchemy would load PostgreSQL's dialect to be told the same of it: 8 % of a start. There the
    migrations make the index, and only who makes tables of these classes has to read `PARTIAL`.
    """
    return {"sqlite_where": sa.text(where), "info": {PARTIAL: where}}


class WorkspaceRow(Base, table=True):
    """One team's settings, and the newest number given to a figure."""

    __tablename__ = "workspace"
    __table_args__ = (CheckConstraint("figures >= 0", name="figures"),)

    team: str = Field(primary_key=True)
    name: str
    url: str
    zone: str | None
    currency: str
    fall_percent: Fraction = Field(sa_type=Exact)
    fall_points: Fraction = Field(sa_type=Exact)
    figures: int
    unadministered_at: datetime | None
    created_at: datetime


class PersonRow(Base, table=True):
    """Somebody as Slack last described them."""

    __tablename__ = "person"
    __table_args__ = (_of("workspace"), Index(None, "team", "folded_name"))

    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    name: str
    folded_name: str
    standing: Standing = Field(sa_type=one_of(Standing, "standing"))
    zone: str
    locale: str
    refreshed_at: datetime


class ManagerRow(Base, table=True):
    """Somebody made a manager here, whatever Slack says of them."""

    __tablename__ = "manager"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)


class ChoiceRow(Base, table=True):
    """What a workspace decided about one KPI."""

    __tablename__ = "choice"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    kpi: str = Field(primary_key=True)
    cadence: Cadence | None = Field(sa_type=one_of(Cadence, "cadence"))
    benchmark_set: str | None
    owner: str | None
    backup: str | None
    seen: Audience | None = Field(sa_type=one_of(Audience, "seen"))
    recorders: tuple[str, ...] | None = Field(sa_type=Sequence)


class TargetRow(Base, table=True):
    """A target from a day on; the newest of a day counts."""

    __tablename__ = "target"
    __table_args__ = (
        _of("workspace"),
        CheckConstraint("op IN ('>=', '>', '<=', '<')", name="op"),
        CheckConstraint("(op IS NULL) = (value IS NULL)", name="whole"),
        Index(None, "team", "kpi", "segment", "starts"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    kpi: str
    segment: str
    op: str | None
    value: Fraction | None = Field(sa_type=Exact)
    starts: date
    set_by: str
    set_at: datetime


class FigureRow(Base, table=True):
    """What a series of revisions is about, and which of them stands."""

    __tablename__ = "figure"
    __table_args__ = (
        _of("workspace"),
        UniqueConstraint("team", "kpi", "segment", "cadence", "starts"),
        Index(None, "team", "cadence", "starts"),
        Index(
            "ix_figure_segmented",
            "team",
            "kpi",
            "cadence",
            "starts",
            "segment",
            **_rows("segment <> ''"),
        ),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("revision > 0", name="revision"),
    )

    team: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kpi: str
    segment: str
    cadence: Cadence = Field(sa_type=one_of(Cadence, "cadence"))
    starts: date
    revision: int


class ObservationRow(Base, table=True):
    """One revision of a figure. Append-only."""

    __tablename__ = "observation"
    __table_args__ = (
        _of("figure", "figure"),
        UniqueConstraint("team", "figure", "revision"),
        Index(None, "team", "author", "serial"),
        CheckConstraint("revision > 0", name="revision"),
        CheckConstraint("(formula IS NULL) = (inputs IS NULL)", name="whole"),
        CheckConstraint("formula IS NOT NULL OR value IS NULL", name="withdrawn"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    figure: int
    revision: int
    formula: str | None
    inputs: dict[str, Any] | None = Field(sa_type=document)
    attributes: dict[str, Any] | None = Field(sa_type=document)
    currency: str | None
    value: Fraction | None = Field(sa_type=Exact)
    sound: bool
    partial: bool
    action: Action = Field(sa_type=one_of(Action, "action"))
    author: str
    note: str
    source: str
    reason: str
    parts: tuple[int, ...] = Field(sa_type=Sequence)
    recorded_at: datetime


class SubscriptionRow(Base, table=True):
    """A channel's digest."""

    __tablename__ = "subscription"
    __table_args__ = (
        _of("workspace"),
        UniqueConstraint("team", "channel", "rhythm"),
        Index(None, "state", "next_due"),
        CheckConstraint(
            "(rhythm = 'weekly' AND day BETWEEN 0 AND 6)"
            " OR (rhythm = 'monthly' AND day BETWEEN 1 AND 28)",
            name="day",
        ),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("minute BETWEEN 0 AND 59", name="minute"),
    )

    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    channel: str
    rhythm: Rhythm = Field(sa_type=one_of(Rhythm, "rhythm"))
    day: int
    hour: int
    minute: int
    zone: str
    kpis: tuple[str, ...] = Field(sa_type=Sequence)
    state: SubscriptionState = Field(sa_type=one_of(SubscriptionState, "state"))
    set_by: str
    next_due: datetime
    next_period: str
    why_paused: str | None


class DeliveryRow(Base, table=True):
    """A message and how far it came."""

    __tablename__ = "delivery"
    __table_args__ = (
        _of("workspace"),
        _of("delivery", "parent"),
        _of("delivery", "target"),
        UniqueConstraint("team", "id"),
        Index(None, "state", "not_before"),
        Index(None, "state", "serial"),
        Index(None, "team", "channel", "state"),
        Index(None, "team", "subject"),
        Index(None, "team", "sent_channel", "ts"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("fence >= 0", name="fence"),
        CheckConstraint("state <> 'sent' OR ts IS NOT NULL", name="sent"),
        CheckConstraint("state <> 'sending' OR leased_until IS NOT NULL", name="leased"),
        CheckConstraint("kind <> 'update' OR target IS NOT NULL", name="target"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    id: str
    kind: DeliveryKind = Field(sa_type=one_of(DeliveryKind, "kind"))
    channel: str
    payload: dict[str, Any] = Field(sa_type=document)
    purpose: str
    subject: str
    owner: str
    parent: str | None
    thread_ts: str | None
    target: str | None
    not_before: datetime | None
    state: DeliveryState = Field(sa_type=one_of(DeliveryState, "state"))
    attempts: int
    fence: int
    leased_until: datetime | None
    attempted_at: datetime | None
    error: str
    ts: str | None
    sent_channel: str | None
    created_at: datetime
    settled_at: datetime | None


class OccurrenceRow(Base, table=True):
    """One digest of one channel for one period: planned at most once."""

    __tablename__ = "occurrence"
    __table_args__ = (
        _of("subscription", "subscription"),
        _of("delivery", "delivery"),
        UniqueConstraint("team", "channel", "rhythm", "period"),
    )

    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    subscription: str
    channel: str
    rhythm: Rhythm = Field(sa_type=one_of(Rhythm, "rhythm"))
    period: str
    due_at: datetime
    state: OccurrenceState = Field(sa_type=one_of(OccurrenceState, "state"))
    late: bool
    delivery: str | None
    holiday: str | None


class ShownRow(Base, table=True):
    """Which revision of a figure a message showed."""

    __tablename__ = "shown"
    __table_args__ = (
        _of("delivery", "delivery"),
        _of("observation", "number", "revision"),
        Index(None, "team", "number"),
    )

    team: str = Field(primary_key=True)
    delivery: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    revision: int = Field(primary_key=True)


class CaseRow(Base, table=True):
    """A flagged drop."""

    __tablename__ = "flagged_case"
    __table_args__ = (
        _of("figure", "number"),
        _of("delivery", "delivery"),
        UniqueConstraint("team", "id"),
        Index(
            "uq_flagged_case_open",
            "team",
            "kpi",
            "segment",
            unique=True,
            **_rows("state <> 'resolved'"),
        ),
        Index(None, "team", "kpi", "segment"),
        CheckConstraint("replies >= 0", name="replies"),
        CheckConstraint("version > 0", name="version"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    id: str
    kpi: str
    segment: str
    cadence: Cadence = Field(sa_type=one_of(Cadence, "cadence"))
    period: str
    number: int
    channel: str
    rules: tuple[str, ...] = Field(sa_type=Sequence)
    facts: dict[str, Any] = Field(sa_type=document)
    owner: str | None
    delivery: str | None
    state: CaseState = Field(sa_type=one_of(CaseState, "state"))
    snoozed_until: date | None
    resolution: str
    replies: int
    opened_at: datetime
    closed_at: datetime | None
    version: int


class CaseEventRow(Base, table=True):
    """One line of a case's timeline. Append-only."""

    __tablename__ = "case_event"
    __table_args__ = (
        ForeignKeyConstraint(["team", "case"], ["flagged_case.team", "flagged_case.id"]),
        Index(None, "team", "case"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    case: str
    kind: EventKind = Field(sa_type=one_of(EventKind, "kind"))
    actor: str
    text: str
    at: datetime


class RequestRow(Base, table=True):
    """A request Slack sent, and what it was answered. It may come before its workspace is known."""

    __tablename__ = "request"

    team: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    answer: str | None
    seen_at: datetime


class DraftRow(Base, table=True):
    """A command that waits for its author's choice."""

    __tablename__ = "draft"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    user: str
    channel: str
    command: str
    text: str
    created_at: datetime


class MonthRow(Base, table=True):
    """A month closed or reopened; the newest line counts. Append-only."""

    __tablename__ = "month"
    __table_args__ = (_of("workspace"), Index(None, "team", "month"))

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    month: str
    closed: bool
    actor: str
    reason: str
    at: datetime


class RebaseRow(Base, table=True):
    """Natural limits taken anew from a period on. Append-only."""

    __tablename__ = "rebase"
    __table_args__ = (
        _of("workspace"),
        Index(None, "team", "kpi", "segment", "cadence"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    kpi: str
    segment: str
    cadence: Cadence = Field(sa_type=one_of(Cadence, "cadence"))
    starts: date
    actor: str
    reason: str
    at: datetime


class RenamingRow(Base, table=True):
    """A segment renamed, or merged into another one. Append-only."""

    __tablename__ = "renaming"
    __table_args__ = (_of("workspace"), Index(None, "team"))

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    name: str
    means: str
    actor: str
    at: datetime


class ExtraDigestRow(Base, table=True):
    """A digest that somebody posted beside the schedule."""

    __tablename__ = "extra_digest"
    __table_args__ = (
        _of("delivery", "delivery"),
        _of("subscription", "subscription"),
        Index(None, "team", "subscription"),
    )

    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    subscription: str
    period: str
    delivery: str
    posted_at: datetime


class MembershipRow(Base, table=True):
    """Somebody in a channel that has a digest."""

    __tablename__ = "membership"
    __table_args__ = (_of("workspace"), Index(None, "team", "user"))

    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    user: str = Field(primary_key=True)


class ErasingRow(Base, table=True):
    """A workspace whose history may be changed, within the transaction that erases something."""

    __tablename__ = "erasing"

    team: str = Field(primary_key=True)


class RedactionRow(Base, table=True):
    """Words of people that were erased. Append-only."""

    __tablename__ = "redaction"
    __table_args__ = (
        _of("workspace"),
        Index(None, "team", "subject"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    subject: str
    actor: str
    reason: str
    lines: int
    at: datetime


class PaceRow(Base, table=True):
    """From when on a channel takes its next message; channel "" is the whole workspace.

    Both instants in milliseconds since 1970: numbers add up the same way on every database.
    """

    __tablename__ = "pace"

    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    set_at: int = Field(sa_type=sa.BigInteger)
    open_from: int = Field(sa_type=sa.BigInteger)


class InstallationRow(Base, table=True):
    """The app's way into a workspace or an organisation. Tokens are sealed before they come here.

    It is deleted, tokens and all, the moment the app is removed.
    """

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("(refresh_token IS NULL) = (expires_at IS NULL)", name="rotating"),
        Index(None, "expires_at"),
    )

    team: str = Field(primary_key=True)
    """The workspace's id, or the organisation's where the app was installed for all of it."""
    organisation: bool
    name: str
    bot_user: str
    scopes: tuple[str, ...] = Field(sa_type=Sequence)
    installer: str
    token: str = Field(sa_type=sa.Text)
    refresh_token: str | None = Field(sa_type=sa.Text)
    expires_at: datetime | None
    problem: str
    issue: str
    renewing_until: datetime | None
    installed_at: datetime


class ResidentRow(Base, table=True):
    """Which installation reaches a workspace: its own, or its organisation's."""

    __tablename__ = "resident"
    __table_args__ = (_of("workspace"), Index(None, "installation"))

    team: str = Field(primary_key=True)
    installation: str


class AbsenceRow(Base, table=True):
    """A workspace that Slack does not let the bot into."""

    __tablename__ = "absence"
    __table_args__ = (_of("workspace"), Index(None, "erase_after"))

    team: str = Field(primary_key=True)
    reason: str
    since: datetime
    erase_after: datetime | None


class BegunInstallationRow(Base, table=True):
    """An installation that a browser has begun; of both secrets only the digest is kept."""

    __tablename__ = "begun_installation"
    __table_args__ = (Index(None, "begun_at"),)

    state: str = Field(primary_key=True)
    browser: str
    begun_at: datetime


class ErasureRow(Base, table=True):
    """A workspace that was erased: that it was, and nothing of it. Append-only."""

    __tablename__ = "erasure"

    serial: int = Field(primary_key=True, sa_type=serial)
    team: str
    actor: str
    reason: str
    rows: int
    at: datetime


class AskedRow(Base, table=True):
    """Who was asked to record a KPI of a period: once, whatever the channel."""

    __tablename__ = "asked"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    kpi: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    user: str
    at: datetime


class CollectionRow(Base, table=True):
    """How far the inputs of a channel's next digest are."""

    __tablename__ = "collection"
    __table_args__ = (_of("subscription", "subscription"), Index(None, "state"))

    team: str = Field(primary_key=True)
    subscription: str = Field(primary_key=True)
    period: str
    state: CollectionState = Field(sa_type=one_of(CollectionState, "state"))


class AwayRow(Base, table=True):
    """Somebody's days off."""

    __tablename__ = "away"
    __table_args__ = (
        _of("workspace"),
        CheckConstraint("first_day <= last_day", name="days"),
    )

    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    first_day: date
    last_day: date
    zone: str


class EscalationRow(Base, table=True):
    """Whom a case goes to when nobody acknowledges it in time."""

    __tablename__ = "escalation"
    __table_args__ = (_of("flagged_case", "case"), Index(None, "due_at"))

    team: str = Field(primary_key=True)
    case: str = Field(primary_key=True)
    step: Step = Field(sa_type=one_of(Step, "step"))
    due_at: datetime


class DepartureRow(Base, table=True):
    """Somebody whose account ended, and that the managers heard of what they left."""

    __tablename__ = "departure"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    told_at: datetime


class FeedbackRow(Base, table=True):
    """A piece of feedback in a customer's own words, and the message it was written in."""

    __tablename__ = "feedback"
    __table_args__ = (
        _of("workspace"),
        UniqueConstraint("team", "channel", "ts"),
        Index(None, "team", "kept_at"),
        CheckConstraint("number > 0", name="number"),
    )

    team: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    words: str = Field(sa_type=sa.Text)
    customer: str
    theme: str
    sentiment: Sentiment = Field(sa_type=one_of(Sentiment, "sentiment"))
    segment: str
    channel: str
    ts: str | None
    author: str
    kept_at: datetime
    erased: bool


class NotedMessageRow(Base, table=True):
    """A message that became a note on a case."""

    __tablename__ = "noted_message"
    __table_args__ = (_of("flagged_case", "case"),)

    team: str = Field(primary_key=True)
    case: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)


class ChannelRow(Base, table=True):
    """What a channel wants of the bot."""

    __tablename__ = "channel"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    language: str | None
    mentions: bool
    holidays: str | None
    on_holiday: OnHoliday = Field(sa_type=one_of(OnHoliday, "on_holiday"))


class HomeRow(Base, table=True):
    """What somebody's Home showed when it was last published."""

    __tablename__ = "home"
    __table_args__ = (_of("workspace"),)

    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    shown: str = Field(sa_type=sa.Text)


def table(row: type[Base]) -> sa.Table:
    """The table of a row class."""
    return Base.metadata.tables[str(row.__tablename__)]
