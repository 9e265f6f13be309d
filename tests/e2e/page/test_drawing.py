"""Every block is drawn as Slack draws it, and what cannot be drawn is said."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.limits import blocks, elements, message_refusal, view_refusal
from tests.e2e.page.conftest import Look
from tests.e2e.page.gallery import CHARTS, FORM, MESSAGE, button, mrkdwn, rich

pytestmark = pytest.mark.e2e

NOT_DRAWN = {"multi_external_select", "rich_text_input", "file_input"}
"""Elements that the bot does not use; the page says that it cannot show them."""
ELEMENTS: Mapping[str, Any] = (
    {**elements.SECTION_ACCESSORIES, **elements.ACTIONS}
    | {**elements.INPUTS, **elements.CONTEXT_ACTIONS}
)  # fmt: skip


def exported(window: Page, module: str, name: str) -> set[str]:
    """The keys of a table that a module of the page exports."""
    read = f"async () => Object.keys((await import('/static/{module}.js')).{name})"
    return set(window.evaluate(read))


def test_the_page_draws_every_block_and_element_that_slack_takes_and_nothing_else(
    gaze: Look,
) -> None:
    window = gaze()
    surfaces = {**blocks.MESSAGE, **blocks.HOME, **blocks.MODAL}
    assert exported(window, "blocks", "BLOCKS") == set(surfaces)
    assert exported(window, "elements", "ELEMENTS") == set(ELEMENTS) - NOT_DRAWN


def test_the_gallery_has_every_block_but_images_and_slack_would_take_each() -> None:
    shown = {block["type"] for block, _ in MESSAGE}
    assert shown == set(blocks.MESSAGE) - {"input", "image"}
    for block, _ in MESSAGE:
        assert message_refusal("text", [block]) is None, block["type"]
    assert view_refusal(FORM) is None


def test_each_block_of_a_message_is_drawn(gaze: Look, web: WebClient, slack: Sandbox) -> None:
    channel = slack.workspace.channel_id("cs-team")
    for block, _ in MESSAGE:
        web.chat_postMessage(channel=channel, text="text", blocks=[block])
    window = gaze()
    messages = window.locator(".message")
    expect(messages).to_have_count(len(MESSAGE))
    for index, (block, words) in enumerate(MESSAGE):
        drawn = messages.nth(index).locator(f"[data-block={block['type']}]").first
        expect(drawn).to_contain_text(words)
    expect(window.locator("[data-cannot]")).to_have_count(0)


def test_a_chart_has_a_text_alternative_and_its_figures_as_a_table(
    gaze: Look, web: WebClient
) -> None:
    for chart in CHARTS:
        web.chat_postMessage(channel="#cs-team", text="text", blocks=[chart])
    window = gaze()
    for index, chart in enumerate(CHARTS):
        figure = window.get_by_role("figure").nth(index)
        expect(figure.get_by_role("img", name=f"{chart['title']}.")).to_be_visible()
        expect(figure.get_by_role("table")).to_be_hidden()
        figure.get_by_text("Show the figures as a table").click()
        expect(figure.get_by_role("table")).to_be_visible()


PERIODS = [f"2026년 {month}월" for month in range(12, 2, -1)]
LINES = """(each) => {
  const tops = new Set();
  const texts = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = document.createRange();
    words.selectNodeContents(texts.currentNode);
    for (const line of words.getClientRects()) tops.add(Math.round(line.top));
  }
  return tops.size;
}"""


def test_cells_and_buttons_stay_on_one_line_in_a_narrow_thread(gaze: Look, web: WebClient) -> None:
    row = [{"type": "raw_text", "text": word} for word in ("갱신율", *PERIODS)]
    longest = rich({"type": "text", "text": "아직 값이 없습니다. " * 10})
    table = {"type": "table", "rows": [row, [*row[1:], longest]]}
    said = mrkdwn("미입력 — 2026년 11월 값이 아직 없습니다. " * 3)
    asked = {"type": "section", "text": said, "accessory": button("고객 이탈률 추이 보기")}
    root = web.chat_postMessage(channel="#cs-team", text="root", blocks=[table, asked])
    window = gaze(thread=str(root["ts"]))
    thread = window.get_by_role("complementary", name="Thread")
    controls = [*thread.get_by_role("columnheader").all(), *thread.get_by_role("cell").all()]
    controls.append(thread.get_by_role("button", name="고객 이탈률 추이 보기"))
    assert len(controls) == 2 * len(row) + 1
    assert [each.evaluate(LINES) for each in controls] == [1] * len(controls)
    box = thread.locator(".wide")
    assert box.evaluate("(each) => each.scrollWidth > each.clientWidth")
    assert window.evaluate(
        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_column_wraps_where_the_app_asks_for_it(gaze: Look, web: WebClient) -> None:
    row = [{"type": "raw_text", "text": "아직 값이 없습니다. " * 10}] * 2
    settings = [{"is_wrapped": True}, {"align": "right"}]
    table = {"type": "table", "rows": [row, row], "column_settings": settings}
    web.chat_postMessage(channel="#cs-team", text="text", blocks=[table])
    wrapped, kept = gaze().get_by_role("cell").all()
    assert wrapped.evaluate(LINES) > 1
    assert kept.evaluate(LINES) == 1


def test_korean_words_are_kept_whole(gaze: Look, web: WebClient, slack: Sandbox) -> None:
    slack.workspace.change_user("kim", locale="ko-KR")
    web.chat_postMessage(channel="#cs-team", text="고객 이탈률")
    body = gaze().get_by_role("article").locator(".body")
    expect(body).to_have_css("word-break", "keep-all")


UNKNOWN: tuple[dict[str, Any], ...] = (
    {"type": "hologram"},
    {"type": "actions", "elements": [{"type": "hologram", "action_id": "a1"}]},
    {"type": "rich_text", "elements": [{"type": "hologram"}]},
    {"type": "data_visualization", "title": "x", "chart": {"type": "hologram"}},
)


def test_what_the_page_does_not_know_is_said_in_its_place(
    gaze: Look, web: WebClient, slack: Sandbox
) -> None:
    for block in UNKNOWN:
        posted = web.chat_postMessage(channel="#cs-team", text="text")
        with slack.world.changed:
            message = slack.world.channels[posted["channel"]].find(posted["ts"])
            assert message is not None
            message.blocks = [{"block_id": "b1", **block}]
            slack.world.changed.notify_all()
    drawn = gaze().get_by_role("article")
    expect(drawn).to_have_count(len(UNKNOWN))
    for each in drawn.all():
        expect(each).to_contain_text("This cannot be shown here: hologram")


HOSTILE = '<img src="x" onerror="document.title=1"><b>bold</b>'


def test_text_is_never_taken_for_html(gaze: Look, web: WebClient) -> None:
    plain = {"type": "plain_text", "text": HOSTILE}
    parts: list[dict[str, Any]] = [
        {"type": "header", "text": plain},
        {
            "type": "actions",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": HOSTILE}}],
        },
        {"type": "markdown", "text": HOSTILE},
    ]
    web.chat_postMessage(channel="#cs-team", text="text", blocks=parts)
    window = gaze()
    for drawn in window.locator("[data-block]").all():
        expect(drawn).to_contain_text(HOSTILE)
    expect(window.locator("main :is(img, b)")).to_have_count(0)


DRAW = """async (text) => {
  const { mrkdwn } = await import("/static/mrkdwn.js");
  const names = {
    users: { U1: { real_name: "Kim Minseo" } }, channels: { C1: "cs-team" },
    me: { id: "U1", tz: "Asia/Seoul" }, goTo() {},
  };
  const box = document.createElement("div");
  box.append(...mrkdwn(text, names));
  return box.innerHTML;
}"""
LINK = '<a href="https://a.example/" target="_blank" rel="noopener noreferrer">'
MRKDWN = [
    ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
    ("*a _b_ c*", "<strong>a <em>b</em> c</strong>"),
    ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
    ("*굵게*는 * no *", "*굵게*는 * no *"),
    ("*重要*。", "*重要*。"),
    ("（*重要*", "（*重要*"),
    ("（ *重要* ）", "（ <strong>重要</strong> ）"),
    ("\u200b*\u200btyped\u200b*\u200b", "\u200b*\u200btyped\u200b*\u200b"),
    ("`*code*` x", "<code>*code*</code> x"),
    ("```a\n*b*```", "<pre>a\n*b*</pre>"),
    ("one\ntwo", "one<br>two"),
    ("&gt; said\nnot", "<blockquote>said</blockquote>not"),
    ("a &lt;b&gt; &amp;amp;", "a &lt;b&gt; &amp;amp;"),
    ("<https://a.example/|here>", f"{LINK}here</a>"),
    ("see https://a.example/.", f"see {LINK}https://a.example/</a>."),
    ("<javascript:alert(1)|x>", "<span>x</span>"),
    ("<@U1>", '<span class="mention mine">@Kim Minseo</span>'),
    ("<!here>", '<span class="mention mine">@here</span>'),
    ("<#C1|old>", '<a class="mention" href="#">#cs-team</a>'),
    ("<!date^1763370000^{date_num} {time}|x>",
     '<time datetime="2025-11-17T09:00:00.000Z">2025-11-17 6:00 PM</time>'),
    (":warning: :kpi:", '<span role="img" aria-label="warning">⚠️</span> :kpi:'),
]  # fmt: skip


def test_mrkdwn_is_drawn_as_slack_draws_it(gaze: Look) -> None:
    window = gaze()
    drawn = [window.evaluate(DRAW, text) for text, _ in MRKDWN]
    assert drawn == [expected for _, expected in MRKDWN]


def test_a_link_to_a_message_opens_its_thread_on_the_page(gaze: Look, web: WebClient) -> None:
    root = web.chat_postMessage(channel="#cs-team", text="the root")
    web.chat_postMessage(channel="#cs-team", thread_ts=root["ts"], text="the reply")
    link = web.chat_getPermalink(channel=root["channel"], message_ts=root["ts"])["permalink"]
    web.chat_postMessage(channel="#general", text=f"see <{link}|the thread>")
    window = gaze(place="general")
    window.get_by_role("link", name="the thread").click()
    expect(window.get_by_role("complementary", name="Thread")).to_contain_text("the reply")
    expect(window.get_by_role("heading", level=1)).to_have_text("# cs-team")
