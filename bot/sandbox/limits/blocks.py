"""Slack's blocks, and which of them each surface takes."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.limits import elements
from bot.sandbox.limits.figures import DATA_TABLE, DATA_VISUALIZATION, TABLE
from bot.sandbox.limits.objects import ID, SLACK_FILE, plain, text
from bot.sandbox.limits.rich_text import RICH_TEXT
from bot.sandbox.limits.rules import (
    Problem,
    Rule,
    any_of,
    boolean,
    distinct,
    listing,
    only_one_of,
    shape,
    string,
    typed,
    url,
    word,
)

_ID: Mapping[str, Rule] = {"block_id": ID}


def _distinct_actions(value: dict[str, Any], at: str) -> Iterator[Problem]:
    names = [element.get("action_id") for element in value["elements"]]
    yield from distinct(names, "action_id", f"{at}/elements")


def _opens(value: dict[str, Any], at: str) -> Iterator[Problem]:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield Problem("default_collapsed needs is_collapsible", at)


_SECTION = shape(
    {},
    {
        **_ID,
        "text": text(3000),
        "fields": listing(text(2000), 10),
        "accessory": typed(elements.SECTION_ACCESSORIES),
        "expand": boolean,
    },
    any_of("text", "fields"),
)
_HEADER = shape({"text": plain(150)}, _ID)
_DIVIDER = shape({}, _ID)
_CONTEXT = shape(
    {
        "elements": listing(
            typed(
                {
                    "image": elements.IMAGE,
                    "mrkdwn": text(3000),
                    "plain_text": text(3000),
                }
            ),
            10,
        )
    },
    _ID,
)
_ACTIONS = shape({"elements": listing(typed(elements.ACTIONS), 25)}, _ID, _distinct_actions)
_INPUT = shape(
    {"label": plain(2000), "element": typed(elements.INPUTS)},
    {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
)
_IMAGE = shape(
    {"alt_text": string(2000, shortest=1)},
    {**_ID, "image_url": url(3000), "slack_file": SLACK_FILE, "title": plain(2000)},
    only_one_of("image_url", "slack_file"),
)
_ALERT = shape(
    {"text": text(200)},
    {**_ID, "level": word("default", "info", "warning", "error", "success")},
)
_CONTEXT_ACTIONS = shape(
    {"elements": listing(typed(elements.CONTEXT_ACTIONS), 5)}, _ID, _distinct_actions
)
_CARD = shape(
    {},
    {
        **_ID,
        "hero_image": typed({"image": elements.IMAGE}),
        "icon": typed({"image": elements.IMAGE}),
        "slack_icon": typed({"icon": shape({"name": string(50, shortest=1)})}),
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "actions": listing(typed({"button": elements.BUTTON}), 3),
    },
    any_of("hero_image", "title", "actions", "body"),
)
_CAROUSEL = shape({"elements": listing(typed({"card": _CARD}), 10)}, _ID)

_EVERYWHERE: Mapping[str, Rule] = {
    "section": _SECTION,
    "header": _HEADER,
    "divider": _DIVIDER,
    "context": _CONTEXT,
    "actions": _ACTIONS,
    "input": _INPUT,
    "image": _IMAGE,
    "rich_text": RICH_TEXT,
    "card": _CARD,
}
_CONTAINER = shape(
    {
        "child_blocks": listing(
            typed(
                {
                    "table": TABLE,
                    **{name: rule for name, rule in _EVERYWHERE.items() if name != "card"},
                }
            ),
            10,
        )
    },
    {
        **_ID,
        "title": plain(150),
        "rich_text_title": typed({"rich_text": RICH_TEXT}),
        "subtitle": text(150),
        "width": word("narrow", "standard", "wide", "full"),
        "icon": typed({"image": elements.IMAGE}),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    only_one_of("title", "rich_text_title"),
    _opens,
)
_WIDE: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "carousel": _CAROUSEL,
    "container": _CONTAINER,
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
}

MESSAGE: Mapping[str, Rule] = {
    **_WIDE,
    "markdown": shape({"text": string(12_000, shortest=1)}, _ID),
    "context_actions": _CONTEXT_ACTIONS,
}
HOME: Mapping[str, Rule] = _WIDE
MODAL: Mapping[str, Rule] = {**_EVERYWHERE, "alert": _ALERT}
