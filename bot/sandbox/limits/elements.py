"""Slack's block elements: buttons, selects, pickers and inputs, with their limits."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.limits.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    ID,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SELECT_OPTION,
    SLACK_FILE,
    options,
    plain,
)
from bot.sandbox.limits.rich_text import RICH_TEXT
from bot.sandbox.limits.rules import (
    Problem,
    Rule,
    boolean,
    integer,
    listing,
    only_one_of,
    shape,
    string,
    typed,
    url,
    word,
)


def _pattern(expression: str, what: str) -> Rule:
    wanted = re.compile(expression)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not wanted.fullmatch(value):
            yield Problem(f"must be {what}", at)

    return rule


DATE = _pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date such as 2026-11-16")
TIME = _pattern(r"([01]\d|2[0-3]):[0-5]\d", "a time such as 09:30")
_NUMBER = _pattern(r"-?\d+(\.\d+)?", "a number written as text")
_PICK: Mapping[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_MENU: Mapping[str, Rule] = {**_PICK, "placeholder": PLACEHOLDER}
_MULTI: Mapping[str, Rule] = {**_MENU, "max_selected_items": integer(1, 100)}
_TYPED: Mapping[str, Rule] = {
    "action_id": ID,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
_STATIC: Mapping[str, Rule] = {
    "options": options(SELECT_OPTION, 100),
    "option_groups": listing(OPTION_GROUP, 100),
}
_ids = listing(ID, 100)


def _initial_is_offered(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """What is chosen at first must be one of the options, to the letter."""
    groups = value.get("option_groups", [])
    offered = [*value.get("options", []), *(o for group in groups for o in group["options"])]
    chosen = [value["initial_option"]] if "initial_option" in value else []
    for option in [*chosen, *value.get("initial_options", [])]:
        if option not in offered:
            yield Problem("initial option is not one of the options", at)


def _lengths_agree(value: dict[str, Any], at: str) -> Iterator[Problem]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield Problem("min_length must not exceed max_length", at)
    initial = value.get("initial_value", "")
    if len(initial) > value.get("max_length", 3000):
        yield Problem("initial_value is longer than max_length", f"{at}/initial_value")


IMAGE = shape(
    {"alt_text": string(2000, shortest=1)},
    {"image_url": url(3000), "slack_file": SLACK_FILE},
    only_one_of("image_url", "slack_file"),
)
BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "url": url(3000),
        "style": word("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

PRESSED: Mapping[str, Rule] = {
    "button": BUTTON,
    "overflow": shape(
        {"options": options(OVERFLOW_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}
    ),
    "checkboxes": shape(
        {"options": options(OPTION, 10)},
        {**_PICK, "initial_options": listing(OPTION, 10)},
        _initial_is_offered,
    ),
    "radio_buttons": shape(
        {"options": options(OPTION, 10)},
        {**_PICK, "initial_option": OPTION},
        _initial_is_offered,
    ),
    "datepicker": shape({}, {**_MENU, "initial_date": DATE}),
    "timepicker": shape({}, {**_MENU, "initial_time": TIME, "timezone": string(100)}),
    "static_select": shape(
        {},
        {**_MENU, **_STATIC, "initial_option": SELECT_OPTION},
        only_one_of("options", "option_groups"),
        _initial_is_offered,
    ),
    "external_select": shape(
        {}, {**_MENU, "initial_option": SELECT_OPTION, "min_query_length": integer(0, 100)}
    ),
    "users_select": shape({}, {**_MENU, "initial_user": ID}),
    "channels_select": shape({}, {**_MENU, "initial_channel": ID, "response_url_enabled": boolean}),
    "conversations_select": shape(
        {},
        {
            **_MENU,
            "initial_conversation": ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
}
MULTI: Mapping[str, Rule] = {
    "multi_static_select": shape(
        {},
        {**_MULTI, **_STATIC, "initial_options": listing(SELECT_OPTION, 100)},
        only_one_of("options", "option_groups"),
        _initial_is_offered,
    ),
    "multi_external_select": shape(
        {},
        {
            **_MULTI,
            "initial_options": listing(SELECT_OPTION, 100),
            "min_query_length": integer(0, 100),
        },
    ),
    "multi_users_select": shape({}, {**_MULTI, "initial_users": _ids}),
    "multi_channels_select": shape({}, {**_MULTI, "initial_channels": _ids}),
    "multi_conversations_select": shape(
        {},
        {
            **_MULTI,
            "initial_conversations": _ids,
            "default_to_current_conversation": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
}
_DATETIME: Mapping[str, Rule] = {
    "datetimepicker": shape({}, {**_PICK, "initial_date_time": integer(10**9, 10**10 - 1)})
}
_WRITTEN: Mapping[str, Rule] = {
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths_agree,
    ),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "email_text_input": shape({}, {**_TYPED, "initial_value": string(3000)}),
    "url_text_input": shape({}, {**_TYPED, "initial_value": url(3000)}),
    "rich_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": typed({"rich_text": RICH_TEXT}),
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
    "file_input": shape(
        {},
        {"action_id": ID, "filetypes": listing(string(50), 100), "max_files": integer(1, 10)},
    ),
}

SECTION_ACCESSORIES: Mapping[str, Rule] = {"image": IMAGE, **PRESSED, **MULTI}
ACTIONS: Mapping[str, Rule] = {**PRESSED, **_DATETIME}
INPUTS: Mapping[str, Rule] = {
    **{name: rule for name, rule in PRESSED.items() if name not in ("button", "overflow")},
    **MULTI,
    **_DATETIME,
    **_WRITTEN,
}
CONTEXT_ACTIONS: Mapping[str, Rule] = {
    "feedback_buttons": shape(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ID}
    ),
    "icon_button": shape(
        {"icon": word("trash"), "text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": listing(ID, 10),
        },
    ),
}
