"""users methods."""

from zoneinfo import ZoneInfo

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.model import Installation, Json, User
from bot.sandbox.world import World


def public_user(world: World, user: User, *, with_locale: bool = False) -> Json:
    """A user as the Web API and the user_change event show them."""
    offset = world.clock().astimezone(ZoneInfo(user.tz)).utcoffset()
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "team": user.team_id,
        },
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": world.seconds(),
    }
    if not user.deleted:
        shown |= {
            "color": "9f69e7",
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": user.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted or user.is_ultra_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
            "who_can_share_contact_card": "EVERYONE",
        }
    return {**shown, "locale": user.locale} if with_locale else shown


def info(world: World, caller: Installation, args: Arguments) -> Json:
    """One user; those of another organisation are marked as strangers."""
    user = world.user_for(caller, args.text("user"))
    shown = public_user(world, user, with_locale=args.flag("include_locale"))
    if user.team_id != caller.team_id:
        shown["is_stranger"] = True
    return {"user": shown}


def list_all(world: World, caller: Installation, args: Arguments) -> Json:
    """The users of the workspace, deactivated ones included."""
    own = [user for user in world.users.values() if user.team_id == caller.team_id]
    page, cursor = args.page(own, 1000, 1000)
    with_locale = args.flag("include_locale")
    return {
        "members": [public_user(world, user, with_locale=with_locale) for user in page],
        "cache_ts": world.seconds(),
        "response_metadata": {"next_cursor": cursor},
    }
