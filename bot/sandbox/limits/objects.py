"""Slack's composition objects: texts, options, confirmations, filters."""

from collections.abc import Iterator
from typing import Any

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

ID = string(255, shortest=1)


def plain(longest: int) -> Rule:
    """A plain_text object of 1 to `longest` characters."""
    return typed({"plain_text": shape({"text": string(longest, shortest=1)}, {"emoji": boolean})})


def text(longest: int) -> Rule:
    """A plain_text or mrkdwn object of 1 to `longest` characters."""
    length = string(longest, shortest=1)
    return typed(
        {
            "plain_text": shape({"text": length}, {"emoji": boolean}),
            "mrkdwn": shape({"text": length}, {"verbatim": boolean}),
        }
    )


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": word("primary", "danger")},
)
PLACEHOLDER = plain(150)
OPTION = shape({"text": text(75), "value": string(150, shortest=1)}, {"description": text(75)})
OVERFLOW_OPTION = shape(
    {"text": plain(75), "value": string(150, shortest=1)},
    {"description": plain(75), "url": url(3000)},
)
SELECT_OPTION = shape(
    {"text": plain(75), "value": string(150, shortest=1)}, {"description": plain(75)}
)


def options(rule: Rule, most: int) -> Rule:
    """A list of at most `most` options whose values differ."""
    items = listing(rule, most)

    def check(value: Any, at: str) -> Iterator[Problem]:
        found = list(items(value, at))
        yield from found
        if not found:
            yield from distinct([option["value"] for option in value], "value", at)

    return check


OPTION_GROUP = shape({"label": plain(75), "options": options(SELECT_OPTION, 100)})
DISPATCH = shape(
    {"trigger_actions_on": listing(word("on_enter_pressed", "on_character_entered"), 2)}
)
CONVERSATION_FILTER = shape(
    {},
    {
        "include": listing(word("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
SLACK_FILE = shape({}, {"id": ID, "url": url(3000)}, only_one_of("id", "url"))
