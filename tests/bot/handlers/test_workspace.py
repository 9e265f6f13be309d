"""Which workspace a payload is from."""

from typing import Any

import pytest

from bot.handlers.workspace import find_workspace, workspace_of

ORGANISATION: dict[str, Any] = {
    "enterprise": {"id": "E1", "name": "Acme"},
    "is_enterprise_install": True,
}
KIM = {"id": "W1", "team_id": "T1"}
BODIES: dict[str, dict[str, Any]] = {
    "a command": {"team_id": "T1", "user_id": "U1", "command": "/nps"},
    "a press": {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}},
    "a press by somebody of another organisation": {
        "team": {"id": "T1"},
        "user": {"id": "U9", "team_id": "T9"},
    },
    "a form sent by somebody of another organisation": {
        "team": {"id": "T9"},
        "user": {"id": "U9", "team_id": "T9"},
        "view": {"team_id": "T9", "app_installed_team_id": "T1"},
    },
    "a shortcut in an organisation": ORGANISATION | {"team": None, "user": KIM},
    "a press on Home in an organisation": ORGANISATION
    | {"team": None, "user": KIM, "view": {"team_id": "E1", "app_installed_team_id": "E1"}},
    "a form in an organisation": ORGANISATION
    | {
        "team": {"id": "T1", "enterprise_id": "E1"},
        "user": KIM,
        "view": {"team_id": "E1", "app_installed_team_id": "E1"},
    },
    "a form in an organisation that says so in the view alone": ORGANISATION
    | {"team": None, "user": {"id": "W1"}, "view": {"team_id": "T1"}},
    "an event": {"team_id": "T1", "authorizations": [{"team_id": "T1"}]},
    "an event from a channel shared with another organisation": {
        "team_id": "T9",
        "context_team_id": "T1",
        "authorizations": [{"team_id": "T1", "enterprise_id": None}],
    },
    "an event in an organisation": {
        "team_id": "T9",
        "context_team_id": "T1",
        "authorizations": [{"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}],
    },
    "an event in an organisation that names the workspace once": {
        "team_id": "T1",
        "context_team_id": "E1",
        "authorizations": [{"team_id": "E1", "enterprise_id": "E1"}],
    },
}
NOWHERE: dict[str, dict[str, Any]] = {
    "an event about an organisation": {
        "team_id": "E1",
        "authorizations": [{"team_id": None, "enterprise_id": "E1"}],
    },
    "a shortcut of nobody": ORGANISATION | {"team": None, "user": {"id": "W1"}},
    "nothing": {},
    "empty parts": {"team": {}, "user": {}, "view": {}, "authorizations": []},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_workspace_is_found_wherever_slack_says_it(body: dict[str, Any]) -> None:
    assert workspace_of(body) == "T1"


@pytest.mark.parametrize("body", NOWHERE.values(), ids=NOWHERE)
def test_an_organisation_is_no_workspace(body: dict[str, Any]) -> None:
    assert find_workspace(body) is None
    with pytest.raises(LookupError):
        workspace_of(body)
