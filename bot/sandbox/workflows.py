"""Running a step of the app in a workflow, and how the run ends."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from bot.sandbox.errors import NotPossibleError, SlackError
from bot.sandbox.model import Execution, Installation, Json, Step, User
from bot.sandbox.parameters import mismatches
from bot.sandbox.world import World

_PERSON = "slack#/types/user_context"
"""The type of a parameter that Slack fills in with whoever runs the workflow; nobody chooses it."""


def begin(
    world: World, installation: Installation, user: User, step: Step, given: Mapping[str, Any]
) -> Execution:
    """A new run of a step, which the app has to be told of.

    Raises:
        NotPossibleError: Workflow Builder would not run the step with these inputs.
    """
    persons = {name for name, kind in step.inputs.types.items() if kind == _PERSON}
    inputs = {**given, **{name: {"id": user.id, "secret": token_hex(8)} for name in persons}}
    wrong = list(mismatches(step.inputs, inputs))
    if wrong or persons & given.keys():
        raise NotPossibleError(f"the workflow cannot run {step.callback_id}: {wrong}")
    execution = Execution(
        id=world.next_id("Fx"),
        workflow_id=world.next_id("Wx"),
        team_id=installation.team_id,
        step=step,
        inputs=inputs,
        token=f"xwfp-{installation.team_id}-{token_hex(8)}",
    )
    world.executions[execution.id] = execution
    return execution


def executed(world: World, execution: Execution) -> Json:
    """The event that tells the app of a run."""
    step = execution.step
    return {
        "type": "function_executed",
        "function": {
            "id": step.id,
            "callback_id": step.callback_id,
            "title": step.definition["title"],
            "description": step.definition["description"],
            "type": "app",
            "input_parameters": _listed(step.definition["input_parameters"]),
            "output_parameters": _listed(step.definition["output_parameters"]),
            "app_id": world.app.id,
            "date_created": world.seconds(),
            "date_updated": world.seconds(),
            "date_deleted": 0,
        },
        "inputs": execution.inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": execution.workflow_id,
        "event_ts": world.next_ts(),
        "bot_access_token": execution.token,
    }


def running(world: World, caller: Installation, wanted: str) -> Execution:
    """The run of that id, which the caller may end; or Slack's error."""
    execution = world.executions.get(wanted)
    if execution is None:
        raise SlackError("function_execution_not_found")
    if execution.team_id != caller.team_id:
        raise SlackError("access_denied")
    if execution.state != "running":
        raise SlackError("execution_not_in_running_state")
    return execution


def _listed(declared: Json) -> list[Json]:
    required = declared.get("required", ())
    return [
        {"name": name, **given, "is_required": name in required}
        for name, given in declared["properties"].items()
    ]
