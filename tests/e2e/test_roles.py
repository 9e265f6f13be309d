"""Who may do what: the refused on every way in, members, managers."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.handlers.presses import ACTIONS
from bot.handlers.submissions import CALLBACKS
from bot.routes import COMMANDS
from bot.sandbox import Control
from bot.sandbox.model import Json
from bot.views import case, forms, problems, readings, segments
from storage.records import Standing
from tests.e2e.bench import Bench, Rows

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
    ),
}
TEXT = {"type": "plain_text_input", "value": "because"}
ENTERED: Mapping[str, Json] = {
    forms.REASON: {"reason": TEXT},
    forms.ASSIGN: {"owner": {"type": "users_select", "selected_user": "U000000004"}},
    forms.SNOOZE: {"until": {"type": "datepicker", "selected_date": "2026-11-25"}},
    forms.NOTE: {"note": TEXT},
    forms.RESOLVE: {"reason": TEXT},
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
}


def test_every_command_action_and_form_has_a_case_here() -> None:
    """A new way in without one fails this test."""
    assert set(LINES) == set(COMMANDS)
    assert set(VALUES) == set(ACTIONS)
    assert set(ENTERED) == set(CALLBACKS)


@pytest.fixture(scope="module")
def ids(running: Bench) -> dict[str, str]:
    """A figure, a case, a waiting conflict and a waiting question: something to get at."""
    running.type_("kim", "/nps 1700 350 150")
    running.type_("kim", "/kpi target nps >= 90")
    running.type_("kim", "/kpi digest weekly mon 09:00 nps")
    running.type_("kim", "/kpi digest now")
    running.type_("lee", "/nps 1600 400 200")
    _, add = running.button("lee", "Add to W46")
    running.type_("lee", "/kpi 이탈률 5 100")
    _, churn = running.button("lee", "Customer (logo) Churn Rate")
    [found] = running.cases()
    return {
        "draft": str(add.value).split("|")[0],
        "ambiguous": str(churn.value).split("|")[0],
        "case": found.id,
    }


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


@pytest.mark.parametrize("callback", ENTERED)
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
)


@pytest.mark.parametrize("line", MANAGERS_ONLY)
def test_members_may_not_decide(shared: Bench, before: Rows, line: str) -> None:
    [answer] = shared.command("lee", line).messages
    assert answer.is_ephemeral
    assert answer.text.startswith("Only managers may ")
    assert shared.stored() == before


@pytest.mark.parametrize("line", MANAGERS_ONLY)
def test_managers_may_decide(bench: Bench, line: str) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 40")
    bench.type_("kim", "/kpi owner nps @ana")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    if line.endswith("resume"):
        bench.type_("kim", "/kpi digest pause")
    before = bench.stored()
    assert "Only managers" not in bench.type_("kim", line)
    assert bench.stored() != before


MEMBERS_TOO = (
    ("/nps 1500 350 150 period=2026-W44", "NPS 67.50"),
    ("/kpi target nps", "≥ 90"),
    ("/kpi benchmark nps", "Benchmarks of Net Promoter Score"),
    ("/kpi owner nps", "has no owner"),
    ("/kpi settings", "Time zone"),
    ("/kpi digest", "every Monday"),
    ("/kpi digest status", "every Monday"),
    ("/kpi digest preview", "Preview"),
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


def test_somebody_an_admin_added_is_a_manager(bench: Bench) -> None:
    lee = bench.id_of("lee")
    bench.program.store.write(lambda tx: tx.people.make_manager(bench.team, lee))
    assert "≥ 45" in bench.type_("lee", "/kpi target nps >= 45")


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
    value = f"{ids['draft']}|2026-W46" if callback == forms.REASON else ids["case"]
    payload = bench.submission_of(user, callback, value, **entered[callback])
    return bench.deliver("interactive", payload).body
