"""The forms a message's shortcuts open: keep a customer's words, note a message on a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import slackblocks
from msgspec import Struct

from bot.desk.caseworking import MAX_TEXT
from bot.desk.feedback import MAX_NAME, MAX_WORDS, FeedbackSheet
from bot.views.blocks import Field, Form, context, modal
from bot.views.form_fields import EVERYBODY, option, text
from bot.views.forms import INPUT
from bot.views.naming import short_name
from bot.views.recording_form import View
from bot.views.states import case_period, case_state
from kpi import catalogue
from kpi.language import phrase, said
from kpi.lists import with_aside
from storage.records import Case, Sentiment

KEEP, NOTE = "feedback.keep", "feedback.note"
KEEP_TITLE, NOTE_TITLE = phrase("Save customer feedback"), phrase("Save as KPI note")
NO_THEME = "-"
"""The value of the choice that names no theme."""
_FEELINGS = {
    Sentiment.POSITIVE: phrase("Positive"),
    Sentiment.NEUTRAL: phrase("Neutral"),
    Sentiment.NEGATIVE: phrase("Negative"),
}
_MOST = 99
"""Known themes and segments in a menu; another theme is typed."""


class MessageState(Struct, frozen=True, kw_only=True):
    """The text in a form's `private_metadata`: whose form it is, and about which message."""

    user: str
    channel: str
    ts: str
    thread_ts: str = ""

    def text(self) -> str:
        """As `private_metadata`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> MessageState:
        """From `private_metadata`."""
        return _STATE.decode(text)


_STATE = msgspec.json.Decoder(MessageState)


def keep_form(sheet: FeedbackSheet, words: str, state: MessageState) -> View:
    """The message's words, and what is to be known of them."""
    return modal(
        Form(
            callback=KEEP,
            title=said(KEEP_TITLE),
            submit=said("Save"),
            body=(context(said("Only what stands below is kept. Nothing is posted.")),),
            fields=tuple(_fields(sheet, words)),
            state=state.text(),
        )
    )


def _fields(sheet: FeedbackSheet, words: str) -> Iterator[Field]:
    yield text("words", said("What the customer said"), words, optional=False, long=MAX_WORDS)
    yield _sentiment()
    if sheet.themes:
        yield _menu(
            "theme",
            said("Theme"),
            {NO_THEME: said("No theme")} | {one: one for one in sheet.themes[:_MOST]},
            hint=said("What it is about."),
        )
        yield _line("new_theme", said("Another theme"), said("Counts instead of the choice above."))
    else:
        yield _line(
            "new_theme",
            said("Theme"),
            said("What it is about, in a word or two, such as onboarding."),
        )
    yield _line(
        "customer",
        said("Customer"),
        said("Can be erased again. Leave it empty if you need not know."),
    )
    if sheet.segments:
        yield _menu(
            "segment",
            said("Segment"),
            {EVERYBODY: said("No segment")} | {one: one for one in sheet.segments[:_MOST]},
            hint=said("Whom the customer belongs to."),
        )


def _sentiment() -> Field:
    options = {one: option(said(words), one) for one, words in _FEELINGS.items()}
    return Field(
        block="sentiment",
        label=said("How do they feel?"),
        element=slackblocks.RadioButtonGroup(
            action_id=INPUT,
            options=list(options.values()),
            initial_option=options[Sentiment.NEUTRAL],
        ),
    )


def _menu(block: str, label: str, choices: dict[str, str], hint: str) -> Field:
    options = [option(words, value) for value, words in choices.items()]
    return Field(
        block=block,
        label=label,
        element=slackblocks.StaticSelectMenu(
            action_id=INPUT, options=options, initial_option=options[0]
        ),
        hint=hint,
    )


def _line(block: str, label: str, hint: str) -> Field:
    element = slackblocks.PlainTextInput(action_id=INPUT, max_length=MAX_NAME)
    return Field(block=block, label=label, element=element, hint=hint, optional=True)


def note_form(cases: Sequence[Case], words: str, state: MessageState) -> View:
    """Which of a thread's cases a message is a note on."""
    return modal(
        Form(
            callback=NOTE,
            title=said(NOTE_TITLE),
            submit=said("Save"),
            fields=(
                _menu(
                    "case",
                    said("Which case is it about?"),
                    {one.id: _case_words(one) for one in cases[:_MOST]},
                    hint=said("This thread holds several."),
                ),
                text("note", said("Note"), words, optional=False, long=MAX_TEXT),
            ),
            state=state.text(),
        )
    )


def _case_words(case: Case) -> str:
    segment = f" · {case.segment}" if case.segment else ""
    name = short_name(catalogue.get(case.kpi))
    return with_aside(f"{name} {case_period(case)}{segment}", case_state(case))
