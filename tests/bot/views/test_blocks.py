"""What a block's markdown says to Slack: links are ours, every other sign is a sign."""

import pytest

from bot.views.blocks import MAX_SECTION, drawn, plain, section
from bot.views.layout import told

LINK = "<https://acme.slack.com/archives/C1/p1|in this thread>"
DRAWN = (
    ("good (< 10 %)", "good (&lt; 10 %)"),
    (f"good (< 10 %) · {LINK}", f"good (&lt; 10 %) · {LINK}"),
    ("<#C000000001> · <@U000000001>", "<#C000000001> · <@U000000001>"),
    ("<!date^1^{date}|Monday>", "<!date^1^{date}|Monday>"),
    ("&lt;!channel&gt;", "&lt;!channel&gt;"),
    ("<b> and <javascript:x|y>", "&lt;b> and &lt;javascript:x|y>"),
)


@pytest.mark.parametrize(("words", "markup"), DRAWN)
def test_a_less_than_sign_opens_nothing_but_our_own_links(words: str, markup: str) -> None:
    assert section(words)["text"]["text"] == markup
    assert drawn(drawn(words)) == drawn(words)


def test_a_message_is_read_as_it_is_written_and_drawn_for_slack() -> None:
    message = told(f"good (< 10 %) · {LINK}")
    assert message.text == "good (< 10 %) · in this thread"
    assert plain(message.text) == message.text
    [block] = message.blocks
    assert block["text"]["text"] == f"good (&lt; 10 %) · {LINK}"


def test_signs_take_room_so_that_nothing_is_cut_off() -> None:
    line = "good (< 10 %)"
    lines = [line] * (MAX_SECTION // len(line))
    blocks = told("\n".join(lines)).blocks
    assert len(blocks) == 2
    assert sum(block["text"]["text"].count("&lt; 10 %)") for block in blocks) == len(lines)
