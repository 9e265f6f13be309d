"""views methods: modals and Home."""

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.forms import state_values
from bot.sandbox.modals import (
    find_view,
    open_modal,
    public_view,
    publish_home,
    push_modal,
    update_view,
)
from bot.sandbox.model import Installation, Json, View
from bot.sandbox.world import World


def open_view(world: World, caller: Installation, args: Arguments) -> Json:
    """Open a modal for the person whose trigger is given."""
    user = world.exchange_trigger(args.text("trigger_id"))
    return _shown(world, open_modal(world, caller, user, _view(args)))


def push_view(world: World, caller: Installation, args: Arguments) -> Json:
    """Lay a modal on top of the open one."""
    user = world.exchange_trigger(args.text("trigger_id"))
    return _shown(world, push_modal(world, caller, user, _view(args)))


def update(world: World, caller: Installation, args: Arguments) -> Json:
    """Replace the content of an open view."""
    view = find_view(world, caller, args.text("view_id") or args.text("external_id"))
    update_view(world, view, _view(args), args.text("hash") or None)
    world.changed.notify_all()
    return _shown(world, view)


def publish(world: World, caller: Installation, args: Arguments) -> Json:
    """Set a person's Home."""
    if not world.app.has_home:
        raise SlackError("not_enabled")
    user = world.user_for(caller, args.text("user_id"))
    home = publish_home(world, caller, user.id, _view(args), args.text("hash") or None)
    return _shown(world, home)


def _view(args: Arguments) -> Json:
    body = args.structure("view", "invalid_arguments")
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments")
    return body


def _shown(world: World, view: View) -> Json:
    return {"view": public_view(world, view, state_values(view))}
