"""Each limit of Slack is taken at its edge and refused one beyond."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.limits import message_refusal, metadata_refusal, options_refusal, view_refusal

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def x(count: int) -> str:
    return "x" * count


def button(number: int = 0, **more: Any) -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": plain("Go"), **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain("o"), "value": f"v{number}", **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def overflow(count: int) -> Json:
    return {"type": "overflow", "action_id": "o", "options": [option(n) for n in range(count)]}


def many(kind: str, count: int) -> Json:
    return {"type": kind, "action_id": "k", "options": [option(n) for n in range(count)]}


def chart(
    series: str = "s", count: int = 1, points: int = 2, category: str = "c", **more: str
) -> Json:
    categories = [category, *(f"c{n}" for n in range(1, points))]
    data = [{"label": label, "value": 1.5} for label in categories]
    named = [{"name": series if n == 0 else f"s{n}", "data": data} for n in range(count)]
    axis = {"categories": categories, "y_label": more.get("axis", "y")}
    return {
        "type": "data_visualization",
        "title": more.get("title", "NPS"),
        "chart": {"type": "line", "series": named, "axis_config": axis},
    }


def pie(count: int) -> Json:
    segments = [{"label": f"s{n}", "value": 1} for n in range(count)]
    return {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "pie", "segments": segments},
    }


def cells(rows: int, columns: int, text: str = "x") -> list[list[Json]]:
    return [[{"type": "raw_text", "text": text} for _ in range(columns)] for _ in range(rows)]


def table(rows: int = 2, columns: int = 2, text: str = "x") -> Json:
    return {"type": "table", "rows": cells(rows, columns, text)}


def data_table(rows: int = 2, columns: int = 2) -> Json:
    return {"type": "data_table", "caption": "c", "rows": cells(rows, columns)}


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("t"), **more}


def container(count: int) -> Json:
    return {
        "type": "container",
        "title": plain("t"),
        "child_blocks": [section() for _ in range(count)],
    }


def confirm(**more: str) -> Json:
    words = {"title": "t", "text": "x", "confirm": "y", "deny": "n"} | more
    return {name: plain(word) for name, word in words.items()}


def context_actions(count: int) -> Json:
    icons = [
        {"type": "icon_button", "icon": "trash", "text": plain("x"), "action_id": f"i{n}"}
        for n in range(count)
    ]
    return {"type": "context_actions", "elements": icons}


def rich_text(text: str) -> Json:
    inside = [{"type": "text", "text": text}]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": inside}],
    }


IMAGE = {"type": "image", "image_url": "https://a.example/x.png"}

BLOCKS: dict[str, tuple[int, Callable[[int], list[Json]]]] = {
    "blocks of a message": (50, lambda n: [{"type": "divider"} for _ in range(n)]),
    "section text": (3000, lambda n: [section(text=mrkdwn(x(n)))]),
    "section fields": (10, lambda n: [section(fields=[plain("f")] * n)]),
    "a section field": (2000, lambda n: [section(fields=[plain(x(n))])]),
    "header": (150, lambda n: [{"type": "header", "text": plain(x(n))}]),
    "context elements": (10, lambda n: [{"type": "context", "elements": [plain("c")] * n}]),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": x(n)}]),
    "markdown of a message": (
        12_000,
        lambda n: [{"type": "markdown", "text": x(n - 1)}, {"type": "markdown", "text": "x"}],
    ),
    "actions": (25, lambda n: [actions(*(button(i) for i in range(n)))]),
    "button text": (75, lambda n: [actions(button(text=plain(x(n))))]),
    "button value": (2000, lambda n: [actions(button(value=x(n)))]),
    "action id": (255, lambda n: [actions(button(action_id=x(n)))]),
    "block id": (255, lambda n: [section(block_id=x(n))]),
    "button url": (3000, lambda n: [actions(button(url="https://" + x(n - 8)))]),
    "select options": (100, lambda n: [actions(many("static_select", n))]),
    "option text": (75, lambda n: [actions(select(options=[option(text=plain(x(n)))]))]),
    "option value": (150, lambda n: [actions(select(options=[option(value=x(n))]))]),
    "placeholder": (150, lambda n: [actions(select(placeholder=plain(x(n))))]),
    "overflow options": (5, lambda n: [actions(overflow(n))]),
    "checkboxes": (10, lambda n: [actions(many("checkboxes", n))]),
    "radio buttons": (10, lambda n: [actions(many("radio_buttons", n))]),
    "confirm title": (100, lambda n: [actions(button(confirm=confirm(title=x(n))))]),
    "confirm text": (300, lambda n: [actions(button(confirm=confirm(text=x(n))))]),
    "confirm button": (30, lambda n: [actions(button(confirm=confirm(deny=x(n))))]),
    "image alt text": (2000, lambda n: [{**IMAGE, "alt_text": x(n)}]),
    "rich text run": (3000, lambda n: [rich_text(x(n))]),
    "charts of a message": (2, lambda n: [chart() for _ in range(n)]),
    "chart title": (50, lambda n: [chart(title=x(n))]),
    "chart series": (6, lambda n: [chart(count=n)]),
    "chart points": (20, lambda n: [chart(points=n)]),
    "chart category": (20, lambda n: [chart(category=x(n))]),
    "chart series name": (20, lambda n: [chart(series=x(n))]),
    "chart axis label": (50, lambda n: [chart(axis=x(n))]),
    "pie segments": (12, lambda n: [pie(n)]),
    "table rows": (100, lambda n: [table(rows=n)]),
    "table columns": (20, lambda n: [table(columns=n)]),
    "tables of a message": (1, lambda n: [table() for _ in range(n)]),
    "table characters": (10_000, lambda n: [table(rows=1, columns=1, text=x(n))]),
    "data table rows": (101, lambda n: [data_table(rows=n)]),
    "data table columns": (20, lambda n: [data_table(columns=n)]),
    "container children": (10, lambda n: [container(n)]),
    "card title": (150, lambda n: [card(title=plain(x(n)))]),
    "card body": (200, lambda n: [card(body=mrkdwn(x(n)))]),
    "card actions": (3, lambda n: [card(actions=[button(i) for i in range(n)])]),
    "carousel": (10, lambda n: [{"type": "carousel", "elements": [card() for _ in range(n)]}]),
    "context actions": (5, lambda n: [context_actions(n)]),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_message_takes_blocks_at_the_limit_and_refuses_one_beyond(name: str) -> None:
    limit, build = BLOCKS[name]
    assert message_refusal("text", build(limit)) is None
    refused = message_refusal("text", build(limit + 1))
    assert refused is not None
    assert refused.error in ("invalid_blocks", "msg_blocks_too_long")


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("l"), "element": element, **more}


def words(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "v", **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("t"),
        "submit": plain("s"),
        "blocks": list(blocks),
        **more,
    }


VIEWS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "blocks of a modal": (100, lambda n: modal(*({"type": "divider"} for _ in range(n)))),
    "blocks of Home": (
        100,
        lambda n: {"type": "home", "blocks": [{"type": "divider"} for _ in range(n)]},
    ),
    "title": (24, lambda n: modal(title=plain(x(n)))),
    "submit": (24, lambda n: modal(submit=plain(x(n)))),
    "close": (24, lambda n: modal(close=plain(x(n)))),
    "private metadata": (3000, lambda n: modal(private_metadata=x(n))),
    "callback id": (255, lambda n: modal(callback_id=x(n))),
    "external id": (255, lambda n: modal(external_id=x(n))),
    "input label": (2000, lambda n: modal(field(words(), label=plain(x(n))))),
    "input hint": (2000, lambda n: modal(field(words(), hint=plain(x(n))))),
    "input max_length": (3000, lambda n: modal(field(words(max_length=n)))),
    "initial value": (10, lambda n: modal(field(words(max_length=10, initial_value=x(n))))),
    "alert": (200, lambda n: modal({"type": "alert", "text": plain(x(n))})),
    "focused inputs": (1, lambda n: modal(*(field(words(focus_on_load=True)) for _ in range(n)))),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_takes_content_at_the_limit_and_refuses_one_beyond(name: str) -> None:
    limit, build = VIEWS[name]
    assert view_refusal(build(limit)) is None
    refused = view_refusal(build(limit + 1))
    assert refused is not None
    assert refused.error == "invalid_arguments"


MALFORMED: dict[str, tuple[Json, str, str]] = {
    "unknown block": ({"type": "banner"}, "unsupported type: banner", "/blocks/0/type"),
    "no type": ({}, "missing required field: type", "/blocks/0"),
    "empty text": (
        section(text=mrkdwn("")),
        "must be more than 0 characters",
        "/blocks/0/text/text",
    ),
    "long text": (
        section(text=mrkdwn(x(3001))),
        "must be less than 3001 characters",
        "/blocks/0/text/text",
    ),
    "no text": ({"type": "section"}, "must provide one of: text, fields", "/blocks/0"),
    "text that is a string": (section(text="hello"), "must provide an object", "/blocks/0/text"),
    "markdown in a header": (
        {"type": "header", "text": mrkdwn("x")},
        "unsupported type: mrkdwn",
        "/blocks/0/text/type",
    ),
    "unknown property": (
        section(colour="red"),
        "invalid additional property: colour",
        "/blocks/0",
    ),
    "missing property": ({"type": "header"}, "missing required field: text", "/blocks/0"),
    "repeated action id": (
        actions(button(1), button(1)),
        "action_id `a1` already exists",
        "/blocks/0/elements",
    ),
    "no actions": (actions(), "no less than 1 items allowed", "/blocks/0/elements"),
    "input in actions": (
        actions(words()),
        "unsupported type: plain_text_input",
        "/blocks/0/elements/0/type",
    ),
    "multi-select in actions": (
        actions({**many("multi_static_select", 1)}),
        "unsupported type: multi_static_select",
        "/blocks/0/elements/0/type",
    ),
    "wrong style": (
        actions(button(style="green")),
        "must be a valid enum value: primary, danger",
        "/blocks/0/elements/0/style",
    ),
    "repeated option": (
        actions(select(options=[option(1), option(1)])),
        "value `v1` already exists",
        "/blocks/0/elements/0/options",
    ),
    "initial option not offered": (
        actions(select(initial_option=option(7))),
        "initial option is not one of the options",
        "/blocks/0/elements/0",
    ),
    "options and groups": (
        actions({"type": "static_select", "action_id": "s"}),
        "must provide exactly one of: options, option_groups",
        "/blocks/0/elements/0",
    ),
    "no alt text": (IMAGE, "missing required field: alt_text", "/blocks/0"),
    "no address": (
        {"type": "image", "alt_text": "x", "image_url": "x.png"},
        "invalid url",
        "/blocks/0/image_url",
    ),
    "alert in a message": (
        {"type": "alert", "text": plain("x")},
        "unsupported type: alert",
        "/blocks/0/type",
    ),
    "date": (
        actions({"type": "datepicker", "action_id": "d", "initial_date": "16.11.2026"}),
        "must be a date such as 2026-11-16",
        "/blocks/0/elements/0/initial_date",
    ),
    "uneven table": (
        {"type": "table", "rows": [*cells(1, 2), *cells(1, 3)]},
        "all rows must have the same number of cells",
        "/blocks/0/rows",
    ),
    "empty cell": (
        table(1, 1, ""),
        "must be more than 0 characters",
        "/blocks/0/rows/0/0/text",
    ),
    "chart without a point": (
        {
            **chart(),
            "chart": {
                **chart()["chart"],
                "axis_config": {"categories": ["c", "c1", "c2"]},
            },
        },
        "must have exactly one point for each category",
        "/blocks/0/chart/series/0/data",
    ),
    "chart with not a number": (
        {
            "type": "data_visualization",
            "title": "t",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": float("nan")}]},
        },
        "must provide a finite number",
        "/blocks/0/chart/segments/0/value",
    ),
    "pie without size": (
        {
            "type": "data_visualization",
            "title": "t",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
        },
        "must be greater than 0",
        "/blocks/0/chart/segments/0/value",
    ),
    "unknown chart": (
        {"type": "data_visualization", "title": "t", "chart": {"type": "radar"}},
        "unsupported type: radar",
        "/blocks/0/chart/type",
    ),
    "container in a container": (
        {"type": "container", "title": plain("t"), "child_blocks": [container(1)]},
        "unsupported type: container",
        "/blocks/0/child_blocks/0/type",
    ),
    "collapsed but fixed": (
        {**container(1), "default_collapsed": True},
        "default_collapsed needs is_collapsible",
        "/blocks/0",
    ),
    "empty card": (
        {"type": "card", "subtitle": plain("s")},
        "must provide one of: hero_image, title, actions, body",
        "/blocks/0",
    ),
    "flag as a word": (
        {**container(1), "is_collapsible": "yes"},
        "must provide a boolean",
        "/blocks/0/is_collapsible",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_block_is_refused_with_its_place(name: str) -> None:
    block, message, pointer = MALFORMED[name]
    refused = message_refusal("text", [block])
    assert refused is not None
    assert refused.error == "invalid_blocks"
    assert refused.messages == [f"[ERROR] {message} [json-pointer:{pointer}]"]


def test_a_block_id_must_not_occur_twice_even_inside_a_container() -> None:
    nested = container(1)
    nested["child_blocks"][0]["block_id"] = "same"
    refused = message_refusal("text", [section(block_id="same"), nested])
    assert refused is not None
    assert refused.messages == ["[ERROR] block_id `same` already exists [json-pointer:/blocks]"]


MESSAGES: dict[str, tuple[tuple[Any, ...], str | None]] = {
    "text at the limit": ((x(40_000),), None),
    "text beyond the limit": ((x(40_001),), "msg_too_long"),
    "nothing": ((None, None), "no_text"),
    "only spaces": (("  ", []), "no_text"),
    "blocks alone": ((None, [section()]), None),
    "blocks that are an object": (("x", {"type": "section"}), "invalid_blocks_format"),
    "text that is a number": ((5,), "invalid_arguments"),
    "attachments that are text": (("x", None, "y"), "invalid_attachments"),
    "too many attachments": (("x", None, [{"text": "a"}] * 101), "too_many_attachments"),
    "bad blocks in an attachment": (("x", None, [{"blocks": [{}]}]), "invalid_blocks"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_needs_something_to_say_within_bounds(name: str) -> None:
    parts, error = MESSAGES[name]
    text, blocks, attachments = (*parts, None, None)[:3]
    refused = message_refusal(text, blocks, attachments)
    assert (refused.error if refused else None) == error


METADATA: dict[str, tuple[Any, str | None]] = {
    "good": ({"event_type": "digest", "event_payload": {"id": "d1"}}, None),
    "removal": ({}, None),
    "no type": ({"event_payload": {}}, "invalid_metadata_format"),
    "text": ("digest", "invalid_metadata_format"),
    "payload of text": ({"event_type": "d", "event_payload": "x"}, "invalid_metadata_schema"),
    "too large": ({"event_type": "d", "event_payload": {"x": x(10_000)}}, "metadata_too_large"),
}


@pytest.mark.parametrize("name", METADATA)
def test_metadata_needs_a_type_and_a_payload(name: str) -> None:
    metadata, error = METADATA[name]
    refused = metadata_refusal(metadata)
    assert (refused.error if refused else None) == error


BAD_VIEWS: dict[str, tuple[Any, str]] = {
    "text": ("modal", "invalid_arguments"),
    "unknown kind": ({"type": "dialog", "blocks": []}, "invalid_arguments"),
    "no title": ({"type": "modal", "blocks": []}, "invalid_arguments"),
    "input without submit": (
        {"type": "modal", "title": plain("t"), "blocks": [field(words())]},
        "invalid_arguments",
    ),
    "title on Home": ({"type": "home", "title": plain("t"), "blocks": []}, "invalid_arguments"),
    "chart in a modal": (modal(chart()), "invalid_arguments"),
    "markdown on Home": (
        {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]},
        "invalid_arguments",
    ),
    "alert on Home": (
        {"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]},
        "invalid_arguments",
    ),
    "button as input": (modal(field(button())), "invalid_arguments"),
    "min over max": (modal(field(words(min_length=5, max_length=4))), "invalid_arguments"),
    "too large": (
        modal(*(section(text=mrkdwn("字" * 2900)) for _ in range(30))),
        "view_too_large",
    ),
}


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_a_view_that_slack_would_not_show_is_refused(name: str) -> None:
    view, error = BAD_VIEWS[name]
    refused = view_refusal(view)
    assert refused is not None
    assert refused.error == error


def test_suggested_options_are_at_most_a_hundred() -> None:
    assert options_refusal({"options": [option(n) for n in range(100)]}) is None
    refused = options_refusal({"options": [option(n) for n in range(101)]})
    assert refused is not None
    assert refused.error == "invalid_options"
