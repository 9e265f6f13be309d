"""One program, two workspaces: ids of the one are to the other like ids that do not exist.

Acme types, presses and submits with ids that belong to Globex, and then the same with ids that
nobody was given. Both are answered alike, and nothing of Globex changes.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.desk.filling import Subject
from bot.desk.plan import Guided, Plan, Step
from bot.handlers.filled_forms import CHANGES, FORM_CALLBACKS
from bot.handlers.forms import SHORTCUTS
from bot.handlers.guide import ACTIONS as GUIDE_ACTIONS
from bot.handlers.pasting import CHANGES as PASTE_CHANGES
from bot.handlers.pasting import FORMS as PASTE_FORMS
from bot.handlers.presses import ACTIONS
from bot.handlers.steps import STEPS
from bot.handlers.submissions import CALLBACKS
from bot.routes import APP_EVENTS, COMMANDS, EVENTS
from bot.sandbox import Control
from bot.sandbox.payloads import event_callback, global_shortcut
from bot.views import (
    case,
    departure,
    escalation,
    exporting,
    forms,
    home,
    pasting,
    problems,
    readings,
    segments,
    settling,
)
from bot.views.form_state import FormState
from bot.views.recording_form import CHOOSE, FILL
from bot.views.recording_review import CHANNEL, REVIEW, SHARE
from storage.records import Person, Standing
from storage.tx import Tx
from tests.bot.desk.desk import Desk
from tests.e2e import steps, views
from tests.e2e.bench import Bench, Clock, Rows
from tests.e2e.running import over_http

GLOBEX = "T0GLOBEX"
Ids = Mapping[str, str]

LINES = {
    "/nps": (
        "/nps",
        "/nps 1700 350 150",
        "/nps segment={segment}",
        "/nps correct 1 2 3 period=2026-W45 reason=x",
        "/nps undo",
    ),
    "/churn": ("/churn", "/churn add 1 2"),
    "/kpi": (
        "/kpi trace {figure}",
        "/kpi erase {figure} reason=x",
        "/kpi erase {piece} reason=x",
        "/kpi feedback",
        "/kpi feedback theme={segment}",
        "/kpi history nps",
        "/kpi segments",
        "/kpi segments nps",
        "/kpi segments rename {segment} tier:other",
        "/kpi segments merge {segment} tier:other",
        "/kpi explain nps",
        "/kpi target nps",
        "/kpi owner nps {user}",
        "/kpi access nps",
        "/kpi access nps recorded {user}",
        "/kpi admins",
        "/kpi admins add {user}",
        "/kpi admins remove {user}",
        "/kpi settings",
        "/kpi list",
        "/kpi digest status",
        "/kpi digest preview",
        "/kpi close",
        "/kpi import nps",
        "/kpi export",
        "/kpi export nps",
        "/kpi undo",
    ),
}
_NUMBER = "{number}|1"
_DRAFT = "{draft}|2026-W46"
_CASE = (case.ACKNOWLEDGE, case.ASSIGN, case.SNOOZE, case.NOTE, case.RESOLVE, case.REOPEN)
PRESSES: Mapping[str, str] = {
    readings.SHARE: _NUMBER,
    readings.CORRECT: _NUMBER,
    readings.EXPLAIN: "nps|{segment}",
    readings.HISTORY: "nps|{segment}",
    readings.RECORD: "nps|{segment}",
    problems.CHOOSE: "{draft}|churn",
    readings.DRAFT_REPLACE: _DRAFT,
    readings.DRAFT_ADD: _DRAFT,
    readings.DRAFT_SO_FAR: _DRAFT,
    readings.DRAFT_CANCEL: _DRAFT,
    segments.CREATE: _DRAFT,
    segments.USE: _DRAFT + "|{segment}",
    **dict.fromkeys(_CASE, "{case}"),
    settling.THERE: "{delivery}",
    settling.AGAIN: "{delivery}",
    escalation.ACKNOWLEDGE: "{case}",
    departure.TAKE: "{user_id}",
    departure.CHOOSE: "{user_id}",
    pasting.OPEN: "nps",
    pasting.CHECK: "{draft}",
    exporting.START: "nps|",
}
TEXT = {"type": "plain_text_input", "value": "because"}
SUBMITS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    forms.REASON: (_DRAFT, {"reason": TEXT}),
    forms.ASSIGN: ("{case}", {"owner": {"type": "users_select", "selected_user": "{user_id}"}}),
    forms.SNOOZE: ("{case}", {"until": {"type": "datepicker", "selected_date": "2026-11-25"}}),
    forms.NOTE: ("{case}", {"note": TEXT}),
    forms.RESOLVE: ("{case}", {"reason": TEXT}),
    settling.FORM: ("{delivery}", {settling.LINK: TEXT}),
    departure.FORM: (
        "{user_id}",
        {departure.HEIR: {"type": "users_select", "selected_user": "U000000004"}},
    ),
}
_REASON = {"reason": "because"}
_NPS = {"promoters": "1700", "passives": "350", "detractors": "150"}
FILLED: Mapping[str, Mapping[str, str]] = {
    CHOOSE: {"kpi": "nps"},
    FILL: _NPS | _REASON | {"segment": "{segment}"},
    REVIEW: _REASON | {"way": "replace"},
    SHARE: {CHANNEL: "{channel}"},
    pasting.FORM: {
        "kpi": "nps",
        pasting.ROWS: "period\tsegment\tpromoters\n2026-W45\t{segment}\t1",
    },
    pasting.REVIEW: _REASON | {pasting.BAD: pasting.LEAVE_OUT},
}
"""The views of the forms that record, about a figure and a draft of theirs."""
USED = ("record_kpi",)
TURNED: Mapping[str, str] = {
    home.FAMILY: "=",
    home.SEGMENT: "={segment}",
    home.PREVIOUS: "0",
    home.NEXT: "1",
}
RUN: Mapping[str, Mapping[str, str]] = {
    "record_kpi": {"kpi": "nps", "inputs": "1 2 3"},
    "get_kpi": {"kpi": "nps", "segment": "{segment}"},
}
_IN_CHANNEL = {"channel": "{channel}", "user": "{user_id}"}
HAPPENINGS: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(
        (
            "channel_archive",
            "group_archive",
            "channel_deleted",
            "group_deleted",
            "channel_left",
            "group_left",
            "member_joined_channel",
            "member_left_channel",
        ),
        _IN_CHANNEL,
    ),
    "user_change": {"user": {"id": "{user_id}", "name": "eve", "team_id": GLOBEX}},
    "team_join": {"user": {"id": "{user_id}", "name": "eve", "team_id": GLOBEX}},
    "app_home_opened": {**_IN_CHANNEL, "tab": "home"},
    "app_mention": {**_IN_CHANNEL, "text": "nps", "ts": "{ts}"},
    "message": {**_IN_CHANNEL, "text": "hello", "ts": "99.1", "thread_ts": "{ts}"},
}

_OTHERS = {"team_ids": [GLOBEX], "tokens": {"bot": ["U0EVE"], "oauth": []}}
ABOUT_THE_APP: Mapping[str, Mapping[str, Any]] = dict.fromkeys(
    ("app_uninstalled", "tokens_revoked", "team_access_revoked", "team_access_granted"), _OTHERS
)


def test_every_way_in_is_tried_with_the_ids_of_another_workspace() -> None:
    assert set(LINES) == set(COMMANDS)
    assert set(PRESSES) == set(ACTIONS)
    assert set(SUBMITS) == set(CALLBACKS)
    assert set(FILLED) == {*FORM_CALLBACKS, *PASTE_FORMS}
    assert set(views.CHOSEN) == {*CHANGES, *PASTE_CHANGES}
    assert set(USED) == set(SHORTCUTS), "a shortcut carries no ids but its author's"
    assert set(TURNED) == set(home.ACTIONS)
    assert set(views.GUIDED) == set(GUIDE_ACTIONS)
    assert set(RUN) == set(STEPS)
    assert set(HAPPENINGS) == set(EVENTS)
    assert set(ABOUT_THE_APP) == set(APP_EVENTS)


@dataclass
class Neighbours:
    """The bot of Acme, whose database holds Globex as well."""

    bench: Bench
    theirs: Ids
    nobodys: Ids

    def of_globex(self) -> Rows:
        """Every row of Globex."""
        rows = self.bench.stored()
        return {
            table: [row for row in found if GLOBEX in map(str, row)]
            for table, found in rows.items()
        }

    def alike(self, said: str, ids: Ids) -> str:
        """What was said, with the ids it was asked about taken out."""
        for name, value in sorted(ids.items(), key=lambda one: -len(one[1])):
            # A bare number may stand in any sentence.
            said = said.replace(value, f"<{name}>") if name != "number" else said
        return said


@pytest.fixture(scope="module")
def neighbours(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    database = shutil.copy(migrated, tmp_path_factory.mktemp("two") / "kpi-bot.db")
    with over_http(Path(database), Clock()) as bench:
        bench.type_("kim", "/kpi digest weekly mon 09:00 mrr")
        theirs = _globex(bench)
        nobodys = {
            "figure": "K-8888",
            "piece": "F-8888",
            "number": "8888",
            "draft": "d" * len(theirs["draft"]),
            "case": "c" * len(theirs["case"]),
            "delivery": "e" * len(theirs["delivery"]),
            "segment": "tier:unheard",
            "user": "<@U0NOBODY|nobody>",
            "user_id": "U0NOBODY",
            "channel": "C0NOWHERE",
            "ts": "1700000000.000200",
        }
        yield Neighbours(bench, theirs, nobodys)


def _globex(bench: Bench) -> dict[str, str]:
    """Globex records, has a digest posted, a case opened and a command waiting."""
    desk = Desk(bench.program.store, GLOBEX)
    for week in range(30, 47):
        desk.say("kim", f"/nps 1700 350 {150 + week} period=2026-W{week}")
    desk.say("kim", "/nps 1700 350 150 period=2026-W46 segment=tier:theirs")
    desk.say("kim", '/kpi feedback add "theirs" theme=tier:theirs segment=tier:theirs')
    desk.say("kim", "/kpi target nps >= 90")
    desk.say("kim", "/kpi digest weekly mon 09:00 nps")
    desk.say("kim", "/kpi digest now")
    desk.asks("lee", "/nps 1 2 3 period=2026-W46")

    def found(tx: Tx) -> dict[str, str]:
        [opened] = tx.cases.open(GLOBEX)
        assert opened.delivery is not None
        tx.people.put(GLOBEX, _eve())
        tx.memberships.fill(GLOBEX, "C1", ["U0EVE"])
        return {
            "figure": f"K-{opened.number}",
            "piece": "F-1",
            "number": str(opened.number),
            "case": opened.id,
            "delivery": opened.delivery,
            "segment": "tier:theirs",
            "user": "<@U0EVE|eve>",
            "user_id": "U0EVE",
            "channel": "C1",
            "ts": "1700000000.000100",
        }

    ids = bench.program.store.write(found)
    bench.settle()
    [draft] = [row[1] for row in bench.stored()["draft"] if row[0] == GLOBEX]
    return {**ids, "draft": draft}


def _eve() -> Person:
    return Person(
        user="U0EVE",
        name="Eve",
        standing=Standing.MEMBER,
        zone="UTC",
        locale="en-US",
        refreshed_at=Clock().now,
    )


def _filled(part: Any, ids: Ids) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, ids) for name, value in part.items()}
    return part.format(**ids) if isinstance(part, str) else part


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_commands_find_nothing_of_another_workspace(neighbours: Neighbours, line: str) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        command, _, text = line.format(**ids).partition(" ")
        payload = bench.command_form("kim", command)
        body = bench.deliver("slash_commands", payload | {"text": text}).body
        said.append(neighbours.alike(_told(body), ids))
        bench.deliver("slash_commands", bench.command_form("kim", "/kpi undo"))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


def _told(body: Mapping[str, Any]) -> str:
    """An answer but for the ids of drafts it made and of figures it stored."""
    return str(body.get("text")) if "K-" in str(body) else json.dumps(body)


@pytest.mark.parametrize("action", PRESSES)
def test_buttons_find_nothing_of_another_workspace(neighbours: Neighbours, action: str) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        told = len(bench.private("kim"))
        seen = bench.in_channel("kim")[0] if bench.in_channel("kim") else _anything(bench)
        control = Control("x", "button", "b1", action, PRESSES[action].format(**ids))
        assert bench.press_by_hand("kim", seen, control).error is None
        said.append(neighbours.alike("\n".join(bench.private("kim")[told:]), ids))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


def _anything(bench: Bench) -> Any:
    """Some message to press in."""
    bench.type_("kim", "/kpi list")
    return bench.in_channel("kim")[0]


@pytest.mark.parametrize("callback", SUBMITS)
def test_forms_find_nothing_of_another_workspace(neighbours: Neighbours, callback: str) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    value, entered = SUBMITS[callback]
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        payload = bench.submission_of(
            "kim", callback, value.format(**ids), **_filled(dict(entered), ids)
        )
        said.append(neighbours.alike(str(bench.deliver("interactive", payload).body), ids))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


@pytest.mark.parametrize("callback", FILLED)
def test_the_recording_form_finds_nothing_of_another_workspace(
    neighbours: Neighbours, callback: str
) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        values = _filled(dict(FILLED[callback]), ids)
        payload = views.filled(bench, "kim", callback, _state(bench, ids), values)
        body = str(bench.deliver("interactive", payload).body)
        body = body.replace(f'"number":{ids["number"]}', '"number":<number>')
        body = re.sub(r'"draft":"[^"]*"', '"draft":<draft>', body)
        said.append(neighbours.alike(body, ids))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


@pytest.mark.parametrize("action", views.CHOSEN)
def test_choices_in_the_recording_form_find_nothing_of_another_workspace(
    neighbours: Neighbours, action: str
) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        payload = views.chosen(bench, "kim", action, _state(bench, ids))
        bench.deliver("interactive", payload)
        [view] = bench.slack.world.modals[bench.id_of("kim")]
        said.append(neighbours.alike(_shown(view.body["blocks"]), ids))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


def _shown(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Blocks without the names that Slack gives those that have none."""
    return "\n".join(str({**block, "block_id": ""}) for block in blocks)


def _state(bench: Bench, ids: Ids) -> FormState:
    """A form of Acme's that claims to be about a figure and a draft of Globex's."""
    about = Subject(kpi="nps", formula="counts", number=int(ids["number"]), segment=ids["segment"])
    return FormState(
        user=bench.id_of("kim"), channel=ids["channel"], about=about, draft=ids["draft"], revision=1
    )


@pytest.mark.parametrize("action", TURNED)
def test_home_shows_nothing_of_another_workspace(neighbours: Neighbours, action: str) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        value = TURNED[action].format(**ids)
        payload = views.turned(bench, "kim", action, value, home.Choice(segment=ids["segment"]))
        bench.deliver("interactive", payload)
        said.append(neighbours.alike(_shown(bench.home("kim").blocks), ids))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


@pytest.mark.parametrize("action", views.GUIDED)
@pytest.mark.parametrize("step", [Step.OWNERS, Step.DIGEST])
def test_the_guide_sets_nothing_up_with_people_or_channels_of_another_workspace(
    neighbours: Neighbours, action: str, step: Step
) -> None:
    bench = neighbours.bench
    before, ours = neighbours.of_globex(), bench.stored()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        plan = Plan(owners={"nps": ids["user_id"]}, channel=ids["channel"])
        choice = home.Choice(guide=Guided(step=step, plan=plan))
        payload = views.turned(bench, "kim", action, views.GUIDED[action], choice)
        bench.deliver("interactive", payload)
        said.append(neighbours.alike(_shown(bench.home("kim").blocks), ids))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before
    assert bench.stored() == ours


@pytest.mark.parametrize("kind", ABOUT_THE_APP)
def test_what_becomes_of_one_workspace_is_not_the_others_business(
    migrated: Path, tmp_path: Path, kind: str
) -> None:
    with over_http(Path(shutil.copy(migrated, tmp_path / "two.db")), Clock()) as bench:
        found = Neighbours(bench, _globex(bench), {})
        before = found.of_globex()
        event = {"type": kind, **_filled(dict(ABOUT_THE_APP[kind]), found.theirs)}
        with bench.slack.world.lock:
            installation = bench.slack.workspace.installation
            payload = event_callback(bench.slack.world, installation, event)
        assert bench.deliver("events_api", payload).result == "acked"
        assert found.of_globex() == before


@pytest.mark.parametrize("shortcut", USED)
def test_shortcuts_of_somebody_from_another_workspace_are_refused(
    neighbours: Neighbours, shortcut: str
) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    with bench.slack.world.lock:
        bench.slack.world.modals[bench.id_of("kim")] = []
        payload = global_shortcut(bench.scene("kim"), shortcut)
    payload["user"]["id"] = neighbours.theirs["user_id"]
    bench.deliver("interactive", payload)
    assert "Slack does not know you here" in str(bench.slack.world.modals)
    assert neighbours.of_globex() == before


@pytest.mark.parametrize("step", RUN)
def test_steps_find_nothing_of_another_workspace(neighbours: Neighbours, step: str) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        execution = steps.ran(bench, "kim", step, **_filled(dict(RUN[step]), ids))
        said.append(neighbours.alike(f"{execution.outputs}{execution.error}", ids))
        bench.deliver("slash_commands", bench.command_form("kim", "/kpi undo"))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


@pytest.mark.parametrize("step", RUN)
def test_steps_in_the_name_of_somebody_from_another_workspace_fail(
    neighbours: Neighbours, step: str
) -> None:
    bench = neighbours.bench
    before, ours = neighbours.of_globex(), bench.stored()
    given = _filled(dict(RUN[step]), neighbours.theirs)
    execution, payload = steps.by_hand(bench, neighbours.theirs["user_id"], step, **given)
    assert bench.deliver("events_api", payload).result == "acked"
    assert "Slack does not know you here" in execution.error
    assert (neighbours.of_globex(), bench.stored()) == (before, ours)


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_events_change_nothing_of_another_workspace(neighbours: Neighbours, kind: str) -> None:
    bench = neighbours.bench
    before = neighbours.of_globex()
    event = {"type": kind, **_filled(dict(HAPPENINGS[kind]), neighbours.theirs)}
    installation = bench.slack.workspace.installation
    with bench.slack.world.lock:
        payload = event_callback(bench.slack.world, installation, event)
    assert bench.deliver("events_api", payload).result == "acked"
    assert neighbours.of_globex() == before
