"""A person's Home: filters, what is due, open cases, the scorecard, their channels' digests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.desk.plan import UNGUIDED, Guided
from bot.desk.scorecard import Row, Scorecard
from bot.views.blocks import (
    MAX_OPTIONS,
    Block,
    Menu,
    Message,
    Press,
    actions,
    context,
    escape,
    header,
    home,
    joined,
    section,
)
from bot.views.digest import carried_words
from bot.views.families import family_name
from bot.views.guide import set_up_again_press, set_up_press
from bot.views.layout import code
from bot.views.naming import short_name
from bot.views.numbers import when
from bot.views.readings import HISTORY, record_press, subject_value
from bot.views.scorecard import digest_words, due_words, row_words
from kpi.language import counted, phrase, said
from kpi.lists import joined_or
from storage.records import TOTAL

FAMILY, SEGMENT, PREVIOUS, NEXT = (
    "home.family",
    "home.segment",
    "home.previous",
    "home.next",
)
ACTIONS = (FAMILY, SEGMENT, PREVIOUS, NEXT)
"""Every control that changes what is shown."""
CALLBACK = "home"
PAGE_BLOCKS = 88
"""Blocks of one page but for head and foot; Slack takes 100 in all."""
PAGE_BYTES = 200_000
"""Of one page but for head and foot; Slack takes 250,000 in all."""

_FIRST_STEPS: Mapping[str, str] = {
    phrase("Record your first numbers, in any channel: {command}"): "/nps 1700 350 150",
    phrase("See what else can be recorded: {command}"): "/kpi list",
}
"""What everybody can do where nothing is recorded yet, and the command that does it."""


class Choice(Struct, frozen=True, kw_only=True):
    """What somebody chose to see; the view carries it, so that nothing has to remember it."""

    segment: str = TOTAL
    family: str = ""
    page: int = 0
    guide: Guided = UNGUIDED
    """Where they are in the guide, and what they chose in it."""

    def text(self) -> str:
        """As `private_metadata`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> Choice:
        """From `private_metadata`; everything is shown where it is empty."""
        kept = json.loads(text) if text else {}
        shown = {name: kept[name] for name in ("segment", "family", "page") if name in kept}
        return cls(**shown, guide=_guided(kept.get("guide")))

    def after(self, action: str, value: str) -> Choice:
        """What is chosen once a menu or button of Home, by its action and value, was used."""
        if action == SEGMENT:
            return replace(self, segment=value.removeprefix(_PREFIX), page=0)
        if action == FAMILY:
            return replace(self, family=value.removeprefix(_PREFIX), page=0)
        return replace(self, page=int(value))


_GUIDED = msgspec.json.Decoder(Guided)


def _guided(kept: Any) -> Guided:
    """As a view carries it; what another version of the bot kept there begins anew."""
    try:
        return _GUIDED.decode(msgspec.json.encode(kept))
    except msgspec.ValidationError:
        return UNGUIDED


def home_view(card: Scorecard, choice: Choice, notice: str = "") -> dict[str, Any]:
    """The Home of somebody, within Slack's limits whatever there is to be shown.

    `notice` is a sentence about what they just did.
    """
    above = [section(notice)] if notice else []
    if card.empty:
        first = section(joined(_first_steps(card)))
        return home(CALLBACK, [*above, first, *_set_up(card)], choice.text())
    pages = tuple(_pages(_parts(card)))
    at = min(max(choice.page, 0), len(pages) - 1)
    shown = replace(choice, segment=card.segment, family=card.family, page=at)
    blocks = [*above, *_head(card), *pages[at], *_foot(at, len(pages)), *_set_up(card)]
    return home(CALLBACK, blocks, shown.text())


def guide_view(screen: Sequence[Block], choice: Choice, notice: str = "") -> dict[str, Any]:
    """A screen of the guide in place of the scorecard; `notice` as in `home_view`."""
    above = [section(notice)] if notice else []
    return home(CALLBACK, [*above, *screen], choice.text())


def refused_home(reason: Message) -> dict[str, Any]:
    """The Home of somebody the bot does not serve."""
    return home(CALLBACK, reason.blocks)


def _first_steps(card: Scorecard) -> list[str]:
    steps = [said(step, command=code(command)) for step, command in _FIRST_STEPS.items()]
    return [*steps, _weekly(card)]


def _weekly(card: Scorecard) -> str:
    """How a channel gets a digest: by whoever decides."""
    if card.decides:
        return said(
            "Get a summary in a channel every week: {command}",
            command=code("/kpi digest weekly mon 09:00 nps churn"),
        )
    if not card.managers:
        return said(
            "Managers set up a summary every week in a channel: {command} says who they are.",
            command=code("/kpi admins"),
        )
    return said(
        "Managers set up a summary every week in a channel: ask {names}.",
        names=joined_or([escape(name) for name in card.managers]),
    )


def _set_up(card: Scorecard) -> Iterator[Block]:
    """Leads those who decide to the guide."""
    if card.decides:
        yield actions(set_up_again_press() if card.digests else set_up_press())


_PREFIX = "="
"""Begins every option's value, since Slack takes no empty one."""


class _Part(Struct, frozen=True):
    """A block, with the title it stands under."""

    title: str
    block: Block


def _head(card: Scorecard) -> Iterator[Block]:
    yield header(said("Customer KPIs"))
    yield section(f"*{_conclusion(card)}*")
    menus = [menu for menu in (_families(card), _segments(card)) if len(menu.options) > 1]
    if menus:
        yield actions(*menus)
    yield context(*_small_print(card))


def _conclusion(card: Scorecard) -> str:
    due = sum(row.due is not None for row in card.rows)
    parts = []
    if card.cases:
        parts.append(counted("{n} open case", "{n} open cases", len(card.cases)))
    if due:
        parts.append(counted("{n} KPI is missing and due", "{n} KPIs are missing and due", due))
    if card.rows:
        parts.append(counted("{n} KPI in all", "{n} KPIs in all", len(card.rows)))
    return " · ".join(parts) or said("Nothing is recorded for this choice")


def _families(card: Scorecard) -> Menu:
    names = {"": said("every family"), **{name: family_name(name) for name in card.families}}
    return Menu(
        label=said("Family of KPIs"),
        action=FAMILY,
        options={
            f"{_PREFIX}{key}": said("Family: {family}", family=name) for key, name in names.items()
        },
        chosen=f"{_PREFIX}{card.family}",
    )


def _segments(card: Scorecard) -> Menu:
    offered = {TOTAL: said("everybody"), **{name: name for name in _offered(card)}}
    return Menu(
        label=said("Segment"),
        action=SEGMENT,
        options={
            f"{_PREFIX}{key}": said("Segment: {segment}", segment=name)
            for key, name in offered.items()
        },
        chosen=f"{_PREFIX}{card.segment}",
    )


def _offered(card: Scorecard) -> Sequence[str]:
    """As many segments as a menu takes, the chosen one among them."""
    first = card.segments[: MAX_OPTIONS - 1]
    if card.segment in ("", *first):
        return first
    return (card.segment, *first[:-1])


def _small_print(card: Scorecard) -> Iterator[str]:
    yield said(
        "As of {time}. Open Home again for what is new.",
        time=when(card.now, card.zone),
    )
    left_out = len(card.segments) - len(_offered(card))
    if left_out:
        yield counted(
            "{n} more segment is not in the menu: {command} lists all.",
            "{n} more segments are not in the menu: {command} lists all.",
            left_out,
            command=code("/kpi segments"),
        )


def _foot(at: int, pages: int) -> Iterator[Block]:
    if pages == 1:
        return
    presses = []
    if at > 0:
        presses.append(Press(label=said("Previous page"), action=PREVIOUS, value=str(at - 1)))
    if at + 1 < pages:
        presses.append(Press(label=said("Next page"), action=NEXT, value=str(at + 1)))
    yield actions(*presses)
    yield context(said("Page {page} of {pages}", page=at + 1, pages=pages))


def _parts(card: Scorecard) -> Iterator[_Part]:
    for row in card.rows:
        if row.due is not None:
            yield _Part(said("Missing and due"), section(due_words(row, row.due), _record(row)))
    for case in card.cases:
        yield _Part(said("Open cases"), section(carried_words(case)))
    for row in card.rows:
        if row.reading is not None or row.only_segments:
            yield _Part(said("Scorecard"), section(row_words(row), _history(row)))
    yield from _digests(card)


def _digests(card: Scorecard) -> Iterator[_Part]:
    title = said("Digests of your channels")
    for own in card.digests:
        yield _Part(title, section(digest_words(own, card.zone)))
    if not card.digests:
        yield _Part(title, section(_no_digest() if card.decides else _weekly(card)))


def _no_digest() -> str:
    return said(
        "No channel you are in has a digest. Type this in one of them: {command}",
        command=code("/kpi digest weekly mon 09:00 nps churn"),
    )


def _record(row: Row) -> Press:
    """Opens the form of the first segment that a total waits for, or else of the KPI itself."""
    waiting = row.due.waiting if row.due else None
    segment = waiting.missing[0] if waiting else row.segment
    press = record_press(row.kpi, segment, row.due.period.label if row.due else "")
    label = said("Record {kpi}", kpi=short_name(row.kpi))
    return replace(press, label=label[:_LABEL])


def _history(row: Row) -> Press:
    label = said("History of {kpi}", kpi=short_name(row.kpi))
    return Press(label=label[:_LABEL], action=HISTORY, value=subject_value(row.kpi, row.segment))


_LABEL = 75
"""Characters that Slack takes on a button."""


def _pages(parts: Iterable[_Part]) -> Iterator[tuple[Block, ...]]:
    """As many parts a page as fit; each part's title once a page."""
    page: list[Block] = []
    title, size = "", 0
    for part in parts:
        added = _titled(part, title)
        if page and (len(page) + len(added) > PAGE_BLOCKS or size + _bytes(added) > PAGE_BYTES):
            yield tuple(page)
            page, size, added = [], 0, _titled(part, "")
        page += added
        size += _bytes(added)
        title = part.title
    yield tuple(page)


def _titled(part: _Part, title: str) -> list[Block]:
    """The part, below its title where another one stood above it."""
    return [part.block] if part.title == title else [header(part.title), part.block]


def _bytes(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks).encode())
