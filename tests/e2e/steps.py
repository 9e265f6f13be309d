"""Steps of workflows, as people run them and as a test makes them up."""

from dataclasses import replace

from bot.sandbox import workflows
from bot.sandbox.model import Execution, Json
from bot.sandbox.payloads import event_callback
from tests.e2e.bench import Bench


def ran(bench: Bench, user: str, step: str, **inputs: str) -> Execution:
    """Somebody runs a workflow with one step, and everything that follows has happened."""
    execution = bench.slack.person(user).run_step(step, **inputs)
    bench.settle()
    return execution


def by_hand(bench: Bench, user_id: str, step: str, **inputs: str) -> tuple[Execution, Json]:
    """A run, and the payload that tells of it, for anybody at all."""
    world, scene = bench.slack.world, bench.scene("kim")
    with world.lock:
        somebody = replace(scene.user, id=user_id)
        made = workflows.begin(
            world, scene.installation, somebody, bench.slack.app.steps[step], inputs
        )
        event = workflows.executed(world, made)
        return made, event_callback(world, scene.installation, event)
