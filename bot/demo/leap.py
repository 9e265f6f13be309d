"""Moving the demo's clock to the next digest, so that nobody has to wait for it."""

from __future__ import annotations

from bot.demo.clock import DemoClock
from bot.program import Program
from bot.sandbox import Sandbox
from bot.views.numbers import when
from storage.records import SubscriptionState


def leap_to_next_digest(program: Program, slack: Sandbox, clock: DemoClock) -> str:
    """Let the time of the next digest come, of whichever channel, and say so in a sentence."""
    team = slack.workspace.installation.team_id
    digests = program.store.read(lambda tx: tx.subscriptions.all(team))
    active = [digest for digest in digests if digest.state is SubscriptionState.ACTIVE]
    if not active:
        return "No channel has a digest. Set one: /kpi digest weekly mon 09:00 nps churn crr"
    following = min(active, key=lambda digest: digest.next_due)
    clock.leap(following.next_due)
    program.tick()
    now = when(following.next_due, following.schedule.zone)
    name = slack.world.channels[following.channel].name
    return f"The demo's clock shows {now} now, and #{name} gets its digest."
