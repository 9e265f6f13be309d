"""The guide on Home: what a press in it does, and which step it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.desk import guiding
from bot.desk.answers import Scheduled
from bot.desk.asker import Asker
from bot.desk.plan import Business, Guided, Plan, Step
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.channels import can_post_for
from bot.handlers.home import choice_in, show
from bot.handlers.workspace import workspace_of
from bot.membership import refresh_channel
from bot.office import Office
from bot.views import guide
from bot.views.guide_fields import ADD
from bot.views.home import Choice
from storage.tx import Tx


class Stepped(Struct, frozen=True, kw_only=True):
    """A press in the guide as Slack delivers it."""

    team: str
    user: str
    action: str
    choice: Choice
    """What the view carried, and the plan with what stood in its inputs and was pressed."""
    kept: Plan
    """The plan before that."""
    key: str
    """Names this press, however often it is delivered."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Stepped:
        """The parts of the payload that matter here."""
        action, view = body["actions"][0], body["view"]
        pressed = action.get("selected_option") or action
        choice = choice_in(view)
        plan = _chosen(choice.guide.plan, action["action_id"], pressed.get("value") or "")
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            action=action["action_id"],
            choice=replace(choice, guide=replace(choice.guide, plan=plan)),
            kept=Choice.read(view["private_metadata"]).guide.plan,
            key=f"guide:{body['user']['id']}:{view['id']}:{action['action_id']}:"
            f"{action.get('action_ts')}",
        )

    @property
    def plan(self) -> Plan:
        """What is to be set up."""
        return self.choice.guide.plan

    @property
    def step(self) -> Step:
        """The step it was pressed in."""
        return self.choice.guide.step or Step.BUSINESS


def _chosen(plan: Plan, action: str, value: str) -> Plan:
    """The plan once a button or option of that value was pressed. Raises ValueError."""
    if action == guide.CHOOSE:
        return Plan.of(Business(value))
    return plan.adding(value) if action == ADD else plan


Outcome = tuple[Guided, str]
"""Where the guide goes on, and a sentence about what was done or hindered it."""


def step(office: Office, stepped: Stepped) -> None:
    """Does what was pressed and shows what follows. Slack is asked for it: nothing waits."""
    office.later.do(lambda: _take(office, stepped), what="guide")


def _take(office: Office, stepped: Stepped) -> None:
    outcome = guarded(
        lambda: _outcome(office, stepped),
        lambda hindrance: (stepped.choice.guide, hindrance.text),
        what=stepped.action,
    )
    if outcome is not None:
        guided, notice = outcome
        choice = replace(stepped.choice, guide=guided)
        show(office, stepped.team, stepped.user, choice, notice)


def _outcome(office: Office, stepped: Stepped) -> Outcome | None:
    """None for a press delivered again: whoever pressed may be further by now."""

    def once(tx: Tx, asker: Asker) -> bool:
        guiding.require_guide(tx, asker)
        return tx.requests.first_seen(asker.team, stepped.key, asker.now)

    first = asked_by(office, stepped.team, stepped.user, "", office.store.write, once)
    return _PRESSES[stepped.action](office, stepped) if first else None


def _open(_office: Office, stepped: Stepped) -> Outcome:
    return stepped.choice.guide.at(stepped.step), ""


def _choose(_office: Office, stepped: Stepped) -> Outcome:
    return stepped.choice.guide.at(Step.KPIS), ""


def _next(office: Office, stepped: Stepped) -> Outcome:
    """Goes on unless something is lacking; owners are in force from then on."""
    hindrance = _LACKING.get(stepped.step, _nothing)(office, stepped)
    if hindrance:
        return stepped.choice.guide.at(stepped.step), hindrance
    done = _SAVING.get(stepped.step, _nothing)(office, stepped)
    return stepped.choice.guide.at(stepped.step.after), done


def _nothing(_office: Office, _stepped: Stepped) -> str:
    return ""


def _lacks_kpis(_office: Office, stepped: Stepped) -> str:
    return "" if stepped.plan.kpis else guide.nothing_ticked()


def _lacks_channel(office: Office, stepped: Stepped) -> str:
    channel = stepped.plan.channel
    if not channel:
        return guide.no_channel()
    client = office.client_for(stepped.team)
    return "" if can_post_for(client, channel, stepped.user) else guide.not_invited(channel)


def _save_owners(office: Office, stepped: Stepped) -> str:
    def save(tx: Tx, asker: Asker) -> None:
        guiding.save_owners(tx, asker, stepped.plan)

    asked_by(office, stepped.team, stepped.user, "", office.store.write, save)
    return guide.owners_saved()


_LACKING: Mapping[Step, Callable[[Office, Stepped], str]] = {
    Step.KPIS: _lacks_kpis,
    Step.DIGEST: _lacks_channel,
}
"""What a step may lack, in a sentence."""
_SAVING: Mapping[Step, Callable[[Office, Stepped], str]] = {Step.OWNERS: _save_owners}
"""What a step sets up as soon as it is confirmed."""


def _back(_office: Office, stepped: Stepped) -> Outcome:
    return stepped.choice.guide.at(stepped.step.before), ""


def _skip(_office: Office, stepped: Stepped) -> Outcome:
    """What stood in the inputs is not taken along; where nothing was ticked, all stays proposed."""
    kept = stepped.kept
    plan = kept if kept.kpis else replace(kept, kpis=kept.offered)
    return Guided(step=stepped.step.after, plan=plan), ""


def _again(_office: Office, stepped: Stepped) -> Outcome:
    return stepped.choice.guide, ""


def _later(_office: Office, stepped: Stepped) -> Outcome:
    return stepped.choice.guide.later(), ""


def _start(office: Office, stepped: Stepped) -> Outcome:
    """Subscribes the channel, if the bot can still post there."""
    hindrance = _lacks_channel(office, stepped)
    if hindrance:
        return stepped.choice.guide, hindrance
    team, channel = stepped.team, stepped.plan.channel

    def start(tx: Tx, asker: Asker) -> Scheduled:
        return guiding.start_digest(tx, asker, stepped.plan)

    answer = asked_by(office, team, stepped.user, channel, office.store.write, start)
    refresh_channel(office.store, office.client_for(team), team, channel)
    return Guided(put_off=True), guide.started(answer)


def _finish(_office: Office, _stepped: Stepped) -> Outcome:
    return Guided(put_off=True), ""


_PRESSES: Mapping[str, Callable[[Office, Stepped], Outcome]] = {
    guide.OPEN: _open,
    guide.CHOOSE: _choose,
    ADD: _choose,
    guide.NEXT: _next,
    guide.BACK: _back,
    guide.SKIP: _skip,
    guide.AGAIN: _again,
    guide.LATER: _later,
    guide.START: _start,
    guide.FINISH: _finish,
}
ACTIONS = tuple(_PRESSES)
"""Every action id of the guide's own that changes what Home shows."""
