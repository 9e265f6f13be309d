"""Which view shows which answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.answers import (
    AccessAnswer,
    AdminsAnswer,
    Answer,
    AwayAnswer,
    BenchmarkAnswer,
    Catalogue,
    Compared,
    DigestQueued,
    DigestStatus,
    Explanation,
    FeedbackErased,
    FeedbackKept,
    FeedbackList,
    Guide,
    History,
    Latest,
    MonthAnswer,
    MonthList,
    NewSegment,
    NothingYet,
    OwnerAnswer,
    Past,
    Preview,
    ReasonNeeded,
    Rebased,
    Receipt,
    Recorded,
    Scheduled,
    SegmentList,
    SegmentsAnswer,
    SegmentsRenamed,
    SettingsAnswer,
    Stands,
    TargetAnswer,
    Unchanged,
    Undone,
    WordsErased,
)
from bot.views import (
    away,
    comparison,
    decisions,
    digests_status,
    erasures,
    explanation,
    feedback,
    guides,
    limits,
    months,
    past,
    people,
    readings,
    segments,
    trace,
)
from bot.views.blocks import Message
from bot.views.digest import preview_message


def message_of(answer: Answer) -> Message:
    """The private message that shows an answer."""
    return _VIEWS[type(answer)](answer)


def shared_message_of(answer: Answer, by: str) -> Message | None:
    """The message for everybody, where the asker wanted to share; else None."""
    if isinstance(answer, Recorded | Latest) and answer.share:
        return readings.shared(answer.reading, by)
    return None


_VIEWS: Mapping[type, Callable[[Any], Message]] = {
    Recorded: readings.recorded,
    Stands: readings.stands,
    NewSegment: segments.new_segment,
    SegmentList: segments.segment_list,
    SegmentsAnswer: segments.segments,
    SegmentsRenamed: segments.renamed,
    Unchanged: readings.unchanged,
    ReasonNeeded: readings.reason_needed,
    Undone: readings.undone,
    NothingYet: readings.nothing_yet,
    Latest: readings.latest,
    Past: past.past,
    Compared: comparison.compared,
    Catalogue: guides.catalogue,
    Explanation: explanation.explanation,
    Guide: guides.guide,
    History: trace.trace,
    TargetAnswer: decisions.target,
    MonthAnswer: months.month,
    MonthList: months.months,
    Rebased: limits.rebased,
    BenchmarkAnswer: decisions.benchmark,
    OwnerAnswer: decisions.owner,
    SettingsAnswer: decisions.settings,
    AdminsAnswer: people.admins,
    AccessAnswer: people.access,
    Receipt: people.receipt,
    WordsErased: erasures.words_erased,
    FeedbackKept: feedback.kept,
    FeedbackList: feedback.pieces,
    FeedbackErased: feedback.erased,
    AwayAnswer: away.away,
    Scheduled: digests_status.scheduled,
    DigestStatus: digests_status.digest_status,
    DigestQueued: digests_status.digest_queued,
    Preview: preview_message,
}
