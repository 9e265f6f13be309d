"""From a question to the use case that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from bot.desk import (
    admins,
    away,
    closing,
    deciding,
    digesting,
    erasing,
    erasing_feedback,
    explaining,
    feedback,
    limiting,
    looking,
    rebasing,
    recording,
    renaming,
    segmenting,
    tracing,
    wishing,
)
from bot.desk.access import require_question
from bot.desk.answers import Answer, ExportWanted, SheetWanted
from bot.desk.asker import Asker
from bot.desk.segment_names import SegmentNames
from bot.questions import (
    AddAdmins,
    ChooseBenchmark,
    CloseMonth,
    Compare,
    DigestCommand,
    EndAway,
    EraseFeedback,
    EraseWords,
    Explain,
    Export,
    Help,
    History,
    ImportRows,
    KeepFeedback,
    ListFeedback,
    ListKpis,
    ListSegments,
    Look,
    MergeSegments,
    Question,
    Rebase,
    Record,
    RemoveAdmins,
    RenameSegment,
    ReopenMonth,
    ScheduleDigest,
    SetAccess,
    SetAway,
    SetCadence,
    SetCurrency,
    SetFall,
    SetHolidays,
    SetLanguage,
    SetMentions,
    SetOwner,
    SetTarget,
    SetZone,
    ShowAccess,
    ShowAdmins,
    ShowAway,
    ShowBenchmarks,
    ShowMonths,
    ShowOwner,
    ShowSegments,
    ShowSettings,
    ShowTarget,
    ShowWish,
    Trace,
    Undo,
)
from storage.tx import Tx

LOOKING = (
    Compare,
    Explain,
    Export,
    Help,
    History,
    ImportRows,
    ListFeedback,
    ListKpis,
    ListSegments,
    Look,
    ShowAccess,
    ShowAdmins,
    ShowAway,
    ShowBenchmarks,
    ShowMonths,
    ShowOwner,
    ShowSegments,
    ShowSettings,
    ShowTarget,
    ShowWish,
    Trace,
)
"""Questions that change nothing."""
_ABOUT_A_SEGMENT = (Explain, History, Look, Rebase, SetTarget, ShowTarget)
"""Questions that may name a segment, besides recordings."""


def ask(tx: Tx, asker: Asker, question: Question, command: str, text: str) -> Answer:
    """The answer to a question; `command` and `text` are what was typed.

    Raises:
        kpi.errors.KpiError: it cannot be answered, for a reason the asker can mend.
    """
    require_question(tx, asker, question)
    if isinstance(question, Record):
        return recording.record(tx, asker, question, command=command, text=text)
    if isinstance(question, _ABOUT_A_SEGMENT) and question.segment:
        segment = SegmentNames.of(tx, asker.team).require(question.segment)
        question = replace(question, segment=segment)
    return _DESK[type(question)](tx, asker, question)


_DESK: Mapping[type, Callable[[Tx, Asker, Any], Answer]] = {
    Look: looking.look,
    History: looking.past,
    Compare: looking.compare,
    Explain: explaining.explain,
    ListKpis: lambda tx, asker, _: looking.list_kpis(tx, asker),
    Help: lambda _tx, _asker, question: looking.guide(question),
    Trace: tracing.trace,
    ListSegments: lambda tx, asker, _: segmenting.list_segments(tx, asker),
    ShowSegments: segmenting.show_segments,
    RenameSegment: renaming.rename,
    MergeSegments: renaming.merge,
    Undo: lambda tx, asker, _: recording.undo(tx, asker),
    ShowTarget: deciding.show_target,
    SetTarget: deciding.set_target,
    Rebase: rebasing.rebase,
    CloseMonth: closing.close,
    ReopenMonth: closing.reopen,
    ShowMonths: lambda tx, asker, _: closing.list_months(tx, asker),
    ShowBenchmarks: deciding.show_benchmarks,
    ChooseBenchmark: deciding.choose_benchmark,
    ShowOwner: deciding.show_owner,
    SetOwner: deciding.set_owner,
    ShowSettings: lambda tx, asker, _: deciding.show_settings(tx, asker),
    SetZone: deciding.set_zone,
    SetCurrency: deciding.set_currency,
    SetCadence: deciding.set_cadence,
    SetFall: deciding.set_fall,
    ShowAdmins: lambda tx, asker, _: admins.show_admins(tx, asker),
    AddAdmins: admins.add_admins,
    RemoveAdmins: admins.remove_admins,
    ShowAccess: limiting.show_access,
    SetAccess: limiting.set_access,
    EraseWords: erasing.erase,
    ListFeedback: feedback.list_pieces,
    KeepFeedback: feedback.keep,
    EraseFeedback: erasing_feedback.erase_feedback,
    ShowAway: away.show_away,
    SetAway: away.set_away,
    EndAway: away.end_away,
    ScheduleDigest: digesting.schedule,
    DigestCommand: digesting.act,
    ShowWish: wishing.show_wish,
    SetLanguage: wishing.set_language,
    SetMentions: wishing.set_mentions,
    SetHolidays: wishing.set_holidays,
    ImportRows: lambda _tx, _asker, question: SheetWanted(kpi=question.kpi),
    Export: lambda _tx, _asker, question: ExportWanted(kpi=question.kpi, period=question.period),
}
