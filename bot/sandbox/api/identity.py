"""auth, bots, team and apps methods."""

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Installation, Json
from bot.sandbox.posts import bot_profile
from bot.sandbox.world import World


def api_test(_world: World, _caller: Installation, args: Arguments) -> Json:
    """Say whether the API answers at all."""
    if "error" in args:
        raise SlackError(args.text("error"), args=args.given)
    return {"args": args.given}


def auth_test(world: World, caller: Installation, _args: Arguments) -> Json:
    """Who the token is."""
    team = world.teams[caller.team_id]
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": world.users[caller.bot_user].name,
        "team_id": team.id,
        "user_id": caller.bot_user,
        "bot_id": caller.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(world: World, caller: Installation, args: Arguments) -> Json:
    """Make the token useless; the app has no other, so it is uninstalled by that."""
    if not args.flag("test"):
        caller.ended_with = "token_revoked"
        world.emit(
            caller.team_id,
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [caller.bot_user]}},
        )
        world.emit(caller.team_id, {"type": "app_uninstalled"})
    return {"revoked": not args.flag("test")}


def bots_info(world: World, caller: Installation, args: Arguments) -> Json:
    """The bot of this app."""
    if args.text("bot") not in ("", caller.bot_id):
        raise SlackError("bot_not_found")
    profile = bot_profile(world, caller.bot_id, world.users[caller.bot_user])
    return {"bot": {name: held for name, held in profile.items() if name != "team_id"}}


def team_info(world: World, caller: Installation, args: Arguments) -> Json:
    """The workspace of the token."""
    if args.text("team") not in ("", caller.team_id):
        raise SlackError("team_not_found")
    team = world.teams[caller.team_id]
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }
