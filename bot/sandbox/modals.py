"""Modals and Home views: opening, stacking, updating and closing them."""

import copy

from bot.sandbox.completion import completed, elements_of
from bot.sandbox.errors import SlackError, refuse
from bot.sandbox.limits import view_refusal
from bot.sandbox.limits.surfaces import nested
from bot.sandbox.model import Installation, Json, View
from bot.sandbox.world import World

STACK_MOST = 3


def open_modal(world: World, installation: Installation, user: str, body: Json) -> View:
    """Show a modal to a person in place of whatever was open."""
    view = _new(world, installation, user, body, "modal")
    world.modals[user] = [view]
    return view


def push_modal(world: World, installation: Installation, user: str, body: Json) -> View:
    """Lay a modal on top of the open ones, three at most."""
    stack = world.modals.get(user, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK_MOST:
        raise SlackError("push_limit_reached")
    view = _new(world, installation, user, body, "modal")
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    return view


def update_view(world: World, view: View, body: Json, expected_hash: str | None = None) -> None:
    """Replace what a view shows; what was filled in stays where its input stays."""
    if expected_hash and expected_hash != view.hash:
        raise SlackError("hash_conflict")
    _check(world, body, view.body["type"], view)
    view.body = _stored(world, body)
    view.hash = f"{world.seconds()}.{world.next_id('h')}"
    kept = {
        (block["block_id"], element.get("action_id"))
        for block in nested(view.body["blocks"])
        for element in elements_of(block)
    }
    view.state = {
        block_id: held
        for block_id, inputs in view.state.items()
        if (held := {a: state for a, state in inputs.items() if (block_id, a) in kept})
    }


def publish_home(
    world: World, installation: Installation, user: str, body: Json, expected_hash: str | None
) -> View:
    """Set what a person sees on the app's Home."""
    place = (installation.team_id, user)
    shown = world.homes.get(place)
    if shown is None:
        world.homes[place] = _new(world, installation, user, body, "home")
    else:
        update_view(world, shown, body, expected_hash)
    world.changed.notify_all()
    return world.homes[place]


def find_view(world: World, installation: Installation, wanted: str) -> View:
    """An open modal or a Home view by its id or external id."""
    shown = [view for stack in world.modals.values() for view in stack]
    for view in [*shown, *world.homes.values()]:
        matches = wanted in (view.id, view.body.get("external_id") or None)
        if matches and view.team_id == installation.team_id:
            return view
    raise SlackError("not_found")


def close_modal(world: World, view: View) -> None:
    """Take away a view and those above it."""
    stack = world.modals.get(view.user, [])
    if view in stack:
        del stack[stack.index(view) :]


def public_view(world: World, view: View, values: Json) -> Json:
    """A view as Slack's answers and payloads show it; `values` is its state."""
    body = copy.deepcopy(view.body)
    shown = {
        "id": view.id,
        "team_id": view.team_id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "state": {"values": values},
        "hash": view.hash,
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": world.app.id,
        "app_installed_team_id": view.team_id,
        "bot_id": view.bot_id,
    }
    if body["type"] == "home":
        del shown["title"]
    return shown


def _new(world: World, installation: Installation, user: str, body: Json, kind: str) -> View:
    _check(world, body, kind, None)
    view_id = world.next_id("V")
    return View(
        id=view_id,
        team_id=installation.team_id,
        user=user,
        bot_id=installation.bot_id,
        body=_stored(world, body),
        hash=f"{world.seconds()}.{world.next_id('h')}",
        root_id=view_id,
    )


def _check(world: World, body: Json, kind: str, replaced: View | None) -> None:
    refuse(view_refusal(body))
    if body["type"] != kind:
        raise SlackError("invalid_arguments")
    external_id = body.get("external_id")
    shown = [view for stack in world.modals.values() for view in stack]
    for view in shown:
        if external_id and view is not replaced and view.body.get("external_id") == external_id:
            raise SlackError("duplicate_external_id")


def _stored(world: World, body: Json) -> Json:
    return {**copy.deepcopy(body), "blocks": completed(body["blocks"], world.next_id)}
