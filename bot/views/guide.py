"""The guide on Home through the first ten minutes: a screen a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.desk.answers import Scheduled
from bot.desk.guiding import PAST, Filled, Rehearsal
from bot.desk.plan import STEPS, Business, Plan, Step
from bot.schedule import describe
from bot.views.blocks import (
    Block,
    Message,
    Press,
    actions,
    context,
    divider,
    header,
    input_block,
    joined,
    section,
    without_charts,
)
from bot.views.digests_status import left_out_words, passed_over_words
from bot.views.guide_fields import (
    another_kpi,
    channel_picker,
    day_menu,
    kpi_boxes,
    owner_picker,
    time_picker,
)
from bot.views.layout import code, told
from bot.views.naming import full_name, short_name
from bot.views.numbers import when
from bot.views.pasting import OPEN as PASTE
from kpi import catalogue
from kpi.language import phrase, said
from kpi.period import Cadence
from storage.records import Subscription

OPEN, CHOOSE, NEXT, BACK, SKIP, LATER, AGAIN, START, FINISH = (
    "guide.open",
    "guide.choose",
    "guide.next",
    "guide.back",
    "guide.skip",
    "guide.later",
    "guide.again",
    "guide.start",
    "guide.finish",
)

_TITLES: Mapping[Step, str] = {
    Step.BUSINESS: phrase("your team"),
    Step.KPIS: phrase("KPIs"),
    Step.OWNERS: phrase("owners"),
    Step.DIGEST: phrase("channel and time"),
    Step.PAST: phrase("past figures"),
    Step.PREVIEW: phrase("preview"),
}
_TEAMS: Mapping[Business, tuple[str, str]] = {
    Business.SAAS: (phrase("SaaS"), phrase("Subscriptions to software or a service.")),
    Business.SHOP: (phrase("Online shop"), phrase("Orders, baskets and buyers who come back.")),
    Business.SUPPORT: (phrase("Support team"), phrase("Tickets, chats and calls.")),
    Business.CONTENT: (
        phrase("Content or community"),
        phrase("Readers, members and how often they come."),
    ),
}
_FILLED: Mapping[Cadence, str] = {
    Cadence.WEEK: phrase("*{kpi}*: stored for {n} of the last {all} weeks."),
    Cadence.MONTH: phrase("*{kpi}*: stored for {n} of the last {all} months."),
    Cadence.QUARTER: phrase("*{kpi}*: stored for {n} of the last {all} quarters."),
    Cadence.YEAR: phrase("*{kpi}*: stored for {n} of the last {all} years."),
}


class Screen(Struct, frozen=True):
    """What stands between the progress and the buttons, and the buttons that go on."""

    body: Sequence[Block]
    onward: tuple[Press, ...]


def framed(step: Step, screen: Screen) -> list[Block]:
    """A step's screen, with its progress above and the way on and back below."""
    back = (Press(label=said("Back"), action=BACK),) if step is not STEPS[0] else ()
    later = Press(label=said("Do all of it later"), action=LATER)
    return [
        header(said("Set up KPI Bot")),
        context(
            said(
                "Step {at} of {all}: {title}",
                at=STEPS.index(step) + 1,
                all=len(STEPS),
                title=said(_TITLES[step]),
            )
        ),
        *screen.body,
        divider(),
        actions(*screen.onward, *back, later),
    ]


def business_screen() -> Screen:
    """What kind of team it is."""
    welcome = said(
        "What is your team's business? The answer decides which KPIs are proposed; everything "
        "can be changed later."
    )
    at_once = said(
        "Nothing has to be set up first: {command} works in any channel now.",
        command=code("/nps 1700 350 150"),
    )
    return Screen([section(welcome), *_teams(), context(at_once)], (_skip(),))


def _teams() -> Iterator[Block]:
    for business, (name, about) in _TEAMS.items():
        press = Press(
            label=said("Choose {team}", team=said(name)), action=CHOOSE, value=business.value
        )
        yield section(joined([f"*{said(name)}*", said(about)]), press)


def kpis_screen(plan: Plan) -> Screen:
    """Which KPIs, with what each tells."""
    reasons = joined([_reason(key) for key in plan.offered])
    another = another_kpi(plan)
    body = [section(reasons), input_block(kpi_boxes(plan))]
    if another is not None:
        body.append(input_block(another))
    return Screen(body, (_next(said("Next")), _skip()))


def _reason(key: str) -> str:
    kpi = catalogue.get(key)
    return said("• *{kpi}*: {tells}", kpi=full_name(kpi), tells=said(kpi.tells))


def owners_screen(owners: Mapping[str, str]) -> Screen:
    """Who owns each KPI; `owners` are user ids by its key."""
    about = said(
        "An owner is asked for the figure before each digest, and gets the case when it drops. "
        "Without a choice it is you."
    )
    pickers = [input_block(owner_picker(catalogue.get(key), user)) for key, user in owners.items()]
    return Screen([section(about), *pickers], (_next(said("Save the owners")), _skip()))


def digest_screen(plan: Plan, zone: str) -> Screen:
    """Where and when the digest goes out; `zone` is the reader's, an IANA name."""
    about = said(
        "Once a week a digest says in one channel what fell, what is missing and what holds."
    )
    fields = (channel_picker(plan), day_menu(plan), time_picker(plan, zone))
    body = [section(about), *map(input_block, fields)]
    return Screen(body, (_next(said("Next")), _skip()))


def past_screen(kpis: Sequence[Filled]) -> Screen:
    """What is stored of the past, with a form to paste more."""
    about = said(
        "With the last {n} periods a trend can be drawn, and a drop told apart from chance. Copy "
        "the rows from your sheet and paste them; every row is checked and shown before anything "
        "is stored.",
        n=PAST,
    )
    again = Press(label=said("Count again"), action=AGAIN)
    return Screen([section(about), *map(_filled, kpis)], (_next(said("Next")), again))


def _filled(one: Filled) -> Block:
    name = short_name(one.kpi)
    press = Press(label=said("Paste {kpi}", kpi=name)[:_LABEL], action=PASTE, value=one.kpi.key)
    words = said(_FILLED[one.cadence], kpi=name, n=one.periods, all=PAST)
    return section(words, press)


_LABEL = 75
"""Characters that Slack takes on a button."""


def preview_screen(digest: Rehearsal) -> Screen:
    """The digest as it would be posted, and when that would be."""
    note = said("This is how the digest would read now. Nothing was posted.")
    start = Press(label=said("Start the digest"), action=START, style="primary")
    finish = Press(label=said("Finish without a digest"), action=FINISH)
    return Screen(
        [
            context(note),
            *without_charts(digest.pages.root.blocks),
            divider(),
            section(_outlook(digest)),
        ],
        (start, finish) if digest.channel else (finish,),
    )


def _outlook(digest: Rehearsal) -> str:
    if not digest.channel:
        return said("No channel is chosen yet: go back to choose one, or finish without a digest.")
    planned = said(
        "It would go out in <#{channel}> {schedule}, first on {due}.",
        channel=digest.channel,
        schedule=describe(digest.schedule),
        due=when(digest.due, digest.schedule.zone),
    )
    return joined([planned, _replaced(digest.replaced), left_out_words(digest.left_out)])


def _replaced(before: Subscription | None) -> str:
    if before is None:
        return ""
    return said(
        "It replaces the weekly digest that this channel has: {schedule}.",
        schedule=describe(before.schedule),
    )


def started(answer: Scheduled) -> str:
    """That the digest goes out from now on, and what it leaves out."""
    digest, later = answer.now, answer.postponed
    due = later.then.due if later and not later.days else digest.next_due
    begun = said(
        "The digest is set up: it goes out in <#{channel}> {schedule}, first on {due}.",
        channel=digest.channel,
        schedule=describe(digest.schedule),
        due=when(due, digest.schedule.zone),
    )
    return joined([begun, passed_over_words(answer), left_out_words(answer.left_out)])


def not_invited(channel: str) -> str:
    """That the bot cannot post in a channel yet, and how it can."""
    return said(
        "KPI Bot cannot post in <#{channel}> yet. Type {command} there, then press the button "
        "again.",
        channel=channel,
        command=code("/invite @KPI Bot"),
    )


def nothing_ticked() -> str:
    """That a KPI has to be chosen."""
    return said("Tick at least one KPI, or press Skip to keep what is proposed.")


def no_channel() -> str:
    """That a channel has to be chosen."""
    return said("Choose a channel, or press Skip to go on without a digest.")


def owners_saved() -> str:
    """That the owners are in force."""
    return said("The owners are saved.")


def greeting() -> Message:
    """The first words to whoever installed the bot."""
    return told(
        said(
            "KPI Bot is in. Open the Home tab above to set it up in a few minutes, or type "
            "{command} in any channel now.",
            command=code("/nps 1700 350 150"),
        )
    )


def set_up_press() -> Press:
    """Opens the guide from Home."""
    return Press(label=said("Set up"), action=OPEN)


def set_up_again_press() -> Press:
    """Opens the guide from the Home of somebody whose channels have a digest."""
    return Press(label=said("Set up again"), action=OPEN)


def _next(label: str) -> Press:
    return Press(label=label, action=NEXT, style="primary")


def _skip() -> Press:
    return Press(label=said("Skip"), action=SKIP)
