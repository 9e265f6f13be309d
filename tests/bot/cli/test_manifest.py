from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.manifest import for_http, for_socket_mode, read_manifest, scopes
from tests.bot.cli.conftest import Run

URL = "https://kpi.acme.example/slack/events"


def addresses(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for one in part for found in addresses(one)]
    if not isinstance(part, dict):
        return []
    own = [str(part[key]) for key in ("url", "request_url") if key in part]
    return own + [found for one in part.values() for found in addresses(one)]


@pytest.mark.parametrize("given", ["https://kpi.acme.example", "https://kpi.acme.example/", URL])
def test_every_address_becomes_the_given_one(given: str, run: Run) -> None:
    printed = yaml.safe_load(run("manifest", "--url", given).stdout)
    assert set(addresses(printed)) == {URL}
    assert len(addresses(printed)) == len(addresses(read_manifest()))


def test_socket_mode_needs_no_address(run: Run) -> None:
    printed = yaml.safe_load(run("manifest", "--socket").stdout)
    assert addresses(printed) == []
    assert printed["settings"]["socket_mode_enabled"] is True


def test_nothing_but_the_addresses_and_the_mode_differs_from_what_is_shipped(run: Run) -> None:
    shipped = read_manifest()
    assert yaml.safe_load(run("manifest").stdout) == shipped
    assert for_http(for_http(shipped, "https://a.example"), URL) == for_http(shipped, URL)
    socket = for_socket_mode(shipped)
    assert socket["oauth_config"] == shipped["oauth_config"]
    assert list(socket) == list(shipped)


def test_optional_scopes_are_not_needed() -> None:
    needed, optional = scopes(read_manifest())
    assert "commands" in needed
    assert "groups:history" in optional
    assert not needed & optional


def test_for_many_workspaces_it_says_where_people_are_sent_back_to(run: Run) -> None:
    done = run("manifest", "--url", "https://kpi.example/", "--many")
    printed = yaml.safe_load(done.stdout)
    assert printed["oauth_config"]["redirect_urls"] == ["https://kpi.example/slack/oauth_redirect"]
    assert printed["settings"]["org_deploy_enabled"] is True
    assert printed["settings"]["token_rotation_enabled"] is True


@pytest.mark.parametrize("how", [[], ["--socket"], ["--url", URL], ["--url", URL, "--many"]])
def test_steps_for_workflow_builder_are_added_when_asked_for(how: list[str], run: Run) -> None:
    plain = yaml.safe_load(run("manifest", *how).stdout)
    printed = yaml.safe_load(run("manifest", *how, "--steps").stdout)
    assert set(printed) - set(plain) == {"_metadata", "functions"}
    assert set(printed["functions"]) == {"record_kpi", "get_kpi"}
    assert printed["settings"]["function_runtime"] == "remote"
    assert addresses(printed) == addresses(plain)


def test_many_workspaces_need_an_address(run: Run) -> None:
    done = run("manifest", "--many")
    assert (done.exit_code, done.stderr) == (
        2,
        "--many needs --url, where people install the app.\n",
    )
