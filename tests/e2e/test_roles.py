"""Who may do what: the refused on every way in, members, managers."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from bot.sandbox.model import Json
from bot.sandbox.payloads import event_callback, global_shortcut
from bot.views import (
    case,
    departure,
    escalation,
    exporting,
    forms,
    guide,
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
from storage.records import Standing
from tests.e2e import steps, views
from tests.e2e.bench import Bench, Clock, Rows
from tests.e2e.running import over_http

REFUSALS = {
    "gus": "answers full members of this workspace only, and you are a guest",
    "zoe": "answers members of the workspace it is installed in only",
    "bob": "does not answer deactivated accounts",
    "bot": "does not answer other bots",
}
LINES = {
    "/nps": ("/nps 1 2 3", "/nps", "/nps banana", "/nps add 1 2 3", "/nps undo"),
    "/churn": ("/churn 5 100", "/churn", "/churn banana"),
    "/kpi": (
        "/kpi",
        "/kpi help",
        "/kpi list",
        "/kpi banana",
        "/kpi 이탈률 5 100",
        "/kpi crr 1 2 3",
        "/kpi history nps",
        "/kpi explain nps",
        "/kpi trace K-1",
        "/kpi undo",
        "/kpi target nps",
        "/kpi target nps >= 45",
        "/kpi benchmark nps cx_2021",
        "/kpi owner nps @kim",
        "/kpi settings",
        "/kpi settings currency KRW",
        "/kpi digest weekly mon 09:00 nps",
        "/kpi digest status",
        "/kpi digest preview",
        "/kpi digest now",
        "/kpi digest off",
        "/kpi digest holidays off",
        "/kpi admins",
        "/kpi admins add @lee",
        "/kpi away",
        "/kpi away 2026-12-24..2026-12-28",
        "/kpi away off",
        "/kpi access nps",
        "/kpi access nps seen managers",
        "/kpi erase K-1 reason=x",
        "/kpi erase F-1 reason=x",
        "/kpi feedback",
        '/kpi feedback add "x"',
        "/kpi segments",
        "/kpi segments rename a:1 a:2",
        "/kpi close 2026-10",
        "/kpi reopen 2026-10 reason=x",
        "/kpi rebase nps reason=x",
        "/kpi import",
        "/kpi import nps",
        "/kpi export",
        "/kpi export nps 2026",
    ),
}
TEXT = {"type": "plain_text_input", "value": "because"}
ENTERED: Mapping[str, Json] = {
    forms.REASON: {"reason": TEXT},
    forms.ASSIGN: {"owner": {"type": "users_select", "selected_user": "U000000004"}},
    forms.SNOOZE: {"until": {"type": "datepicker", "selected_date": "2026-11-25"}},
    forms.NOTE: {"note": TEXT},
    forms.RESOLVE: {"reason": TEXT},
    settling.FORM: {settling.LINK: TEXT},
    departure.FORM: {departure.HEIR: {"type": "users_select", "selected_user": "U000000004"}},
}
CASE_ACTIONS = (
    case.ACKNOWLEDGE,
    case.ASSIGN,
    case.SNOOZE,
    case.NOTE,
    case.RESOLVE,
    case.REOPEN,
)
DRAFT_ACTIONS = (
    readings.DRAFT_REPLACE,
    readings.DRAFT_ADD,
    readings.DRAFT_SO_FAR,
    readings.DRAFT_CANCEL,
    segments.CREATE,
)
VALUES: Mapping[str, str] = {
    readings.SHARE: "1|1",
    readings.CORRECT: "1|1",
    readings.EXPLAIN: "nps",
    readings.HISTORY: "nps",
    readings.RECORD: "nps",
    problems.CHOOSE: "{ambiguous}|churn",
    **dict.fromkeys(DRAFT_ACTIONS, "{draft}|2026-W46"),
    segments.USE: "{draft}|2026-W46|tier:enterprise",
    **dict.fromkeys(CASE_ACTIONS, "{case}"),
    **dict.fromkeys((settling.THERE, settling.AGAIN), "{delivery}"),
    escalation.ACKNOWLEDGE: "{case}",
    **dict.fromkeys((departure.TAKE, departure.CHOOSE), "U000000005"),
    pasting.OPEN: "nps",
    pasting.CHECK: "{draft}",
    exporting.START: "nps|",
}
NPS = {"promoters": "1700", "passives": "350", "detractors": "150"}
FILLED: Mapping[str, Mapping[str, str]] = {
    CHOOSE: {"kpi": "nps"},
    FILL: NPS,
    REVIEW: {"way": "add"},
    SHARE: {CHANNEL: "C000000001"},
    pasting.FORM: {"kpi": "nps", pasting.ROWS: "2026-W44\t1\t2\t3"},
    pasting.REVIEW: {pasting.BAD: pasting.LEAVE_OUT, pasting.REASON: "because"},
}
"""The views of the forms that record, with what is filled in."""
USED = ("record_kpi",)
TURNED: Mapping[str, str] = {
    home.FAMILY: "=",
    home.SEGMENT: "=",
    home.PREVIOUS: "0",
    home.NEXT: "1",
}
RUN: Mapping[str, Mapping[str, str]] = {
    "record_kpi": {"kpi": "nps", "inputs": "1 2 3"},
    "get_kpi": {"kpi": "nps"},
}
ABOUT_THE_APP = ("app_uninstalled", "tokens_revoked", "team_access_revoked", "team_access_granted")
"""Nobody's doing: tests/e2e/test_many_workspaces.py and tests/e2e/test_isolation.py have them."""
FOR_MANAGERS = frozenset(
    {
        *(settling.THERE, settling.AGAIN, settling.FORM),
        *(departure.TAKE, departure.CHOOSE, departure.FORM),
    }
)
"""Buttons and forms that are for managers, and for whom the message was about."""
HAPPENED: Mapping[str, Json] = {
    "user_change": {"user": {"id": "{user}", "name": "x", "is_admin": False}},
    "team_join": {"user": {"id": "{user}", "name": "x", "is_admin": False}},
    "channel_archive": {"channel": "{channel}", "user": "{user}"},
    "group_archive": {"channel": "{channel}", "user": "{user}"},
    "channel_deleted": {"channel": "{channel}", "actor_id": "{user}"},
    "group_deleted": {"channel": "{channel}", "actor_id": "{user}"},
    "channel_left": {"channel": "{channel}", "actor_id": "{user}"},
    "group_left": {"channel": "{channel}", "actor_id": "{user}"},
    "member_joined_channel": {"channel": "{channel}", "user": "{user}"},
    "member_left_channel": {"channel": "{channel}", "user": "{user}"},
    "app_home_opened": {"channel": "{channel}", "user": "{user}", "tab": "home"},
    "app_mention": {"channel": "{channel}", "user": "{user}", "text": "nps 1 2 3", "ts": "{ts}"},
    "message": {
        "channel": "{channel}",
        "user": "{user}",
        "text": "/nps 1 2 3",
        "ts": "9.1",
        "thread_ts": "{ts}",
    },
}
DECIDED = (
    "away",
    "choice",
    "draft",
    "figure",
    "manager",
    "month",
    "observation",
    "rebase",
    "redaction",
    "renaming",
    "target",
)
"""Tables that only commands, buttons and forms write to."""


def test_every_way_in_has_a_case_here() -> None:
    """A new command, button, form or event without one fails this test."""
    assert set(LINES) == set(COMMANDS)
    assert set(VALUES) == set(ACTIONS)
    assert set(ENTERED) == set(CALLBACKS)
    assert set(FILLED) == {*FORM_CALLBACKS, *PASTE_FORMS}
    assert set(views.CHOSEN) == {*CHANGES, *PASTE_CHANGES}
    assert set(USED) == set(SHORTCUTS)
    assert set(TURNED) == set(home.ACTIONS)
    assert set(views.GUIDED) == set(GUIDE_ACTIONS)
    assert set(RUN) == set(STEPS)
    assert set(HAPPENED) == set(EVENTS)
    assert set(ABOUT_THE_APP) == set(APP_EVENTS)


@pytest.fixture(scope="module")
def ids(running: Bench) -> dict[str, str]:
    """A figure, a case, a waiting conflict and a waiting question: something to get at."""
    return _begun(running)


def _begun(bench: Bench) -> dict[str, str]:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.type_("kim", "/kpi digest now")
    bench.type_("lee", "/nps 1600 400 200")
    _, add = bench.button("lee", "Add to W46")
    bench.type_("lee", "/kpi 이탈률 5 100")
    _, churn = bench.button("lee", "Customer (logo) Churn Rate")
    [found] = bench.cases()
    assert found.delivery is not None
    return {
        "draft": str(add.value).split("|")[0],
        "ambiguous": str(churn.value).split("|")[0],
        "case": found.id,
        "delivery": found.delivery,
    }


@pytest.fixture(scope="module")
def open_house(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Bench, dict[str, str]]]:
    """A bot whose buttons and forms are used by those they are for; ana was added by an admin."""
    with _another(migrated, tmp_path_factory) as bench:
        found = _begun(bench)
        bench.type_("kim", "/kpi admins add @ana")
        yield bench, found


@pytest.fixture(scope="module")
def eventful(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bot that is told of events as they come."""
    with _another(migrated, tmp_path_factory) as bench:
        _begun(bench)
        yield bench


@contextmanager
def _another(migrated: Path, folders: pytest.TempPathFactory) -> Iterator[Bench]:
    database = shutil.copy(migrated, folders.mktemp("another") / "kpi-bot.db")
    with over_http(Path(database), Clock()) as bench:
        yield bench


@pytest.fixture(scope="module")
def before(running: Bench, ids: dict[str, str]) -> Rows:
    """Everything that is stored; `ids` stand in it."""
    assert ids
    return running.stored()


EVERY_LINE = [line for lines in LINES.values() for line in lines]


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("line", EVERY_LINE)
def test_who_may_not_use_the_bot_is_told_so_whatever_they_type(
    shared: Bench, before: Rows, user: str, line: str
) -> None:
    outcome = shared.deliver("slash_commands", shared.command_form(user, line))
    assert outcome.body["response_type"] == "ephemeral"
    assert REFUSALS[user] in outcome.body["text"]
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("action", VALUES)
def test_who_may_not_use_the_bot_is_told_so_whatever_they_press(
    shared: Bench, before: Rows, ids: dict[str, str], user: str, action: str
) -> None:
    told, public = len(shared.private(user)), len(shared.posts())
    _press(shared, user, action, VALUES[action].format(**ids))
    [answer] = shared.private(user)[told:]
    assert REFUSALS[user] in answer
    assert len(shared.posts()) == public
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("callback", ENTERED)
def test_who_may_not_use_the_bot_is_told_so_whatever_they_submit(
    shared: Bench, before: Rows, ids: dict[str, str], user: str, callback: str
) -> None:
    answer = _submit(shared, user, callback, ids)
    [said] = answer["errors"].values()
    assert REFUSALS[user] in said
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("callback", FILLED)
def test_who_may_not_use_the_bot_is_told_so_by_the_recording_form(
    shared: Bench, before: Rows, user: str, callback: str
) -> None:
    answer = shared.deliver("interactive", _fill(shared, user, callback)).body
    assert REFUSALS[user] in str(answer)
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("action", views.CHOSEN)
def test_who_may_not_use_the_bot_sees_nothing_by_choosing_in_the_recording_form(
    shared: Bench, before: Rows, user: str, action: str
) -> None:
    shared.deliver("interactive", views.chosen(shared, user, action, _state(shared, user)))
    assert REFUSALS[user] in _modal(shared, user)
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("shortcut", USED)
def test_who_may_not_use_the_bot_is_told_so_by_its_shortcuts(
    shared: Bench, before: Rows, user: str, shortcut: str
) -> None:
    _use(shared, user, shortcut)
    assert REFUSALS[user] in _modal(shared, user)
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("action", TURNED)
def test_who_may_not_use_the_bot_sees_nothing_on_home(
    shared: Bench, before: Rows, user: str, action: str
) -> None:
    shown = _turn(shared, user, action)
    assert REFUSALS[user] in shown or user == "zoe", "Slack shows other organisations no Home"
    assert "NPS" not in shown
    assert shared.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("action", views.GUIDED)
def test_who_may_not_use_the_bot_gets_nowhere_in_the_guide(
    shared: Bench, before: Rows, user: str, action: str
) -> None:
    shown = _guide(shared, user, action)
    assert REFUSALS[user] in shown or user == "zoe", "Slack shows other organisations no Home"
    assert "Step " not in shown
    assert shared.stored() == before


@pytest.mark.parametrize("step", [Step.OWNERS, Step.PREVIEW])
@pytest.mark.parametrize("action", views.GUIDED)
def test_a_member_gets_nowhere_in_the_guide_even_if_they_had_it_open(
    shared: Bench, before: Rows, action: str, step: Step
) -> None:
    shown = _guide(shared, "lee", action, step)
    assert "Only managers may set up KPI Bot" in shown
    assert "Step " not in shown
    assert shared.stored() == before


@pytest.mark.parametrize("user", ["ana", "kim"])
@pytest.mark.parametrize("action", views.GUIDED)
def test_the_guide_is_for_managers(
    open_house: tuple[Bench, dict[str, str]], user: str, action: str
) -> None:
    bench, _ = open_house
    shown = _guide(bench, user, action)
    assert "Only managers" not in shown
    assert ("Step " in shown) is (action not in (guide.LATER, guide.FINISH, guide.START))


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("step", RUN)
@pytest.mark.parametrize("inputs", [{}, {"kpi": "banana"}])
def test_who_may_not_use_the_bot_is_told_so_by_its_steps(
    shared: Bench, before: Rows, user: str, step: str, inputs: Mapping[str, str]
) -> None:
    given = {**RUN[step], **inputs}
    execution, payload = steps.by_hand(shared, shared.id_of(user), step, **given)
    assert shared.deliver("events_api", payload).result == "acked"
    assert REFUSALS[user] in execution.error
    assert shared.stored() == before


@pytest.mark.parametrize("user", ["lee", "ana", "kim"])
@pytest.mark.parametrize("step", RUN)
def test_steps_are_for_members(
    open_house: tuple[Bench, dict[str, str]], user: str, step: str
) -> None:
    bench, _ = open_house
    execution = steps.ran(bench, user, step, **RUN[step])
    _check_role(user, "", f"{execution.outputs}{execution.error}")


@pytest.mark.parametrize("user", ["lee", "ana", "kim"])
def test_the_recording_form_and_home_are_for_members(
    open_house: tuple[Bench, dict[str, str]], user: str
) -> None:
    bench, _ = open_house
    said = [str(bench.deliver("interactive", _fill(bench, user, one)).body) for one in FILLED]
    for action in views.CHOSEN:
        bench.deliver("interactive", views.chosen(bench, user, action, _state(bench, user)))
        said.append(_modal(bench, user))
    for shortcut in USED:
        _use(bench, user, shortcut)
        said.append(_modal(bench, user))
    assert "Net Promoter Score" in said[0]
    said += [_turn(bench, user, action) for action in TURNED]
    assert "NPS" in said[-1]
    for one in said:
        _check_role(user, "", one)


@pytest.mark.parametrize("callback", [one for one in ENTERED if one not in FOR_MANAGERS])
def test_the_same_forms_are_taken_from_members(bench: Bench, callback: str) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.type_("kim", "/kpi digest now")
    bench.type_("lee", "/nps 1600 400 200")
    _, add = bench.button("lee", "Add to W46")
    known = {"draft": str(add.value).split("|")[0], "case": bench.cases()[0].id}
    entered = dict(ENTERED)
    entered[forms.ASSIGN] = {"owner": {"selected_user": bench.id_of("ana")}}
    before = bench.stored()
    assert not _submit(bench, "lee", callback, known, entered)
    assert bench.stored() != before


@pytest.mark.parametrize("user", ["lee", "ana", "kim"])
@pytest.mark.parametrize("action", VALUES)
def test_buttons_are_for_members_but_for_those_that_are_for_managers(
    open_house: tuple[Bench, dict[str, str]], user: str, action: str
) -> None:
    bench, known = open_house
    said = bench.private(user)
    _press(bench, user, action, VALUES[action].format(**known))
    _check_role(user, action, "\n".join(bench.private(user)[len(said) :]))


@pytest.mark.parametrize("user", ["lee", "ana", "kim"])
@pytest.mark.parametrize("callback", ENTERED)
def test_forms_are_for_members_but_for_those_that_are_for_managers(
    open_house: tuple[Bench, dict[str, str]], user: str, callback: str
) -> None:
    bench, known = open_house
    _check_role(user, callback, str(_submit(bench, user, callback, known)))


def _check_role(user: str, way_in: str, said: str) -> None:
    assert not [refusal for refusal in REFUSALS.values() if refusal in said]
    assert ("managers" in said) is (user == "lee" and way_in in FOR_MANAGERS), said


@pytest.mark.parametrize("user", [*REFUSALS, "lee", "kim"])
@pytest.mark.parametrize("kind", HAPPENED)
def test_no_event_records_or_decides_anything_whoever_caused_it(
    eventful: Bench, user: str, kind: str
) -> None:
    bench = eventful
    values = {
        "{user}": bench.id_of(user),
        "{channel}": bench.slack.workspace.channel_id("#cs-team"),
        "{ts}": bench.posts()[0].ts,
    }
    event = {"type": kind, **_filled(HAPPENED[kind], values)}
    before = bench.stored()
    installation = bench.slack.workspace.installation
    with bench.slack.world.lock:
        payload = event_callback(bench.slack.world, installation, event)
    assert bench.deliver("events_api", payload).result == "acked"
    after = bench.stored()
    assert {table: after[table] for table in DECIDED} == {table: before[table] for table in DECIDED}


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, values) for name, value in part.items()}
    return values.get(part, part) if isinstance(part, str) else part


MANAGERS_ONLY = (
    "/kpi target nps >= 45",
    "/kpi target nps off",
    "/kpi benchmark nps cx_2021",
    "/kpi owner nps @lee",
    "/kpi owner nps nobody",
    "/kpi settings timezone Asia/Taipei",
    "/kpi settings currency KRW",
    "/kpi settings cadence churn month",
    "/kpi settings fall 30%",
    "/kpi digest weekly tue 09:00 nps",
    "/kpi digest monthly 3 09:00 mrr",
    "/kpi digest now",
    "/kpi digest pause",
    "/kpi digest resume",
    "/kpi digest off",
    "/kpi digest language ko",
    "/kpi access nps seen managers",
    "/kpi access nps recorded @lee",
    "/kpi erase K-1 reason=x",
    "/kpi erase F-1 reason=x",
    "/kpi close 2026-09",
    "/kpi rebase nps reason=x",
)
ADMINS_ONLY = ("/kpi admins add @lee", "/kpi admins remove @ana")


@pytest.mark.parametrize("line", ADMINS_ONLY)
def test_only_admins_of_the_workspace_say_who_decides_beside_them(bench: Bench, line: str) -> None:
    bench.type_("kim", "/kpi admins add @ana")
    before = bench.stored()
    for user in ("lee", "ana"):
        assert bench.type_(user, line).startswith("Only admins and owners of the workspace may ")
    assert bench.stored() == before
    bench.type_("kim", line)
    assert bench.stored() != before


@pytest.mark.parametrize("line", MANAGERS_ONLY)
def test_members_may_not_decide(shared: Bench, before: Rows, line: str) -> None:
    [answer] = shared.command("lee", line).messages
    assert answer.is_ephemeral
    assert answer.text.startswith("Only managers may ")
    assert shared.stored() == before


@pytest.mark.parametrize("user", ["kim", "ana"])
@pytest.mark.parametrize("line", MANAGERS_ONLY)
def test_managers_may_decide_those_an_admin_added_as_well(
    bench: Bench, line: str, user: str
) -> None:
    bench.type_("kim", "/kpi admins add @ana")
    bench.type_("kim", "/nps 1700 350 150 note=x")
    bench.type_("kim", '/kpi feedback add "x"')
    bench.type_("kim", "/kpi target nps >= 40")
    bench.type_("kim", "/kpi owner nps @ana")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    if line.endswith("resume"):
        bench.type_("kim", "/kpi digest pause")
    before = bench.stored()
    assert "Only managers" not in bench.type_(user, line)
    assert bench.stored() != before


MEMBERS_TOO = (
    ("/nps 1500 350 150 period=2026-W44", "NPS 67.50"),
    ("/kpi target nps", "≥ 90"),
    ("/kpi benchmark nps", "Benchmarks of Net Promoter Score"),
    ("/kpi owner nps", "has no owner"),
    ('/kpi feedback add "slow"', "Kept as F-1"),
    ("/kpi feedback", "Customers' own words"),
    ("/kpi settings", "Time zone"),
    ("/kpi digest", "every Monday"),
    ("/kpi digest status", "every Monday"),
    ("/kpi digest preview", "Preview"),
    ("/kpi export nps", "is being written"),
)


@pytest.mark.parametrize(("line", "said"), MEMBERS_TOO)
def test_members_may_record_and_look(bench: Bench, line: str, said: str) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    assert said in bench.type_("lee", line)


def test_who_somebody_is_follows_slack_without_asking_it_again(bench: Bench) -> None:
    asked = len(bench.slack.calls("users.info"))
    bench.slack.workspace.change_user("lee", is_admin=True)
    bench.settle()
    assert "≥ 45" in bench.type_("lee", "/kpi target nps >= 45")
    bench.slack.workspace.change_user("lee", is_admin=False, is_restricted=True)
    bench.settle()
    assert "you are a guest" in bench.type_("lee", "/nps 1 2 3")
    assert len(bench.slack.calls("users.info")) == asked


def test_somebody_who_joins_later_is_known_by_the_first_command(bench: Bench) -> None:
    """zoe, who belongs to another organisation, is not in the list of users."""
    bench.command("zoe", "/nps", "#partners")
    bench.command("zoe", "/nps", "#partners")
    assert len(bench.slack.calls("users.info")) == 1
    person = bench.program.store.read(lambda tx: tx.people.get(bench.team, bench.id_of("zoe")))
    assert person is not None
    assert person.standing is Standing.STRANGER


def test_somebody_slack_does_not_know_is_refused_like_a_stranger(bench: Bench) -> None:
    payload = bench.command_form("kim", "/nps 1 2 3") | {"user_id": "U0NOBODY"}
    before = bench.stored()
    outcome = bench.deliver("slash_commands", payload)
    assert "does not know you" in outcome.body["text"]
    assert bench.stored() == before


def _press(bench: Bench, user: str, action: str, value: str) -> None:
    where = bench.posts()[0]
    control = Control("x", "button", "b1", action, value)
    assert bench.press_by_hand(user, where, control).error is None


def _submit(
    bench: Bench,
    user: str,
    callback: str,
    ids: Mapping[str, str],
    entered: Mapping[str, Any] = ENTERED,
) -> Any:
    value = {
        forms.REASON: f"{ids['draft']}|2026-W46",
        settling.FORM: ids.get("delivery", ""),
    }.get(callback, ids["case"])
    payload = bench.submission_of(user, callback, value, **entered[callback])
    return bench.deliver("interactive", payload).body


def _state(bench: Bench, user: str) -> FormState:
    about = Subject(kpi="nps", formula="counts", number=1)
    return FormState(user=bench.id_of(user), channel="", about=about, draft="none", revision=1)


def _fill(bench: Bench, user: str, callback: str) -> Any:
    return views.filled(bench, user, callback, _state(bench, user), FILLED[callback])


def _modal(bench: Bench, user: str) -> str:
    return str(bench.slack.world.modals[bench.id_of(user)][-1].body)


def _use(bench: Bench, user: str, shortcut: str) -> None:
    with bench.slack.world.lock:
        bench.slack.world.modals[bench.id_of(user)] = []
        payload = global_shortcut(bench.scene(user), shortcut)
    bench.deliver("interactive", payload)


def _turn(bench: Bench, user: str, action: str) -> str:
    """What somebody then sees on Home."""
    return _home(bench, user, views.turned(bench, user, action, TURNED[action], home.Choice()))


def _guide(bench: Bench, user: str, action: str, step: Step = Step.OWNERS) -> str:
    """What somebody then sees on Home who has a step of the guide open."""
    place = bench.slack.workspace.channel_id("#cs-team")
    choice = home.Choice(guide=Guided(step=step, plan=Plan(channel=place)))
    return _home(bench, user, views.turned(bench, user, action, views.GUIDED[action], choice))


def _home(bench: Bench, user: str, payload: Json) -> str:
    bench.deliver("interactive", payload)
    shown = bench.slack.world.homes.get((bench.team, bench.id_of(user)))
    return str(shown.body) if shown else ""
