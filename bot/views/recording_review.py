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
from kpi.language import said
from kpi.lists import comma_joined, sentences

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
    body = [*_new_segment(tried), *_left_over(tried), *_told(answer)]
    return modal(
        Form(
            callback=REVIEW,
            title=said("Check before saving"),
            submit=said("Save"),
            body=sections(*body),
            fields=tuple(_ways(answer, outcomes)) if isinstance(answer, Stands) else (),
            foot=(_back(),),
            state=state.text(),
        )
    )


def saved(answer: Recorded | Unchanged, state: FormState) -> View:
    """What a command would have answered."""
    title = said("Saved") if isinstance(answer, Recorded) else said("Nothing changed")
    return message_view(title, message_of(answer).blocks, state)


def unsaved(why: tuple[Block, ...], state: FormState) -> View:
    """Why it was not saved; the form is kept to go back to."""
    return message_view(said("Not saved"), (*why, _back()), state)


def share(state: FormState) -> View:
    """Where an answer is shared: the channel somebody is in, unless they choose another."""
    menu = Field(
        block=CHANNEL,
        label=said("Where do you want to share it?"),
        element=slackblocks.ConversationSelectMenu(
            action_id=INPUT,
            initial_conversation=state.channel or None,
            default_to_current_conversation=not state.channel,
            response_url_enabled=True,
        ),
        hint=said("Everybody there sees the value, its verdict and your name."),
    )
    return modal(
        Form(
            callback=SHARE,
            title=said("Share in a channel"),
            submit=said("Share"),
            fields=(menu,),
            state=state.text(),
        )
    )


def _back() -> Block:
    return actions(Press(label=said("Back to the form"), action=BACK))


def _new_segment(tried: Tried) -> Iterator[str]:
    new = tried.new_segment
    if new is None:
        return
    segment = escape(new.segment)
    if not new.near:
        yield said("*New segment:* nobody recorded {segment} yet. Saving adds it.", segment=segment)
        return
    yield said(
        "*New segment:* nobody recorded {segment} yet. Near to it: {near}. Saving adds it.",
        segment=segment,
        near=escape(comma_joined(new.near)),
    )


def _left_over(tried: Tried) -> Iterator[str]:
    for label in tried.left_over:
        yield said(
            "Please check: the number of {label} was filled in for another period or segment. "
            "Go back if it is another one here.",
            label=said(label),
        )


def _told(answer: Recorded | Stands | Unchanged) -> Iterator[str]:
    match answer:
        case Stands(standing=standing, typed=typed):
            stands = stands_words(standing, typed)
            yield said("{stands} Choose below what to do.", stands=stands)
            yield _figure(typed)
        case Recorded(reading=reading, whole=whole):
            yield from _replaced(answer)
            yield _figure(reading)
            yield from odds_lines(whole)
        case Unchanged(reading=reading):
            held = holds_words(reading)
            yield said("{held}, which is exactly this. Saving changes nothing.", held=held)


def _figure(reading: Reading) -> str:
    return joined([headline(reading), *detail_lines(reading)])


def _replaced(answer: Recorded) -> Iterator[str]:
    if answer.old is None:
        return
    held = said("{held}.", held=holds_words(answer.old))
    told = said("{author} will be told.", author=escape(answer.told)) if answer.told else ""
    yield sentences(held, _becomes(answer.reading), told)


def _becomes(reading: Reading) -> str:
    value, reason = value_words(reading), reading.observation.reason
    if reason:
        return said("It becomes *{value}*: {reason}.", value=value, reason=short(reason))
    return said("It becomes *{value}*.", value=value)


def _ways(answer: Stands, outcomes: Mapping[Way, Reading]) -> Iterator[Field]:
    period = answer.standing.observation.key.period.short()
    labels = {
        Way.REPLACE: said("Replace {period}", period=period),
        Way.ADD: said("Add to {period}", period=period),
        Way.SO_FAR: said("Save as {period} so far", period=answer.running.short()),
    }
    options = [
        option(labels[way], way, said("It then holds {value}", value=value_words(one)))
        for way, one in outcomes.items()
    ]
    yield Field(
        block=WAY,
        label=said("What do you want to do?"),
        element=slackblocks.RadioButtonGroup(action_id=INPUT, options=options),
        hint=said("For another period, go back to the form."),
    )
    if not answer.standing.observation.partial:
        yield text(
            "reason",
            said("Why is it replaced?"),
            hint=said("Needed to replace it. Kept with the old value and told its author."),
            long=1000,
        )
