"""A person's Home: filters, what is due, open cases, the scorecard, their channels' digests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.desk.scorecard import Row, Scorecard
from bot.views.blocks import (
    MAX_OPTIONS,
    Block,
    Menu,
    Message,
    Press,
    actions,
    context,
    header,
    home,
    joined,
    section,
)
from bot.views.digest import carried_words
from bot.views.layout import code
from bot.views.naming import short_name
from bot.views.numbers import when
from bot.views.readings import HISTORY, record_press, subject_value
from bot.views.scorecard import digest_words, due_words, row_words
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
PAGE_BLOCKS = 90
"""Blocks of one page but for head and foot; Slack takes 100 in all."""
PAGE_BYTES = 200_000
"""Of one page but for head and foot; Slack takes 250,000 in all."""

_NO_SEGMENT, _NO_FAMILY = "everybody", "every family"
_FIRST_STEPS = (
    f"Record your first numbers, in any channel: {code('/nps 1700 350 150')}",
    f"See what else can be recorded: {code('/kpi list')}",
    f"Get a summary in a channel every week: {code('/kpi digest weekly mon 09:00 nps churn')}",
)
_NO_DIGEST = (
    "No channel you are in has a digest. Type this in one of them: "
    f"{code('/kpi digest weekly mon 09:00 nps churn')}"
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What somebody chose to see; the view carries it, so that nothing has to remember it."""

    segment: str = TOTAL
    family: str = ""
    page: int = 0

    def text(self) -> str:
        """As `private_metadata`."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Choice:
        """From `private_metadata`; everything is shown where it is empty."""
        kept = json.loads(text) if text else {}
        return cls(**{name: kept[name] for name in asdict(cls()) if name in kept})

    def after(self, action: str, value: str) -> Choice:
        """What is chosen once a menu or button of Home, by its action and value, was used."""
        if action == SEGMENT:
            return Choice(segment=value.removeprefix(_PREFIX), family=self.family)
        if action == FAMILY:
            return Choice(segment=self.segment, family=value.removeprefix(_PREFIX))
        return replace(self, page=int(value))


def home_view(card: Scorecard, choice: Choice) -> dict[str, Any]:
    """The Home of somebody, within Slack's limits whatever there is to be shown."""
    if card.empty:
        return home(CALLBACK, [section(joined(_FIRST_STEPS))])
    pages = tuple(_pages(_parts(card)))
    at = min(max(choice.page, 0), len(pages) - 1)
    shown = Choice(segment=card.segment, family=card.family, page=at)
    return home(CALLBACK, [*_head(card), *pages[at], *_foot(at, len(pages))], shown.text())


def refused_home(said: Message) -> dict[str, Any]:
    """The Home of somebody the bot does not serve."""
    return home(CALLBACK, said.blocks)


_PREFIX = "="
"""Begins every option's value, since Slack takes no empty one."""


@dataclass(frozen=True)
class _Part:
    """A block, with the title it stands under."""

    title: str
    block: Block


def _head(card: Scorecard) -> Iterator[Block]:
    yield header("Customer KPIs")
    yield section(f"*{_conclusion(card)}*")
    menus = [menu for menu in (_families(card), _segments(card)) if len(menu.options) > 1]
    if menus:
        yield actions(*menus)
    yield context(*_small_print(card))


def _conclusion(card: Scorecard) -> str:
    due = sum(row.due is not None for row in card.rows)
    said = (
        _count(len(card.cases), "open case", "open cases"),
        _count(due, "KPI is missing and due", "KPIs are missing and due"),
        _count(len(card.rows), "KPI in all", "KPIs in all"),
    )
    return " · ".join(one for one in said if one) or "Nothing is recorded for this choice"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _families(card: Scorecard) -> Menu:
    names = {"": _NO_FAMILY, **{name: name for name in card.families}}
    return Menu(
        label="Family of KPIs",
        action=FAMILY,
        options={f"{_PREFIX}{name}": f"Family: {said}" for name, said in names.items()},
        chosen=f"{_PREFIX}{card.family}",
    )


def _segments(card: Scorecard) -> Menu:
    offered = {TOTAL: _NO_SEGMENT, **{name: name for name in _offered(card)}}
    return Menu(
        label="Segment",
        action=SEGMENT,
        options={f"{_PREFIX}{name}": f"Segment: {said}" for name, said in offered.items()},
        chosen=f"{_PREFIX}{card.segment}",
    )


def _offered(card: Scorecard) -> Sequence[str]:
    """As many segments as a menu takes, the chosen one among them."""
    first = card.segments[: MAX_OPTIONS - 1]
    if card.segment in ("", *first):
        return first
    return (card.segment, *first[:-1])


def _small_print(card: Scorecard) -> Iterator[str]:
    yield f"As of {when(card.now, card.zone)}. Open Home again for what is new."
    left_out = len(card.segments) - len(_offered(card))
    if left_out:
        yield f"{left_out} more segments are not in the menu: {code('/kpi segments')} lists all."


def _foot(at: int, pages: int) -> Iterator[Block]:
    if pages == 1:
        return
    presses = []
    if at > 0:
        presses.append(Press(label="Previous page", action=PREVIOUS, value=str(at - 1)))
    if at + 1 < pages:
        presses.append(Press(label="Next page", action=NEXT, value=str(at + 1)))
    yield actions(*presses)
    yield context(f"Page {at + 1} of {pages}")


def _parts(card: Scorecard) -> Iterator[_Part]:
    for row in card.rows:
        if row.due is not None:
            said = due_words(row, row.due)
            yield _Part("Missing and due", section(said, _record(row)))
    for case in card.cases:
        yield _Part("Open cases", section(carried_words(case)))
    for row in card.rows:
        if row.reading is not None or row.only_segments:
            yield _Part("Scorecard", section(row_words(row), _history(row)))
    yield from _digests(card)


def _digests(card: Scorecard) -> Iterator[_Part]:
    title = "Digests of your channels"
    for own in card.digests:
        yield _Part(title, section(digest_words(own, card.zone)))
    if not card.digests:
        yield _Part(title, section(_NO_DIGEST))


def _record(row: Row) -> Press:
    """Opens the form of the first segment that a total waits for, or else of the KPI itself."""
    waiting = row.due.waiting if row.due else None
    segment = waiting.missing[0] if waiting else row.segment
    press = record_press(row.kpi, segment, row.due.period.label if row.due else "")
    return replace(press, label=f"Record {short_name(row.kpi)}"[:_LABEL])


def _history(row: Row) -> Press:
    label = f"History of {short_name(row.kpi)}"[:_LABEL]
    return Press(label=label, action=HISTORY, value=subject_value(row.kpi, row.segment))


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
