"""The sandbox's OAuth refuses what Slack refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.oauth import CODE_LIFE, TOKEN_LIFE, authorize
from tests.bot.sandbox.conftest import Clock

Exchange = Callable[..., Any]


@pytest.fixture
def manifest(manifest: Json) -> Json:
    manifest["settings"]["token_rotation_enabled"] = True
    return manifest


@pytest.fixture
def code(slack: Sandbox) -> str:
    """What somebody who approved comes back with."""
    slack.settings_for_many_workspaces("https://kpi.example/slack/events")
    team = slack.workspace.installation.team_id
    address, _ = authorize(
        slack.world,
        {"client_id": slack.app.client_id, "scope": "chat:write", "state": "s", "team": team},
    )
    assert address.startswith("https://kpi.example/slack/oauth_redirect?code=")
    assert address.endswith("&state=s")
    return address.partition("code=")[2].partition("&")[0]


@pytest.fixture
def exchange(slack: Sandbox) -> Exchange:
    web = WebClient(base_url=slack.api_url, retry_handlers=[])

    def call(**given: Any) -> Any:
        known = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
        return web.oauth_v2_access(**known | given).data

    return call


def test_a_code_gives_a_token_for_the_scopes_that_were_approved(
    slack: Sandbox, code: str, exchange: Exchange
) -> None:
    given = exchange(code=code)
    assert given["team"] == {"id": slack.workspace.installation.team_id, "name": "Acme"}
    assert (given["token_type"], given["scope"], given["expires_in"]) == (
        "bot",
        "chat:write",
        43200,
    )
    web = WebClient(token=given["access_token"], base_url=slack.api_url)
    assert web.auth_test()["team"] == "Acme"
    assert slack.app.client_secret not in repr(slack.calls())
    assert code not in repr(slack.calls())


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"client_id": "0.0"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"code": "x"}, "invalid_code"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_refresh_token"),
    ],
)
def test_what_is_no_good_is_refused(
    code: str, exchange: Exchange, given: dict[str, str], error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        exchange(**{"code": code} | given)


def test_a_code_is_good_once_and_for_ten_minutes(
    code: str, exchange: Exchange, clock: Clock
) -> None:
    exchange(code=code)
    with pytest.raises(SlackApiError, match="code_already_used"):
        exchange(code=code)
    clock.now += CODE_LIFE + timedelta(seconds=1)
    with pytest.raises(SlackApiError, match="invalid_code"):
        exchange(code=code)


def test_tokens_end_and_a_refresh_token_is_good_once(
    slack: Sandbox, code: str, exchange: Exchange, clock: Clock
) -> None:
    first = exchange(code=code)
    clock.now += TOKEN_LIFE - timedelta(minutes=1)
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = exchange(**refresh)
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        exchange(**refresh)
    old, new = (
        WebClient(token=one["access_token"], base_url=slack.api_url) for one in (first, second)
    )
    assert old.auth_test()["ok"]
    assert new.auth_test()["ok"]
    clock.now += timedelta(minutes=2)
    assert new.auth_test()["ok"]
    with pytest.raises(SlackApiError, match="token_expired"):
        old.auth_test()


def test_without_a_workspace_the_page_asks_for_one(slack: Sandbox) -> None:
    slack.settings_for_many_workspaces("https://kpi.example/slack/events")
    address, page = authorize(slack.world, {"client_id": slack.app.client_id, "state": "s"})
    assert address == ""
    assert ">Acme</a>" in page
    assert ">Cancel</a>" in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [({"client_id": "0.0"}, "Invalid client_id"), ({"scope": "admin"}, "Invalid permissions")],
)
def test_an_app_that_asks_wrongly_gets_a_page_that_says_so(
    slack: Sandbox, asked: dict[str, str], says: str
) -> None:
    slack.settings_for_many_workspaces("https://kpi.example/slack/events")
    assert says in authorize(slack.world, {"client_id": slack.app.client_id} | asked)[1]


def test_a_workspace_without_the_app_knows_no_command_of_it(slack: Sandbox) -> None:
    founded = slack.found_workspace("Beta")
    command = next(iter(slack.app.escaping_by_command))
    assert slack.person("kim", founded).command("#general", command).error == "unknown_command"
