"""Workspaces install the bot, use it apart from each other, remove it, and come back."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.installing.flow import GOOD_FOR
from bot.installing.presence import KEPT
from bot.installing.renewing import AHEAD
from bot.installing.web import COOKIE
from bot.sandbox import Workspace
from bot.sandbox.faults import ApiError, DropConnection
from bot.sandbox.oauth import TOKEN_LIFE
from storage.engines import driver as sqlite3
from tests.e2e.bench import Clock
from tests.e2e.many import Browser, Service, serving

DIGEST = "/kpi digest weekly mon 09:00 nps UTC"
FIRST_MONDAY = datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def service(database: Path) -> Iterator[Service]:
    with serving(database, Clock()) as running:
        yield running


@pytest.fixture(scope="module")
def door(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One bot that nobody ever comes to install, for all tests of what is refused."""
    database = shutil.copy(migrated, tmp_path_factory.mktemp("door") / "kpi-bot.db")
    with serving(Path(database), Clock()) as running:
        yield running


@pytest.fixture
def acme(service: Service) -> Workspace:
    service.install(service.slack.workspace)
    return service.slack.workspace


@pytest.fixture
def beta(service: Service) -> Workspace:
    founded = service.slack.found_workspace("Beta")
    service.install(founded)
    return founded


def at(service: Service, instant: datetime) -> None:
    """The clock shows an instant, a minute after the last heartbeat, which renews tokens."""
    service.clock.now = instant - timedelta(minutes=1)
    service.beat()
    service.clock.now = instant
    service.beat()


def test_whoever_installs_it_is_told_what_to_type_first_and_it_works(service: Service) -> None:
    page = service.install(service.slack.workspace)
    assert page.status == 200
    assert "KPI Bot is installed in Acme" in page.text
    assert "/nps 1700 350 150" in page.text
    assert "NPS 70.45" in service.command(service.slack.workspace, "/nps 1700 350 150")
    assert service.errors() == []


def test_whoever_installs_it_is_greeted_once_however_often_they_install_it(
    service: Service,
) -> None:
    acme = service.slack.workspace
    for _ in range(2):
        service.install(acme)
        service.beat()
        acme.uninstall()
        service.settle()
    installer = service.slack.person("kim", acme)
    [greeting] = [one.text for one in installer.sees("@bot") if one.user != installer.id]
    assert "Home" in greeting
    assert "/nps 1700 350 150" in greeting
    assert service.errors() == []


def test_slack_is_asked_for_the_scopes_of_the_manifest_and_for_nothing_of_people(
    door: Service,
) -> None:
    page = door.to_slack(Browser())
    assert page.startswith(f"{door.slack.world.base_url}/oauth/v2/authorize?client_id=")
    scopes = page.partition("scope=")[2].partition("&")[0].split("%2C")
    assert {one.replace("%3A", ":") for one in scopes} == door.slack.app.bot_scopes
    assert "user_scope=&" in page


def test_the_cookie_is_for_this_host_and_this_purpose_alone(door: Service) -> None:
    browser = Browser()
    begun = browser.get(f"{door.url}/slack/install")
    cookie = begun.headers["Set-Cookie"]
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert browser.cookies[COOKIE] not in begun.location
    assert begun.headers["Cache-Control"] == "no-store"
    assert begun.headers["Referrer-Policy"] == "no-referrer"


def test_two_workspaces_record_apart_and_get_digests_with_their_own_tokens(
    service: Service, acme: Workspace, beta: Workspace
) -> None:
    service.command(acme, "/nps 1700 350 150")
    service.command(beta, "/nps 10 10 10")
    assert "NPS 70.45" in service.command(acme, "/nps")
    assert "NPS 0.00" in service.command(beta, "/nps")
    for workspace in (acme, beta):
        service.command(workspace, DIGEST)
    at(service, FIRST_MONDAY)
    assert [service.digests(one) for one in (acme, beta)] == [1, 1]
    assert service.errors() == []


def test_what_is_removed_stops_at_once_and_the_others_go_on(
    service: Service, acme: Workspace, beta: Workspace
) -> None:
    for workspace in (acme, beta):
        service.command(workspace, DIGEST)
    acme.uninstall()
    calls = len(service.slack.calls("chat.postMessage"))
    at(service, FIRST_MONDAY)
    assert [service.digests(one) for one in (acme, beta)] == [0, 1]
    assert len(service.slack.calls("chat.postMessage")) == calls + 1
    assert service.errors() == []


def test_the_token_is_forgotten_at_once_and_the_figures_are_kept_for_the_grace(
    service: Service, acme: Workspace
) -> None:
    team = acme.installation.team_id
    service.command(acme, "/nps 1700 350 150")
    acme.uninstall()
    assert service.program.store.read(lambda tx: tx.installations.get(team)) is None
    service.clock.advance(seconds=KEPT.total_seconds() - 60)
    service.beat()
    assert service.count(team) == 1
    service.clock.advance(minutes=120)
    service.beat()
    assert service.count(team) == 0
    assert service.program.store.read(lambda tx: tx.workspaces.get(team)) is None
    (erased,) = service.program.store.read(lambda tx: tx.erasures.all())
    assert (erased.team, erased.actor) == (team, "")


def test_a_workspace_that_comes_back_in_time_has_everything_and_its_digests_go_on(
    service: Service, acme: Workspace
) -> None:
    team = acme.installation.team_id
    service.command(acme, "/nps 1700 350 150")
    service.command(acme, DIGEST)
    acme.uninstall()
    at(service, FIRST_MONDAY)
    service.clock.advance(days=5)
    service.install(acme)
    assert "70.45" in service.command(acme, "/nps")
    at(service, FIRST_MONDAY + WEEK)
    assert service.digests(acme) == 1
    service.clock.advance(days=40)
    service.beat()
    assert service.count(team) == 1
    states = service.program.store.read(
        lambda tx: tx.occurrences.recent(team, acme.channel_id("#cs-team"), 9)
    )
    assert {one.state for one in states} == {"planned", "skipped"}


@pytest.mark.parametrize(
    ("locale", "told"),
    [("en-US", "not installed in this workspace any more"), ("ko-KR", "설치되어 있지 않")],
)
def test_a_request_from_a_workspace_that_removed_the_bot_is_refused_politely(
    service: Service, acme: Workspace, locale: str, told: str
) -> None:
    acme.change_user("kim", locale=locale)
    service.settle()
    person = service.slack.person("kim", acme)
    seen = person.command("#cs-team", "/nps 1700 350 150")
    service.settle()
    (command,) = [one.payload for one in service.slack.deliveries if one.kind == "slash_commands"]
    acme.uninstall()
    service.settle()
    late = {**command, "trigger_id": "1.2.3"}
    outcome = service.slack._deliverer.deliver("slash_commands", late)
    assert outcome.result == "acked"
    assert told in outcome.body["text"]
    assert outcome.body["response_type"] == "ephemeral"
    assert seen.error is None
    assert service.count(acme.installation.team_id) == 1


REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0"]}}
REMOVED = {"type": "app_uninstalled"}


@pytest.mark.parametrize(
    "told",
    [(REMOVED,), (REVOKED,), (REMOVED, REVOKED), (REVOKED, REMOVED), (REMOVED, REMOVED, REVOKED)],
    ids=lambda told: " then ".join(one["type"] for one in told),
)
def test_removal_is_understood_in_any_order_and_however_often(
    service: Service, acme: Workspace, told: tuple[dict[str, Any], ...]
) -> None:
    team = acme.installation.team_id
    for number, event in enumerate(told):
        service.clock.now += timedelta(hours=1)
        deliver_event(service, acme, event, number)
    absence = service.program.store.read(lambda tx: tx.absences.get(team))
    assert absence is not None
    assert absence.erase_after == absence.since + KEPT
    assert absence.since == service.clock.now - timedelta(hours=len(told) - 1)


def test_tokens_of_people_are_none_of_its_business(service: Service, acme: Workspace) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    deliver_event(service, acme, event, 1)
    team = acme.installation.team_id
    assert service.program.store.read(lambda tx: tx.absences.get(team)) is None
    assert "NPS 70.45" in service.command(acme, "/nps 1700 350 150")


def test_a_removal_told_again_after_the_app_came_back_changes_nothing(
    service: Service, acme: Workspace
) -> None:
    before = service.clock.now.timestamp()
    service.clock.advance(minutes=5)
    service.install(acme)
    deliver_event(service, acme, REMOVED, 1, at=int(before))
    assert "NPS 70.45" in service.command(acme, "/nps 1700 350 150")


def deliver_event(
    service: Service, workspace: Workspace, event: dict[str, Any], number: int, at: int = 0
) -> None:
    team = workspace.installation.team_id
    payload = {
        "type": "event_callback",
        "team_id": team,
        "event_id": f"Ev{number}",
        "event_time": at or int(service.clock.now.timestamp()),
        "event": event,
        "authorizations": [{"team_id": team, "enterprise_id": None}],
    }
    outcome = service.slack._deliverer.deliver("events_api", payload)
    assert outcome.result == "acked"
    service.settle()


def refused(service: Service, address: str, browser: Browser) -> str:
    page = browser.get(address)
    assert page.status == 400
    assert "KPI Bot is not installed" in page.text
    assert service.program.store.read(lambda tx: tx.installations.all()) == ()
    return page.text


def test_a_redirect_is_good_once(service: Service) -> None:
    browser = Browser()
    back = service.approved(browser, service.to_slack(browser), service.slack.workspace)
    kept = dict(browser.cookies)
    assert browser.get(back).status == 200
    browser.cookies = kept
    again = browser.get(back)
    assert (again.status, "used already" in again.text) == (400, True)


def test_a_redirect_that_fails_has_used_its_state_up(door: Service) -> None:
    browser = Browser()
    back = door.approved(browser, door.to_slack(browser), door.slack.workspace)
    assert "another browser" in refused(door, back, Browser())
    assert "used already" in refused(door, back, browser)


def test_a_redirect_after_ten_minutes_is_refused(door: Service) -> None:
    browser = Browser()
    back = door.approved(browser, door.to_slack(browser), door.slack.workspace)
    door.clock.now += GOOD_FOR + timedelta(seconds=1)
    assert "longer than ten minutes" in refused(door, back, browser)


def test_a_redirect_in_another_browser_is_refused(door: Service) -> None:
    mine, theirs = Browser(), Browser()
    back = door.approved(mine, door.to_slack(mine), door.slack.workspace)
    door.to_slack(theirs)
    assert "another browser" in refused(door, back, theirs)


def test_a_redirect_with_a_state_nobody_gave_out_is_refused(door: Service) -> None:
    browser = Browser()
    door.to_slack(browser)
    address = f"{door.url}/slack/oauth_redirect?code=1.2&state=<script>"
    text = refused(door, address, browser)
    assert "none of ours" in text
    assert "<script>" not in text


def test_who_cancels_is_told_whom_to_ask(door: Service) -> None:
    browser = Browser()
    back = browser.get(f"{door.to_slack(browser)}&team=none").location
    text = refused(door, back, browser)
    assert "cancelled on Slack&#x27;s page" in text
    assert "Ask an admin" in text


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (ApiError("invalid_code"), "run out"),
        (ApiError("bad_client_secret"), "the app&#x27;s own credentials (bad_client_secret)"),
        (DropConnection(accepted=False), "Slack did not answer"),
    ],
)
def test_what_slack_refuses_is_said_on_the_page(door: Service, fault: Any, says: str) -> None:
    browser = Browser()
    back = door.approved(browser, door.to_slack(browser), door.slack.workspace)
    door.slack.faults.script("oauth.v2.access", [fault])
    assert says in refused(door, back, browser)


def test_no_token_and_no_secret_is_in_the_database_file_or_in_the_log(
    service: Service, acme: Workspace
) -> None:
    service.command(acme, "/nps 1700 350 150")
    installation = acme.installation
    stored = b"".join(one.read_bytes() for one in service.database.parent.glob("kpi-bot.db*"))
    assert installation.team_id.encode() in stored
    for secret in (installation.bot_token, installation.refresh_token or "-", "xoxe", "xoxb"):
        assert secret.encode() not in stored
        assert secret not in repr(service.logged)
    assert service.slack.app.client_secret not in repr(service.logged)


def test_tokens_are_renewed_before_they_end_and_posts_go_on(
    service: Service, acme: Workspace
) -> None:
    team, first = acme.installation.team_id, acme.installation.bot_token
    service.command(acme, DIGEST)
    service.clock.now += TOKEN_LIFE - AHEAD - timedelta(minutes=1)
    service.beat()
    assert acme.installation.bot_token == first
    service.clock.advance(minutes=2)
    service.beat()
    assert acme.installation.bot_token != first
    sealed = service.token_of(team)
    service.beat()
    assert service.token_of(team) == sealed
    at(service, FIRST_MONDAY)
    assert service.digests(acme) == 1
    assert service.errors() == []


def test_a_token_that_cannot_be_renewed_is_told_to_who_installed_it_and_stops_that_workspace_alone(
    service: Service, acme: Workspace, beta: Workspace
) -> None:
    for workspace in (acme, beta):
        service.command(workspace, DIGEST)
    acme.installation.refresh_token = "taken back"
    service.clock.now += TOKEN_LIFE - AHEAD + timedelta(minutes=1)
    service.beat()
    kim = service.slack.person("kim", acme)
    *_, told = [one.text for one in kim.sees("@bot")]
    assert "no longer renews KPI Bot's access" in told
    assert [one["event"] for one in service.errors()] == ["token cannot be renewed"]
    at(service, FIRST_MONDAY)
    assert [service.digests(one) for one in (acme, beta)] == [0, 1]
    team = acme.installation.team_id
    absence = service.program.store.read(lambda tx: tx.absences.get(team))
    assert absence is not None
    assert absence.erase_after is None
    service.install(acme)
    assert service.program.store.read(lambda tx: tx.absences.get(team)) is None


def test_a_token_slack_refuses_rests_the_workspace_until_it_is_taken_again(
    service: Service, acme: Workspace
) -> None:
    team = acme.installation.team_id
    service.command(acme, DIGEST)
    service.slack.faults.script("chat.postMessage", [ApiError("invalid_auth")])
    at(service, FIRST_MONDAY)
    assert service.digests(acme) == 0
    absence = service.program.store.read(lambda tx: tx.absences.get(team))
    assert absence is not None
    assert (absence.reason, absence.erase_after) == ("invalid_auth", None)
    service.clock.advance(hours=2)
    service.beat()
    assert service.program.store.read(lambda tx: tx.absences.get(team)) is None
    at(service, FIRST_MONDAY + WEEK)
    assert service.digests(acme) == 1


def test_no_request_asks_slack_who_it_is_from(service: Service, acme: Workspace) -> None:
    service.command(acme, "/nps 1700 350 150")
    calls = len(service.slack.calls("auth.test"))
    for _ in range(3):
        service.command(acme, "/nps")
    assert len(service.slack.calls("auth.test")) == calls


def test_begun_installations_are_forgotten(door: Service) -> None:
    door.to_slack(Browser())
    door.clock.advance(hours=3)
    door.beat()
    with closing(sqlite3.connect(door.database)) as database:
        assert database.execute("SELECT count(*) FROM begun_installation").fetchone() == (0,)
