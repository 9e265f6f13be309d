"""The page for everybody: names, labels, landmarks, the keyboard, contrast, colour schemes."""

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from tests.bot.sandbox.conftest import Actor
from tests.e2e.page.conftest import Look
from tests.e2e.page.gallery import FORM, MESSAGE
from tests.e2e.page.test_forms import opened, opening

pytestmark = pytest.mark.e2e

UNNAMED = """() => [...document.querySelectorAll("button, a, input, select, textarea, summary")]
  .filter((each) => each.checkVisibility() && !each.hidden)
  .filter((each) => ![
    each.getAttribute("aria-label"),
    ...[...(each.labels ?? [])].map((label) => label.textContent),
    ["BUTTON", "A", "SUMMARY"].includes(each.tagName) ? each.textContent : "",
  ].some((name) => name && name.trim()))
  .map((each) => each.outerHTML)"""
WITHOUT_TEXT = """() => [...document.querySelectorAll("img, svg[role=img], [role=dialog], dialog")]
  .filter((each) => !(each.alt || each.ariaLabel || each.getAttribute("aria-labelledby")))
  .map((each) => each.outerHTML)"""
DOUBLED = """() => [...document.querySelectorAll("[id]")].map((each) => each.id)
  .filter((id, index, all) => all.indexOf(id) !== index)"""


def check(window: Page) -> None:
    """Every control has a name, every picture a text, every id is its own."""
    for faults in (UNNAMED, WITHOUT_TEXT, DOUBLED):
        assert window.evaluate(faults) == []


def test_every_control_has_a_name_and_every_picture_a_text(
    gaze: Look, web: WebClient, actor: Actor
) -> None:
    for block, _ in MESSAGE:
        web.chat_postMessage(channel="#general", text="text", blocks=[block])
    actor.answer = opening(web, FORM)
    window = opened(gaze, web)
    check(window)
    window.keyboard.press("Escape")
    expect(window.get_by_role("dialog")).to_be_hidden()
    window.get_by_role("link", name="general").click()
    expect(window.get_by_role("article")).to_have_count(len(MESSAGE))
    check(window)


def test_the_page_has_landmarks_and_one_first_heading(gaze: Look, web: WebClient) -> None:
    root = web.chat_postMessage(channel="#cs-team", text="root")
    window = gaze(thread=str(root["ts"]))
    for role, name in (
        ("banner", "Workspace"),
        ("navigation", "Conversations"),
        ("main", None),
        ("complementary", "Thread"),
    ):
        expect(window.get_by_role(role, name=name)).to_be_visible()  # type: ignore[arg-type]
    expect(window.get_by_role("heading", level=1)).to_have_count(1)
    for part in ("#top", "#places", "#notice"):
        assert window.locator(part).get_attribute("lang") == "en"


def test_a_thread_is_opened_and_left_with_the_keyboard_alone(gaze: Look, web: WebClient) -> None:
    root = web.chat_postMessage(channel="#cs-team", text="root")
    web.chat_postMessage(channel="#cs-team", thread_ts=root["ts"], text="reply")
    window = gaze()
    window.get_by_role("button", name="1 reply").focus()
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="Thread")).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.get_by_role("complementary", name="Thread")).to_be_hidden()
    expect(window.get_by_role("article")).to_be_focused()


def test_a_menu_is_walked_with_arrows_and_left_with_escape(gaze: Look, web: WebClient) -> None:
    block = next(block for block, _ in MESSAGE if block["type"] == "section")
    web.chat_postMessage(channel="#cs-team", text="text", blocks=[block])
    window = gaze()
    menu = window.get_by_role("article").get_by_role("button", name="bold")
    menu.press("Enter")
    expect(window.get_by_role("menuitem", name="Edit")).to_be_focused()
    window.keyboard.press("ArrowDown")
    expect(window.get_by_role("menuitem", name="Forget")).to_be_focused()
    window.keyboard.press("Escape")
    expect(menu).to_be_focused()


PAIRS = (
    *product(("--ink", "--soft", "--accent", "--danger"), ("--paper", "--faint", "--private")),
    ("--accent", "--mention"),
    ("--ink", "--mine"),
    ("--ink", "--line"),
    ("--accent-ink", "--accent"),
    ("--nav-ink", "--nav"),
    ("--nav", "--nav-ink"),
    *product((f"--s{index}" for index in range(6)), ("--paper",)),
)
COLOURS = """(names) => {
  const style = getComputedStyle(document.documentElement);
  const context = document.createElement("canvas").getContext("2d");
  return names.map((name) => {
    context.fillStyle = style.getPropertyValue(name);
    return context.fillStyle;
  });
}"""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_that_wcag_aa_asks_for(scheme: Any, gaze: Look) -> None:
    window = gaze()
    window.emulate_media(color_scheme=scheme)
    for ink, paper in PAIRS:
        colours = window.evaluate(COLOURS, [ink, paper])
        light, dark = sorted((luminance(colour) for colour in colours), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (scheme, ink, paper)
    shown = window.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert shown == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 29, 33)"}[scheme]


def test_nothing_moves_for_those_who_asked_for_that(gaze: Look, web: WebClient) -> None:
    web.chat_postMessage(channel="#cs-team", text="text")
    window = gaze()
    window.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((each) => {
      const style = getComputedStyle(each);
      return style.transitionDuration !== "0s" || style.animationName !== "none";
    }).length"""
    assert window.evaluate(moving) == 0
