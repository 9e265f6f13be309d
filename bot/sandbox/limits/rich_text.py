"""Slack's rich_text block and what it may hold."""

from bot.sandbox.limits.objects import ID
from bot.sandbox.limits.rules import (
    Rule,
    boolean,
    integer,
    listing,
    shape,
    string,
    typed,
    url,
    word,
)

_STYLE = shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean),
)
_STYLED: dict[str, Rule] = {"style": _STYLE}
_INLINE = typed(
    {
        "text": shape({"text": string(3000, shortest=1)}, _STYLED),
        "link": shape({"url": url(3000)}, {**_STYLED, "text": string(3000), "unsafe": boolean}),
        "user": shape({"user_id": ID}, _STYLED),
        "usergroup": shape({"usergroup_id": ID}, _STYLED),
        "channel": shape({"channel_id": ID}, _STYLED),
        "broadcast": shape({"range": word("here", "channel", "everyone")}, _STYLED),
        "emoji": shape({"name": string(100, shortest=1)}, {**_STYLED, "unicode": string(100)}),
        "date": shape(
            {"timestamp": integer(0, 10**11), "format": string(255, shortest=1)},
            {**_STYLED, "url": url(3000), "fallback": string(3000)},
        ),
        "color": shape({"value": string(7, shortest=7)}),
    }
)
_INLINES = listing(_INLINE, 1000)
_BORDER: dict[str, Rule] = {"border": integer(0, 1)}
_SECTION = shape({"elements": _INLINES})
_ELEMENT = typed(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {
                "style": word("bullet", "ordered"),
                "elements": listing(typed({"rich_text_section": _SECTION}), 1000),
            },
            {**_BORDER, "indent": integer(0, 8), "offset": integer(0, 10**6)},
        ),
        "rich_text_preformatted": shape(
            {"elements": _INLINES}, {**_BORDER, "language": string(50)}
        ),
        "rich_text_quote": shape({"elements": _INLINES}, _BORDER),
    }
)
RICH_TEXT = shape({"elements": listing(_ELEMENT, 1000)}, {"block_id": ID})
