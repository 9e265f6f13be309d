"""functions methods: how an app says that a step of a workflow has ended."""

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Installation, Json
from bot.sandbox.parameters import mismatches
from bot.sandbox.workflows import running
from bot.sandbox.world import World


def complete_success(world: World, caller: Installation, args: Arguments) -> Json:
    """The step worked; later steps of the workflow may use its outputs."""
    execution = running(world, caller, args.text("function_execution_id"))
    outputs = args.structure("outputs", "invalid_arguments")
    if not isinstance(outputs, dict):
        raise SlackError("invalid_arguments")
    wrong = list(mismatches(execution.step.outputs, outputs))
    if wrong:
        raise SlackError("parameter_validation_failed", response_metadata={"messages": wrong})
    execution.state, execution.outputs = "completed", outputs
    return {}


def complete_error(world: World, caller: Installation, args: Arguments) -> Json:
    """The step failed, and the workflow with it."""
    execution = running(world, caller, args.text("function_execution_id"))
    execution.state, execution.error = "failed", args.text("error")
    return {}
