"""What people type reaches Slack as text: no mention, no link, no markup, no broken limit.

`check_manners` holds every message to Slack's limits; here each one is read for markup, too.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.filling import Subject
from bot.sandbox.limits import message_refusal, view_refusal
from bot.sandbox.model import Message
from bot.views import forms
from bot.views.form_state import FormState
from bot.views.recording_form import CHOOSE, FILL
from bot.views.recording_review import REVIEW
from tests.e2e import views
from tests.e2e.bench import Bench, Clock
from tests.e2e.running import over_http

PIECES = (
    "<!channel>",
    "<!here|here>",
    "<!subteam^S1>",
    "<@U000000002>",
    "<#C000000001|x>",
    "<https://evil.example|click>",
    "https://evil.example/?a=1&b=2",
    "&lt;!channel&gt;",
    "&amp;lt;",
    "<!date^0^{date}|x>",
    "*bold*",
    "_low_",
    "~struck~",
    "`code`",
    "```\nblock\n```",
    "> quoted",
    "• item",
    "\n",
    "\r\n",
    "\t",
    "\u202e",
    "\u200b",
    "\u2028",
    "\x00",
    "\ud83d",
    ":tada:",
    "=cmd()",
    '"',
    "'",
    "|",
    "{}",
    "%s",
    "\\",
    "漢字",
    "x" * 900,
)
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=8).map("".join)
OURS = re.compile(
    r"<(?:#[CG][A-Z0-9]+|@[UW][A-Z0-9]+|https?://[^|<>]+\|[^<>]*|!date\^\d+\^[^<>]*)>"
)
"""Markup the bot writes itself: channels, links to messages. Checked against what was typed."""
MOST = 2000
"""Characters of an error under an input."""
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TYPED: Mapping[str, Callable[[str], str]] = {
    "note": lambda said: f'/nps 1700 350 150 note="{said}"',
    "source": lambda said: f'/nps 1700 350 150 source="{said}"',
    "reason": lambda said: f'/nps correct 1600 350 150 reason="{said}"',
    "segment": lambda said: f'/nps 1700 350 150 segment="a:{said}"',
    "new segment": lambda said: f"/kpi segments rename test:known {said}",
    "kpi": lambda said: f"/kpi {said}",
    "verb": lambda said: f"/nps {said} 1 2 3",
    "input": lambda said: f"/nps {said}=5",
    "period": lambda said: f'/nps 1 2 3 period="{said}"',
    "target": lambda said: f"/kpi target nps {said}",
    "benchmark": lambda said: f"/kpi benchmark nps {said}",
    "owner": lambda said: f"/kpi owner nps {said}",
    "access": lambda said: f"/kpi access nps seen {said}",
    "admins": lambda said: f"/kpi admins add {said}",
    "erase": lambda said: f'/kpi erase K-1 reason="{said}"',
    "erase feedback": lambda said: f'/kpi erase F-1 reason="{said}"',
    "feedback": lambda said: f'/kpi feedback add "{said}"',
    "theme": lambda said: f'/kpi feedback add slow theme="{said}" customer="{said}"',
    "sentiment": lambda said: f'/kpi feedback add slow sentiment="{said}"',
    "theme listed": lambda said: f'/kpi feedback theme="{said}"',
    "rebase": lambda said: f'/kpi rebase nps reason="{said}"',
    "close": lambda said: f'/kpi close 2026-09 reason="{said}"',
    "reopen": lambda said: f'/kpi reopen 2026-09 reason="{said}"',
    "settings": lambda said: f"/kpi settings {said}",
    "digest": lambda said: f"/kpi digest {said}",
}
FORMS = (forms.NOTE, forms.RESOLVE)
NPS = {"promoters": "1700", "passives": "350", "detractors": "150"}
FIELDS = ("promoters", "other_period", "other_segment", "note", "source", "reason")


@pytest.fixture(scope="module")
def open_bench(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bot with a figure, a digest and an open case."""
    database = shutil.copy(migrated, tmp_path_factory.mktemp("hostile") / "kpi-bot.db")
    with over_http(Path(database), Clock()) as bench:
        bench.knows_segment("test:known")
        bench.type_("kim", "/nps 1700 350 150")
        bench.type_("kim", "/kpi target nps >= 90")
        bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
        bench.type_("kim", "/kpi digest now")
        yield bench


@pytest.mark.parametrize("place", TYPED)
@FEW
@given(said=TEXT)
def test_what_is_typed_in_a_command_comes_back_as_text(
    open_bench: Bench, place: str, said: str
) -> None:
    command, _, text = TYPED[place](said.replace('"', "")).partition(" ")
    payload = open_bench.command_form("kim", command) | {"text": _sent(text)}
    outcome = open_bench.deliver("slash_commands", payload)
    assert outcome.result == "acked"
    body = outcome.body
    _check(body.get("text", ""), body.get("blocks", []))
    _check_posts(open_bench)


@pytest.mark.parametrize("callback", FORMS)
@FEW
@given(said=TEXT)
def test_what_is_written_in_a_case_is_shown_as_text(
    open_bench: Bench, callback: str, said: str
) -> None:
    [case] = open_bench.cases()
    field = "note" if callback == forms.NOTE else "reason"
    entered = {field: {"type": "plain_text_input", "value": _storable(said)}}
    payload = open_bench.submission_of("kim", callback, case.id, **entered)
    assert open_bench.deliver("interactive", payload).result == "acked"
    _check_posts(open_bench)
    if not open_bench.cases():
        _reopen(open_bench, case.id)


@pytest.mark.parametrize("field", FIELDS)
@FEW
@given(said=TEXT)
def test_what_is_filled_in_the_recording_form_comes_back_as_text(
    open_bench: Bench, field: str, said: str
) -> None:
    about = Subject(kpi="nps", formula="counts", period="2026-W46")
    state = FormState(user=open_bench.id_of("kim"), channel="", about=about)
    typed = _storable(f"a:{said}" if field == "other_segment" else said)
    promoters = str(1000 + _number_of(said))
    values = NPS | {"promoters": promoters, "period": "2026-W46", field: typed}
    answer = _sends(open_bench, FILL, state, values)
    shown = answer.get("view")
    if shown is not None and shown["callback_id"] == REVIEW:
        again = FormState.read(shown["private_metadata"])
        _sends(open_bench, REVIEW, again, {"way": "replace", "reason": _storable(said) or "x"})
    for line in ("/nps", "/kpi history nps", "/kpi trace K-1"):
        body = open_bench.deliver("slash_commands", open_bench.command_form("kim", line)).body
        _check(body.get("text", ""), body.get("blocks", []))


@FEW
@given(said=TEXT)
def test_what_stands_for_a_kpi_is_no_markup_in_the_recording_form(
    open_bench: Bench, said: str
) -> None:
    state = FormState(user=open_bench.id_of("kim"), channel="")
    _sends(open_bench, CHOOSE, state, {"kpi": _storable(said)})


def _number_of(said: str) -> int:
    """A number that differs between texts, so that there is something to save."""
    return zlib.crc32(said.encode("utf-8", "replace")) % 1000


def _sends(
    bench: Bench, callback: str, state: FormState, values: Mapping[str, str]
) -> dict[str, Any]:
    """The answer to a form; a view in it is one that Slack takes."""
    payload = views.filled(bench, "kim", callback, state, values)
    outcome = bench.deliver("interactive", payload)
    assert outcome.result == "acked"
    answer: dict[str, Any] = outcome.body
    if "view" in answer:
        assert view_refusal(answer["view"]) is None
        _check_markup("", answer["view"]["blocks"])
    for sentence in answer.get("errors", {}).values():
        assert 0 < len(sentence) <= MOST
    return answer


@FEW
@given(said=TEXT)
def test_what_people_and_channels_are_called_is_shown_as_text(open_bench: Bench, said: str) -> None:
    workspace, called = open_bench.slack.workspace, _storable(said) or "x"
    growth = workspace.channel_id("#growth")
    workspace.change_user("lee", real_name=called)
    workspace.rename("#growth", called)
    open_bench.settle()
    for line in ("/kpi admins", "/kpi owner nps", "/kpi trace K-1", "/kpi digest status"):
        body = open_bench.deliver("slash_commands", open_bench.command_form("kim", line)).body
        _check(body["text"], body["blocks"])
    _check_posts(open_bench)
    workspace.rename(growth, "growth")


def _sent(text: str) -> str:
    """As Slack's client sends what is typed into it; mentions typed by hand stay as they are."""
    return _storable(text) if "<@" in text else html.escape(_storable(text), quote=False)


def _storable(text: str) -> str:
    """A lone surrogate cannot be sent over HTTP, and the server takes no request with a NUL."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _reopen(bench: Bench, case: str) -> None:
    def again(tx: Any) -> None:
        from storage.records import CaseState  # noqa: PLC0415

        found = tx.cases.get(bench.team, case)
        tx.cases.change(bench.team, case, found.version, state=CaseState.OPEN, closed_at=None)

    bench.program.store.write(again)


def _check_posts(bench: Bench) -> None:
    said: list[Message] = bench.said()
    for message in said[-6:]:
        _check(message.text, message.blocks)


def _check(text: str, blocks: list[dict[str, Any]]) -> None:
    assert message_refusal(text, blocks, None) is None
    _check_markup(text, blocks)


def _check_markup(text: str, blocks: list[dict[str, Any]]) -> None:
    for piece in [text, *_markdown(blocks)]:
        markup = OURS.sub("", piece) if piece is not text else piece
        found = re.search(r"<[@#!]|<https?:", markup)
        assert found is None or "evil" not in markup, piece
        for mention in ("<!channel", "<!here", "<!everyone", "<!subteam", "<@U000000002>"):
            assert mention not in piece, piece


def _markdown(part: Any) -> Iterator[str]:
    """Every text of the blocks that Slack reads as markup."""
    if isinstance(part, list):
        for one in part:
            yield from _markdown(one)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for one in part.values():
            yield from _markdown(one)
    else:
        json.dumps(part)
