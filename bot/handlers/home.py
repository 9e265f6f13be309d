"""Home: shown when it is opened, and anew for each choice made in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from msgspec import Struct
from msgspec.structs import replace
from slack_sdk.errors import SlackApiError

from bot.desk import guiding
from bot.desk.asker import Asker, is_manager
from bot.desk.plan import Plan, Step
from bot.desk.scorecard import scorecard
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.payload import read
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.views import guide
from bot.views.guide import Screen
from bot.views.guide_fields import entered
from bot.views.home import Choice, guide_view, home_view, refused_home
from storage.tx import Tx

_log = structlog.get_logger(__name__)

_NO_HOME = frozenset({"user_not_found", "not_enabled"})
"""Slack shows nobody a Home here: somebody of another organisation, or Home is switched off."""


def opened(office: Office, team: str, _event_id: str, event: Mapping[str, Any]) -> None:
    """Somebody opened the app: they see the newest, in the way they chose last time."""
    if event.get("tab") != "home":
        return
    choice = read(choice_in, event.get("view") or {})
    show_soon(office, team, event["user"], replace(choice, page=0))


def choice_in(view: Mapping[str, Any]) -> Choice:
    """What somebody chose to see, with what stands in the inputs of the guide."""
    choice = Choice.read(view.get("private_metadata") or "")
    values = (view.get("state") or {}).get("values") or {}
    guided = choice.guide
    return replace(choice, guide=replace(guided, plan=entered(guided.plan, values)))


class Chosen(Struct, frozen=True, kw_only=True):
    """A menu of Home that was used, or a page that was turned, as Slack delivers it."""

    team: str
    user: str
    choice: Choice

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Chosen:
        """The parts of the payload that matter here."""
        action = body["actions"][0]
        option = action.get("selected_option") or action
        shown = Choice.read(body["view"]["private_metadata"])
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            choice=shown.after(action["action_id"], option["value"]),
        )


def choose(office: Office, chosen: Chosen) -> None:
    """Somebody sees their Home anew, in the way they chose."""
    show_soon(office, chosen.team, chosen.user, chosen.choice)


def show_soon(office: Office, team: str, user: str, choice: Choice) -> None:
    """Nothing waits for it: the request is answered meanwhile."""
    office.later.do(lambda: show(office, team, user, choice), what="home")


def show(office: Office, team: str, user: str, choice: Choice, notice: str = "") -> None:
    """Publishes somebody's Home; `notice` is a sentence about what they just did."""

    def look(tx: Tx, asker: Asker) -> dict[str, Any]:
        return _view(tx, asker, choice, notice)

    view = guarded(
        lambda: asked_by(office, team, user, "", office.store.read, look), refused_home, what="home"
    )
    try:
        office.client_for(team).views_publish(user_id=user, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _NO_HOME:
            raise
        _log.info("home_not_shown", error=error.response.get("error"))
    else:
        _remember(office, team, user, view)


def _remember(office: Office, team: str, user: str, view: Mapping[str, Any]) -> None:
    """Keeps what somebody chose to see; whoever is refused has no Home that could follow."""
    if shown := view.get("private_metadata"):
        office.store.write(lambda tx: tx.homes.put(team, user, shown))


def _view(tx: Tx, asker: Asker, choice: Choice, notice: str) -> dict[str, Any]:
    """The guide where it is open to a manager, or opens by itself; else the scorecard."""
    if choice.guide.step is not None and is_manager(tx, asker):
        return _guide(tx, asker, choice, choice.guide.step, notice)
    card = scorecard(tx, asker, segment=choice.segment, family=choice.family)
    if card.decides and not card.begun and not choice.guide.put_off:
        return _guide(tx, asker, choice, Step.BUSINESS, notice)
    return home_view(card, replace(choice, guide=replace(choice.guide, step=None)), notice)


def _guide(tx: Tx, asker: Asker, choice: Choice, step: Step, notice: str) -> dict[str, Any]:
    screen = _SCREENS[step](tx, asker, choice.guide.plan)
    shown = replace(choice, guide=replace(choice.guide, step=step))
    return guide_view(guide.framed(step, screen), shown, notice)


_SCREENS: Mapping[Step, Callable[[Tx, Asker, Plan], Screen]] = {
    Step.BUSINESS: lambda _tx, _asker, _plan: guide.business_screen(),
    Step.KPIS: lambda _tx, _asker, plan: guide.kpis_screen(plan),
    Step.OWNERS: lambda tx, asker, plan: guide.owners_screen(
        guiding.proposed_owners(tx, asker, plan)
    ),
    Step.DIGEST: lambda _tx, asker, plan: guide.digest_screen(plan, asker.person.zone),
    Step.PAST: lambda tx, asker, plan: guide.past_screen(guiding.filled(tx, asker, plan)),
    Step.PREVIEW: lambda tx, asker, plan: guide.preview_screen(guiding.rehearse(tx, asker, plan)),
}
