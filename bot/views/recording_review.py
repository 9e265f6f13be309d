"""What a form would give, before it is saved; and what was saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import slackblocks

from bot.desk.answers import Recorded, Stands, Unchanged, Way
from bot.desk.filling import Tried
from bot.desk.reading import Reading
from bot.views.answers import message_of
from bot.views.blocks import Block, Field, Form, Press, actions, escape, joined, modal
from bot.views.form_fields import option, text
from bot.views.form_state import FormState
from bot.views.forms import INPUT
from bot.views.layout import sections, short
from bot.views.readings import (
    detail_lines,
    headline,
    holds_words,
    stands_words,
    value_words,
)
from bot.views.recording_form import View, message_view
from bot.views.wholes import odds_lines

REVIEW, SHARE = "form.review", "form.share"
BACK = "form.back"
WAY = "way"
"""The block of the choice between replacing and adding."""
CHANNEL = "channel"
"""The block of the choice where an answer is shared."""


def review(tried: Tried, outcomes: Mapping[Way, Reading], state: FormState) -> View:
    """The value a form would give with its verdict; where one stands, every way to meet it.

    `outcomes` is what would stand by each way.
    """
    answer = tried.answer
    body = [*_new_segment(tried), *_left_over(tried), *_said(answer)]
    return modal(
        Form(
            callback=REVIEW,
            title="Check before saving",
            submit="Save",
            body=sections(*body),
            fields=tuple(_ways(answer, outcomes)) if isinstance(answer, Stands) else (),
            foot=(_back(),),
            state=state.text(),
        )
    )


def saved(answer: Recorded | Unchanged, state: FormState) -> View:
    """What a command would have answered."""
    title = "Saved" if isinstance(answer, Recorded) else "Nothing changed"
    return message_view(title, message_of(answer).blocks, state)


def unsaved(said: tuple[Block, ...], state: FormState) -> View:
    """Why it was not saved; the form is kept to go back to."""
    return message_view("Not saved", (*said, _back()), state)


def share(state: FormState) -> View:
    """Where an answer is shared: the channel somebody is in, unless they choose another."""
    menu = Field(
        block=CHANNEL,
        label="Where do you want to share it?",
        element=slackblocks.ConversationSelectMenu(
            action_id=INPUT,
            initial_conversation=state.channel or None,
            default_to_current_conversation=not state.channel,
            response_url_enabled=True,
        ),
        hint="Everybody there sees the value, its verdict and your name.",
    )
    return modal(
        Form(
            callback=SHARE,
            title="Share in a channel",
            submit="Share",
            fields=(menu,),
            state=state.text(),
        )
    )


def _back() -> Block:
    return actions(Press(label="Back to the form", action=BACK))


def _new_segment(tried: Tried) -> Iterator[str]:
    new = tried.new_segment
    if new is None:
        return
    near = f" Near to it: {escape(', '.join(new.near))}." if new.near else ""
    yield f"*New segment:* nobody recorded {escape(new.segment)} yet.{near} Saving adds it."


def _left_over(tried: Tried) -> Iterator[str]:
    for label in tried.left_over:
        yield (
            f"Please check: the number of {label} was filled in for another period or segment. "
            "Go back if it is another one here."
        )


def _said(answer: Recorded | Stands | Unchanged) -> Iterator[str]:
    match answer:
        case Stands(standing=standing, typed=typed):
            yield f"{stands_words(standing, typed)} Choose below what to do."
            yield _figure(typed)
        case Recorded(reading=reading, whole=whole):
            yield from _replaced(answer)
            yield _figure(reading)
            yield from odds_lines(whole)
        case Unchanged(reading=reading):
            yield f"{holds_words(reading)}, which is exactly this. Saving changes nothing."


def _figure(reading: Reading) -> str:
    return joined([headline(reading), *detail_lines(reading)])


def _replaced(answer: Recorded) -> Iterator[str]:
    if answer.old is None:
        return
    reason = answer.reading.observation.reason
    why = f": {short(reason)}" if reason else ""
    told = f" {escape(answer.told)} will be told." if answer.told else ""
    becomes = f"It becomes *{value_words(answer.reading)}*{why}.{told}"
    yield f"{holds_words(answer.old)}. {becomes}"


def _ways(answer: Stands, outcomes: Mapping[Way, Reading]) -> Iterator[Field]:
    period = answer.standing.observation.key.period.short()
    said = {
        Way.REPLACE: f"Replace {period}",
        Way.ADD: f"Add to {period}",
        Way.SO_FAR: f"Save as {answer.running.short()} so far",
    }
    options = [
        option(said[way], way, f"It then holds {value_words(one)}") for way, one in outcomes.items()
    ]
    yield Field(
        block=WAY,
        label="What do you want to do?",
        element=slackblocks.RadioButtonGroup(action_id=INPUT, options=options),
        hint="For another period, go back to the form.",
    )
    if not answer.standing.observation.partial:
        hint = "Needed to replace it. Kept with the old value and told its author."
        yield text("reason", "Why is it replaced?", hint=hint, long=1000)
