"""The only place that builds Block Kit: slackblocks validates, this escapes and names blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import slackblocks
from msgspec import Struct

from kpi.language import said

Block = dict[str, Any]
Style = Literal["primary", "danger"]

MAX_SECTION = 3000
MAX_CONTEXT = 10
MAX_ACTIONS = 25
MAX_CHART_TITLE = 50
MAX_CHART_LABEL = 20
MAX_ROWS = 100
"""Of a table, its head included."""
MAX_OPTIONS = 100
MAX_OPTION = 75
MAX_VALUE = 2000
"""Characters a button carries."""

_GUARD = "\u200b"
"""A zero-width space: a mark that touches one is text to Slack, not markup."""
_TYPED_MARKS = re.compile(r"[*_~`]")
_MARKUP = re.compile(rf"(?<!{_GUARD})[*`]")
_LINK = re.compile(r"<[^|<>]+\|([^<>]+)>")
_SPAN = re.compile(rf"(?<!{_GUARD})(?:`[^`\n]+`|\*(?:{_GUARD}\*{_GUARD}|[^*\n])+\*)")
"""Code, or words in bold."""
_STRAY = re.compile(r"<(?![#@!]|https?:)")
"""Of our own words, such as "< 10 %": to Slack it would open a link that ends at the next ">"."""


class Message(Struct, frozen=True, kw_only=True):
    """A message: `text` says all that the blocks say, for notifications and screen readers."""

    text: str
    blocks: tuple[Block, ...]

    def payload(self) -> dict[str, Any]:
        """As Slack takes it."""
        return {"text": self.text, "blocks": list(self.blocks)}


class Press(Struct, frozen=True, kw_only=True):
    """A button: what it says, what it does, and about what."""

    label: str
    action: str
    value: str = ""
    style: Style | None = None
    confirm: str = ""
    """A question asked before it does anything."""


class Menu(Struct, frozen=True, kw_only=True):
    """A menu of which one option is chosen; what it is about stands in each option's words."""

    label: str
    action: str
    options: Mapping[str, str]
    """What each says, by its value; at most 100."""
    chosen: str


class Line(Struct, frozen=True):
    """A series of a chart: its name, and a value for each label, the same in every line."""

    name: str
    points: Sequence[tuple[str, Fraction]]


class Field(Struct, frozen=True, kw_only=True):
    """One input of a form; its `block` is the name an error is shown under."""

    block: str
    label: str
    element: slackblocks.Element
    hint: str = ""
    optional: bool = False
    dispatch: bool = False
    """Whether a choice is told at once, before the form is sent."""


class Form(Struct, frozen=True, kw_only=True):
    """A modal."""

    callback: str
    title: str
    submit: str = ""
    """What its button says; a modal that is only read has none."""
    fields: tuple[Field, ...] = ()
    body: tuple[Block, ...] = ()
    """What stands above the inputs."""
    foot: tuple[Block, ...] = ()
    """What stands below them."""
    state: str = ""
    """Opaque text that comes back with the submission, at most 3000 characters."""
    close: str = ""
    """What the button says that closes it; "Cancel" unless told otherwise."""


def escape(text: str) -> str:
    """Text as people typed it, made harmless: no mention, link or markup survives."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _TYPED_MARKS.sub(rf"{_GUARD}\g<0>{_GUARD}", escaped)


def plain(markdown: str) -> str:
    """The same words without the markup of this package; what people typed stays as typed."""
    bare = _MARKUP.sub("", _LINK.sub(r"\1", markdown))
    return bare.replace(_GUARD, "")


def drawn(markdown: str) -> str:
    """The same for Slack to draw.

    Every `<` that opens no link is a sign like any other. Bold words and code are parted from
    Korean and Chinese signs beside them: Slack takes marks for markup only between words.
    """
    text = _STRAY.sub("&lt;", markdown)
    return _SPAN.sub(_parted, text) if _wide().search(text) else text


@cache
def _wide() -> re.Pattern[str]:
    """Signs of Korean and Chinese, their full-width punctuation included.

    Made when it is first needed: so many signs take long.
    """
    return re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]")


def _parted(span: re.Match[str]) -> str:
    before, after = span.string[: span.start()][-1:], span.string[span.end() :][:1]
    left = " " if _wide().match(before) else ""
    right = " " if _wide().match(after) else ""
    return f"{left}{span[0]}{right}"


def section(markdown: str, press: Press | None = None) -> Block:
    """A paragraph, perhaps with one button at its side."""
    accessory = {"accessory": _button(press)} if press else {}
    return {**_SECTION, "text": _markdown(markdown), **accessory}


def header(text: str) -> Block:
    """A headline, plain text."""
    return _plain_dict(slackblocks.HeaderBlock(_clip(text, 150)))


def context(*lines: str) -> Block:
    """Small print, at most ten pieces."""
    _counted(lines, MAX_CONTEXT)
    return {**_CONTEXT, "elements": [_markdown(line) for line in lines]}


def divider() -> Block:
    """A line across."""
    return _plain_dict(slackblocks.DividerBlock())


def actions(*controls: Press | Menu) -> Block:
    """A row of buttons and menus."""
    _counted(controls, MAX_ACTIONS)
    elements = [_button(one) if isinstance(one, Press) else _menu(one) for one in controls]
    return {**_ACTIONS, "elements": elements}


def chart(title: str, lines: Sequence[Line], *, unit: str) -> Block:
    """A line chart; at most six lines of 20 points. A message takes two charts."""
    series = [
        slackblocks.DataSeries(
            _clip(line.name, MAX_CHART_LABEL),
            [slackblocks.DataPoint(label, round(float(value), 4)) for label, value in line.points],
        )
        for line in lines
    ]
    axis = slackblocks.AxisConfig(
        categories=[label for label, _ in lines[0].points], y_label=_clip(unit, MAX_CHART_TITLE)
    )
    drawn = slackblocks.LineChart(series, axis)
    return _plain_dict(slackblocks.DataVisualizationBlock(_clip(title, MAX_CHART_TITLE), drawn))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """A table of plain text; no cell may be empty. A message takes one."""
    cells: list[list[slackblocks.RawText | slackblocks.RichTextObject]] = [
        [slackblocks.RawText(cell) for cell in row] for row in (head, *rows)
    ]
    return _plain_dict(slackblocks.TableBlock(cells))


def without_charts(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that every surface takes and Slack never refuses."""
    return tuple(one for one in blocks if one["type"] != "data_visualization")


def modal(form: Form) -> dict[str, Any]:
    """A form as `views.open` takes it. Each input's block_id is its name."""
    view = slackblocks.ModalView(
        title=form.title,
        blocks=[slackblocks.DividerBlock()],
        submit=form.submit or None,
        close=form.close or said("Cancel"),
        private_metadata=form.state or None,
        callback_id=form.callback,
    )
    inputs = (input_block(one) for one in form.fields)
    return {**_rendered(view), "blocks": [*form.body, *inputs, *form.foot]}


def input_block(one: Field) -> Block:
    """An input of a form, or of Home, where whatever is pressed brings along what it holds."""
    return _rendered(
        slackblocks.InputBlock(
            slackblocks.Text(one.label, slackblocks.TextType.PLAINTEXT),
            one.element,
            block_id=one.block,
            hint=slackblocks.Text(one.hint, slackblocks.TextType.PLAINTEXT) if one.hint else None,
            optional=one.optional,
            dispatch_action=one.dispatch,
        )
    )


def home(callback: str, blocks: Sequence[Block], state: str = "") -> dict[str, Any]:
    """A person's Home as `views.publish` takes it; `state` comes back with every press in it."""
    shown = {"type": "home", "callback_id": callback, "blocks": list(blocks)}
    return {**shown, "private_metadata": state} if state else shown


def joined(lines: Sequence[str]) -> str:
    """Lines as one text, empty ones left out."""
    return "\n".join(line for line in lines if line)


def _button(press: Press) -> Block:
    if len(press.value) > MAX_VALUE:
        raise ValueError(f"the value of {press.action} is longer than {MAX_VALUE} characters")
    asked = None
    if press.confirm:
        asked = _Question(said("Are you sure?"), press.confirm, said("Yes"), said("No"))
    shape = _button_shape(press.label, press.action, press.style, asked)
    return {**shape, "value": press.value} if press.value else shape


def _menu(menu: Menu) -> Block:
    _counted(tuple(menu.options), MAX_OPTIONS)
    options = {
        value: slackblocks.Option(_plain_text(_clip(words, MAX_OPTION)), value)
        for value, words in menu.options.items()
    }
    return _rendered(
        slackblocks.StaticSelectMenu(
            action_id=menu.action,
            options=list(options.values()),
            initial_option=options[menu.chosen],
            placeholder=menu.label,
        )
    )


class _Question(NamedTuple):
    """What is asked before a button does anything."""

    title: str
    text: str
    confirm: str
    deny: str


@lru_cache(maxsize=1024)
def _button_shape(label: str, action: str, style: Style | None, asked: _Question | None) -> Block:
    """A button without its value, which is all that differs between figures."""
    confirm = slackblocks.ConfirmationDialogue(**asked._asdict()) if asked else None
    return _rendered(slackblocks.Button(text=label, action_id=action, style=style, confirm=confirm))


def _plain_text(text: str) -> slackblocks.Text:
    return slackblocks.Text(text, slackblocks.TextType.PLAINTEXT)


def _markdown(text: str) -> Block:
    if not text:
        raise ValueError("Slack takes no empty text")
    return {**_TEXT, "text": _clip(drawn(text), MAX_SECTION)}


def _counted(pieces: Sequence[object], most: int) -> None:
    if not 1 <= len(pieces) <= most:
        raise ValueError(f"a block takes 1 to {most} pieces, not {len(pieces)}")


def _plain_dict(block: slackblocks.Block) -> Block:
    rendered = _rendered(block)
    rendered.pop("block_id", None)
    return rendered


def _rendered(piece: Any) -> dict[str, Any]:
    return dict(piece._resolve())  # noqa: SLF001 -- the library offers no other way to a dict


def _shape(block: slackblocks.Block, *filled: str) -> Block:
    """A block as the library builds it, without what is filled in anew each time.

    Building every block of an answer through the library took a third of the answer's time.
    """
    return {name: value for name, value in _plain_dict(block).items() if name not in filled}


_SAMPLE = slackblocks.Text("text")
_TEXT = {name: value for name, value in _rendered(_SAMPLE).items() if name != "text"}
_SECTION = _shape(slackblocks.SectionBlock(_SAMPLE), "text")
_CONTEXT = _shape(slackblocks.ContextBlock([_SAMPLE]), "elements")
_ACTIONS = _shape(
    slackblocks.ActionsBlock([slackblocks.Button(text="text", action_id="action")]), "elements"
)


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
