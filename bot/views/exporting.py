"""Exports: what is being written, what came, and why it did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.answers import ExportWanted
from bot.desk.exporting import ExportFile
from bot.views.blocks import Message, Press, actions
from bot.views.layout import told
from bot.views.naming import full_name
from kpi import Kpi
from kpi.language import counted, phrase, said

START = "export.start"
"""Action of the button that begins an export."""

_MISSING_SCOPE = phrase(
    "Slack does not let KPI Bot send files here yet. Ask whoever runs it to add the scope "
    "files:write and to install it again."
)
_NO_UPLOADS = phrase("Files are switched off in this Slack workspace, so the export cannot come.")
_WHY: Mapping[str, str] = {
    "missing_scope": _MISSING_SCOPE,
    "no_permission": _MISSING_SCOPE,
    "file_uploads_disabled": _NO_UPLOADS,
    "file_uploads_except_images_disabled": _NO_UPLOADS,
    "file_type_not_allowed": phrase(
        "This Slack workspace does not allow CSV files, so the export cannot come."
    ),
    "file_upload_size_restricted": phrase(
        "The file is larger than this Slack workspace allows. Export one KPI or one year at a time."
    ),
    "storage_limit_reached": phrase(
        "This Slack workspace has no room for files left, so the export cannot come."
    ),
}
"""By Slack's error."""


def begun(kpis: Sequence[Kpi]) -> Message:
    """What is being written now."""
    if len(kpis) == 1:
        return told(
            said(
                "Your export of {kpi} is being written. It comes as a direct message.",
                kpi=full_name(kpis[0]),
            )
        )
    return told(
        counted(
            "Your export of {n} KPI is being written. It comes as a direct message.",
            "Your export of {n} KPIs is being written. It comes as a direct message.",
            len(kpis),
        )
    )


def comment(file: ExportFile) -> str:
    """What stands above the file in the direct message."""
    return counted(
        "Your export: {n} figure. Send this file back to me to import it again.",
        "Your export: {n} figures. Send this file back to me to import them again.",
        file.figures,
    )


def refused(error: str) -> Message | None:
    """Why Slack took no file; None for errors that nobody foresaw."""
    why = _WHY.get(error)
    return told(said(why)) if why else None


def wanted(answer: ExportWanted) -> Message:
    """An export that waits for a press."""
    kpi = answer.kpi.key if answer.kpi else ""
    value = f"{kpi}|{answer.period.label if answer.period else ''}"
    line = told(said("Your export is ready to be written. It comes as a direct message."))
    press = Press(label=said("Export now"), action=START, value=value, style="primary")
    return Message(text=line.text, blocks=(*line.blocks, actions(press)))
