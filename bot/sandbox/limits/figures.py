"""Slack's tables and charts: table, data_table, data_visualization."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.limits.objects import ID
from bot.sandbox.limits.rich_text import RICH_TEXT
from bot.sandbox.limits.rules import (
    Problem,
    Rule,
    boolean,
    distinct,
    integer,
    listing,
    number,
    shape,
    string,
    typed,
    word,
)

_CELL = {
    "raw_text": shape({"text": string(10_000, shortest=1)}),
    "raw_number": shape({"value": number(), "text": string(10_000, shortest=1)}),
    "rich_text": RICH_TEXT,
}


def characters(value: Any) -> int:
    """How many characters of text a tree of cells holds."""
    if isinstance(value, dict):
        return sum(
            len(held) if name == "text" and isinstance(held, str) else characters(held)
            for name, held in value.items()
        )
    if isinstance(value, list):
        return sum(characters(item) for item in value)
    return 0


def _even(value: dict[str, Any], at: str) -> Iterator[Problem]:
    if len({len(row) for row in value["rows"]}) > 1:
        yield Problem("all rows must have the same number of cells", f"{at}/rows")


def _at_most_characters(most: int) -> Rule:
    def rule(value: dict[str, Any], at: str) -> Iterator[Problem]:
        if characters(value["rows"]) > most:
            yield Problem(f"no more than {most} characters allowed in the cells", f"{at}/rows")

    return rule


def _plain_header(value: dict[str, Any], at: str) -> Iterator[Problem]:
    for column, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            yield Problem("unsupported type: rich_text", f"{at}/rows/0/{column}/type")


def _header_column_exists(value: dict[str, Any], at: str) -> Iterator[Problem]:
    if value.get("row_header_column_index", 0) >= len(value["rows"][0]):
        yield Problem("there is no such column", f"{at}/row_header_column_index")


TABLE = shape(
    {"rows": listing(listing(typed({k: _CELL[k] for k in ("raw_text", "rich_text")}), 20), 100)},
    {
        "block_id": ID,
        "column_settings": listing(
            shape({}, {"align": word("left", "center", "right"), "is_wrapped": boolean}), 20
        ),
    },
    _even,
    _at_most_characters(10_000),
)
DATA_TABLE = shape(
    {
        "rows": listing(listing(typed(_CELL), 20), 101, fewest=2),
        "caption": string(2000, shortest=1),
    },
    {"block_id": ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    _even,
    _plain_header,
    _header_column_exists,
    _at_most_characters(20_000),
)

_LABEL = string(20, shortest=1)
_POINT = shape({"label": _LABEL, "value": number()})
_SERIES = shape({"name": _LABEL, "data": listing(_POINT, 20)})
_AXIS = shape({"categories": listing(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _series_match_axis(value: dict[str, Any], at: str) -> Iterator[Problem]:
    categories = value["axis_config"]["categories"]
    yield from distinct(categories, "category", f"{at}/axis_config/categories")
    yield from distinct([each["name"] for each in value["series"]], "series", f"{at}/series")
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield Problem(
                "must have exactly one point for each category", f"{at}/series/{index}/data"
            )


_AXIS_CHART = shape({"series": listing(_SERIES, 6), "axis_config": _AXIS}, {}, _series_match_axis)
_SEGMENT = shape({"label": _LABEL, "value": number(above=0)})
DATA_VISUALIZATION = shape(
    {
        "title": string(50, shortest=1),
        "chart": typed(
            {
                "line": _AXIS_CHART,
                "bar": _AXIS_CHART,
                "area": _AXIS_CHART,
                "pie": shape({"segments": listing(_SEGMENT, 12)}),
            }
        ),
    },
    {"block_id": ID},
)
