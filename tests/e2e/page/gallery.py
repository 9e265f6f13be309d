"""One example of every block that Slack takes from an app and the page draws."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def button(label: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": label.lower(), **more}


def image(alt: str) -> Json:
    return {"type": "image", "image_url": "https://images.invalid/one.png", "alt_text": alt}


def rich(*elements: Json) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def chart(kind: str, **parts: Any) -> Json:
    title = f"A {kind} chart"
    return {"type": "data_visualization", "title": title, "chart": {"type": kind, **parts}}


def axis_chart(kind: str) -> Json:
    weeks = ("W44", "W45", "W46")
    values = {"NPS": (35, 9, 38), "Target": (30, 30, 30)}
    series = [
        {
            "name": name,
            "data": [{"label": w, "value": v} for w, v in zip(weeks, held, strict=True)],
        }
        for name, held in values.items()
    ]
    return chart(kind, series=series, axis_config={"categories": list(weeks), "y_label": "points"})


CARD = {
    "type": "card",
    "title": plain("A card"),
    "body": mrkdwn("with a *body*"),
    "actions": [button("Open")],
}
INLINES = (
    {"type": "text", "text": "bold", "style": {"bold": True}},
    {"type": "link", "url": "https://example.com/", "text": "a link"},
    {"type": "broadcast", "range": "here"},
    {"type": "emoji", "name": "warning"},
    {"type": "date", "timestamp": 1_763_370_000, "format": "{date_short}", "fallback": "a date"},
)
CHARTS = (
    axis_chart("line"),
    axis_chart("bar"),
    axis_chart("area"),
    chart("pie", segments=[{"label": "Price", "value": 3}, {"label": "Speed", "value": 1}]),
)
CELL = {"type": "raw_text", "text": "cell"}
MESSAGE: tuple[tuple[Json, str], ...] = (
    ({"type": "header", "text": plain("A headline")}, "A headline"),
    ({"type": "divider"}, ""),
    (
        {
            "type": "section",
            "text": mrkdwn("*bold*"),
            "fields": [mrkdwn("one"), mrkdwn("two")],
            "accessory": {
                "type": "overflow",
                "action_id": "more",
                "options": options("Edit", "Forget"),
            },
        },
        "bold",
    ),
    ({"type": "context", "elements": [mrkdwn("small print")]}, "small print"),
    (
        {
            "type": "actions",
            "elements": [
                button("Save", style="primary"),
                button("Drop", style="danger"),
                {
                    "type": "static_select",
                    "action_id": "theme",
                    "placeholder": plain("A theme"),
                    "options": options("Price", "Speed"),
                },
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-16"},
                {"type": "users_select", "action_id": "who", "placeholder": plain("A person")},
            ],
        },
        "Save",
    ),
    ({"type": "rich_text", "elements": rich(*INLINES)["elements"]}, "a link"),
    ({"type": "markdown", "text": "## Words\n\n**strong** and `code`\n\n- one\n- two"}, "strong"),
    ({"type": "table", "rows": [[CELL, CELL], [CELL, CELL]]}, "cell"),
    (
        {
            "type": "data_table",
            "caption": "Scores",
            "rows": [
                [CELL, CELL],
                [CELL, {"type": "raw_number", "value": 3, "text": "3"}],
                [CELL, {"type": "raw_number", "value": 4, "text": "4"}],
            ],
            "page_size": 1,
        },
        "Page 1 of 2",
    ),
    (CARD, "with a body"),
    ({"type": "carousel", "elements": [CARD, CARD]}, "with a body"),
    (
        {
            "type": "container",
            "title": plain("A container"),
            "is_collapsible": True,
            "child_blocks": [{"type": "section", "text": mrkdwn("inside")}],
        },
        "inside",
    ),
    (
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "helped",
                    "positive_button": {"text": plain("It helped"), "value": "yes"},
                    "negative_button": {"text": plain("It did not"), "value": "no"},
                }
            ],
        },
        "It helped",
    ),
    (CHARTS[0], "A line chart"),
    (CHARTS[1], "A bar chart"),
    (CHARTS[2], "A area chart"),
    (CHARTS[3], "Price: 3 (75 %)"),
)
"""Blocks of messages, each with words to be read in it."""


def field(name: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name),
        "element": {"action_id": "value", **element},
        **more,
    }


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Save"),
    "blocks": [
        {"type": "alert", "text": plain("Mind the gap."), "level": "warning"},
        field("Name", {"type": "plain_text_input"}, hint=plain("As it is written.")),
        field("Note", {"type": "plain_text_input", "multiline": True}, optional=True),
        field("Score", {"type": "number_input", "is_decimal_allowed": False}),
        field("Theme", {"type": "static_select", "options": options("Price", "Speed")}),
        field("Owner", {"type": "users_select"}),
        field("Channel", {"type": "conversations_select"}, optional=True),
        field("Day", {"type": "datepicker"}),
        field("Time", {"type": "timepicker"}, optional=True),
        field("Moment", {"type": "datetimepicker"}, optional=True),
        field("Weight", {"type": "radio_buttons", "options": options("Light", "Heavy")}),
        field("Kinds", {"type": "checkboxes", "options": options("Red", "Blue")}),
        field("Many", {"type": "multi_users_select"}, optional=True),
        field("Site", {"type": "url_text_input"}, optional=True),
        field("Mail", {"type": "email_text_input"}, optional=True),
    ],
}
