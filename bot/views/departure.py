"""What somebody whose account ended left behind, and who takes it over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import slackblocks

from bot.desk.estates import Estate
from bot.schedule import describe
from bot.views import forms
from bot.views.blocks import (
    Field,
    Form,
    Message,
    Press,
    actions,
    escape,
    joined,
    modal,
    plain,
)
from bot.views.layout import code, sections, titled, told
from bot.views.naming import among, full_name, short_name
from bot.views.states import case_period, case_state
from kpi import Kpi, catalogue
from kpi.language import said
from kpi.lists import comma_joined
from storage.records import Case

TAKE, CHOOSE = "departure.take", "departure.choose"
FORM = "form.heir"
HEIR = "heir"
"""The name of the form's input."""
_OWNER = "/kpi owner nps @kim backup @lee"
_MOST = 30
"""Lines of a list; more are counted."""


def offer(estate: Estate) -> Message:
    """Asks the managers who takes over what somebody left."""
    paragraphs = [one for one in _paragraphs(estate) if one]
    if not estate.to_hand_over:
        return told(*paragraphs)
    presses = (
        Press(label=said("Take over"), action=TAKE, value=estate.user, style="primary"),
        Press(label=said("Choose somebody"), action=CHOOSE, value=estate.user),
    )
    choices = said("You can: {choices}", choices=" · ".join(press.label for press in presses))
    return Message(
        text=joined([*map(plain, paragraphs), choices]),
        blocks=(*sections(*paragraphs), actions(*presses)),
    )


def _paragraphs(estate: Estate) -> Iterable[str]:
    name = escape(estate.name)
    if estate.to_hand_over:
        yield said(
            "The account of {name} was deactivated. Somebody else has to answer for this now:",
            name=name,
        )
        yield from _left(estate)
        yield said(
            "Take over, or choose who does: all of it goes to one person. A single KPI: {command}",
            command=code(_OWNER),
        )
    if estate.digests:
        digests = [
            "• " + comma_joined([f"<#{one.channel}>", describe(one.schedule)])
            for one in estate.digests
        ]
        yield said("The account of {name}, who set up these digests, was deactivated:", name=name)
        yield joined(_cut(digests))
        yield said(
            "They stay as they are, and what KPI Bot has to say about them goes to the managers. "
            "To take one over, set it again in its channel: {command}, with its own day, time and "
            "KPIs.",
            command=code("/kpi digest weekly mon 09:00 nps churn"),
        )


def _left(estate: Estate) -> Iterable[str]:
    yield titled(said("KPIs they own"), _cut([_kpi(one) for one in estate.owned]))
    yield titled(said("KPIs they stand in for"), _cut([_kpi(one) for one in estate.backed]))
    yield titled(said("Flagged drops they work on"), _cut([_case(one) for one in estate.cases]))


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST
    return [*lines[:_MOST], said("… and {more} more", more=more)] if more > 0 else lines


def _kpi(kpi: Kpi) -> str:
    return f"• {full_name(kpi)}"


def _case(case: Case) -> str:
    return "• " + said(
        "{kpi}{segment} since {period} in {channel}, {state}",
        kpi=short_name(catalogue.get(case.kpi)),
        segment=among(case.segment),
        period=case_period(case),
        channel=f"<#{case.channel}>",
        state=case_state(case),
    )


def heir_form(state: forms.State) -> dict[str, Any]:
    """Asks who takes it over."""
    return modal(
        Form(
            callback=FORM,
            title=said("Hand over"),
            submit=said("Hand over"),
            fields=(
                Field(
                    block=HEIR,
                    label=said("Who takes it over?"),
                    element=slackblocks.UserSelectMenu(action_id=forms.INPUT),
                    hint=said("They are told by a direct message."),
                ),
            ),
            state=state.text(),
        )
    )


def handed_over(estate: Estate, heir: str) -> Message:
    """What takes the place of the offer once somebody answered it."""
    return told(
        said(
            "What {name} left is in the hands of {heir} now:",
            name=escape(estate.name),
            heir=escape(heir),
        ),
        *(one for one in _left(estate) if one),
    )


def handed_to_you(estate: Estate, by: str) -> Message:
    """Tells somebody what they answer for from now on."""
    return told(
        said(
            "{person} handed over to you what {name} left:",
            person=escape(by),
            name=escape(estate.name),
        ),
        *(one for one in _left(estate) if one),
        said("Change an owner: {command}", command=code(_OWNER)),
    )
