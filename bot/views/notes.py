"""What a message's shortcuts are answered with, for the one person who used them."""

from __future__ import annotations

from bot.views.blocks import Message
from bot.views.feedback import ADD
from bot.views.layout import code, short, told
from bot.views.naming import full_name
from bot.views.states import case_period
from kpi import catalogue
from kpi.language import said
from storage.records import Case


def noted(case: Case) -> Message:
    """That a message is a note on a case."""
    segment = f" · {short(case.segment)}" if case.segment else ""
    return told(
        said(
            "Noted on the case *{kpi}* {period}{segment}. The case's message shows it under "
            '"What was done".',
            kpi=full_name(catalogue.get(case.kpi)),
            period=case_period(case),
            segment=segment,
        )
    )


def keep_hint() -> Message:
    """What to type where the form could not be opened."""
    return told(
        said(
            "The form could not be opened in time. Try again, or type {command}",
            command=code(ADD),
        )
    )


def press_again() -> Message:
    """What to do where the form could not be opened."""
    return told(
        said("The form could not be opened in time. Nothing was noted: use the shortcut again.")
    )
