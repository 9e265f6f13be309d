"""The app installed for a whole organisation: each of its workspaces has its own figures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.installing import presence
from bot.sandbox import workflows
from bot.sandbox.model import Json
from bot.sandbox.payloads import Scene, event_callback, global_shortcut, submission, view_actions
from storage.tx import Tx
from tests.e2e.bench import Clock
from tests.e2e.many import Service, serving

ORGANISATION = "E000000001"
FOR_ALL: Json = {
    "enterprise": {"id": ORGANISATION, "name": "Umbrella"},
    "is_enterprise_install": True,
}


@pytest.fixture
def service(database: Path) -> Iterator[Service]:
    """The one workspace is reached by the installation of its organisation."""
    with serving(database, Clock()) as running:
        running.install(running.slack.workspace)
        running.program.store.write(lambda tx: _for_all(tx, running))
        yield running
        assert running.errors() == []


def _for_all(tx: Tx, service: Service) -> None:
    team = service.slack.workspace.installation.team_id
    own = tx.installations.get(team)
    assert own is not None
    tx.installations.remove(team)
    whole = replace(own, team=ORGANISATION, organisation=True, refresh_token=None, expires_at=None)
    presence.install(tx, whole, service.clock())


def scene(service: Service) -> Scene:
    world = service.slack.world
    kim = world.users[service.slack.person("kim").id]
    return Scene(world, service.slack.workspace.installation, kim)


def organised(payload: Json) -> Json:
    """As Slack sends what people do in views, on Home and by shortcuts in such a workspace."""
    changed = {**payload, **FOR_ALL, "team": None}
    if "view" in payload:
        elsewhere = {"team_id": ORGANISATION, "app_installed_team_id": ORGANISATION}
        changed["view"] = {**payload["view"], **elsewhere}
    return changed


def told(service: Service, kind: Any, payload: Json) -> Any:
    outcome = service.slack._deliverer.deliver(kind, payload)
    assert outcome.result == "acked", outcome
    service.settle()
    return outcome.body


def modal(service: Service) -> Any:
    [view] = service.slack.world.modals[service.slack.person("kim").id]
    return view


def sent(service: Service, **values: str) -> Any:
    """kim sends the open form."""
    person = service.slack.person("kim")
    view = person.modal
    assert view is not None
    for name, value in values.items():
        person.fill(view, name, value)
    with service.slack.world.lock:
        payload = organised(submission(scene(service), modal(service)))
    body = told(service, "interactive", payload)
    if body.get("response_action") == "update":
        with service.slack.world.lock:
            modal(service).body.update(body["view"])
            modal(service).state.clear()
    return body


def test_a_figure_recorded_by_a_form_is_the_workspaces_own(service: Service) -> None:
    team = service.slack.workspace.installation.team_id
    with service.slack.world.lock:
        payload = organised(global_shortcut(scene(service), "record_kpi"))
    told(service, "interactive", payload)
    assert "Record NPS" in str(sent(service, kpi="nps"))
    assert "NPS 70.45" in str(sent(service, promoters="1700", passives="350", detractors="150"))
    sent(service)
    assert service.count(team) == 1
    assert service.program.store.read(lambda tx: tx.workspaces.get(ORGANISATION)) is None


def test_a_choice_in_a_form_is_followed(service: Service) -> None:
    with service.slack.world.lock:
        payload = organised(global_shortcut(scene(service), "record_kpi"))
    told(service, "interactive", payload)
    sent(service, kpi="nps")
    with service.slack.world.lock:
        chosen = {"type": "static_select", "action_id": "form.formula", "block_id": "formula"}
        option = {"selected_option": {"value": "totals"}}
        modal(service).state["formula"] = {"form.formula": {**chosen, **option}}
        changed = organised(view_actions(scene(service), modal(service), chosen))
    told(service, "interactive", changed)
    assert "respondents" in str(modal(service).body)


def test_an_event_reaches_the_workspace_it_is_for(service: Service) -> None:
    team = service.slack.workspace.installation.team_id
    kim = service.slack.person("kim").id
    event = {"type": "app_home_opened", "user": kim, "channel": "D1", "tab": "home"}
    granted = {"enterprise_id": ORGANISATION, "team_id": None, "is_enterprise_install": True}
    with service.slack.world.lock:
        installation = service.slack.workspace.installation
        payload = event_callback(service.slack.world, installation, event)
    told(service, "events_api", {**payload, "authorizations": [granted], "context_team_id": team})
    assert service.slack.person("kim").home is not None


@pytest.mark.parametrize(
    ("of_one_workspace", "end", "figures"), [(True, "completed", 1), (False, "failed", 0)]
)
def test_a_step_records_in_workflows_of_one_workspace(
    service: Service, of_one_workspace: bool, end: str, figures: int
) -> None:
    world, team = service.slack.world, service.slack.workspace.installation.team_id
    granted = {"enterprise_id": ORGANISATION, "team_id": None, "is_enterprise_install": True}
    named = team if of_one_workspace else ORGANISATION
    with world.lock:
        who, step = scene(service), service.slack.app.steps["record_kpi"]
        inputs = {"kpi": "nps", "inputs": "1700 350 150"}
        execution = workflows.begin(world, who.installation, who.user, step, inputs)
        payload = event_callback(world, who.installation, workflows.executed(world, execution))
    places = {"authorizations": [granted], "context_team_id": named, "team_id": named}
    told(service, "events_api", payload | places)
    service.settle()
    assert execution.state == end
    assert ("belongs to a whole organisation" in execution.error) is not of_one_workspace
    assert service.count(team) == figures


def test_a_request_that_names_the_organisation_alone_stores_nothing(service: Service) -> None:
    with service.slack.world.lock:
        payload = organised(global_shortcut(scene(service), "record_kpi"))
    nobody = {**payload, "user": {"id": payload["user"]["id"], "team_id": ORGANISATION}}
    outcome = service.slack._deliverer.deliver("interactive", nobody)
    assert outcome.result != "acked"
    assert service.program.store.read(lambda tx: tx.workspaces.get(ORGANISATION)) is None
