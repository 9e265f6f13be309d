"""Installing the app by OAuth: Slack's page, the codes it hands out, and tokens that expire."""

import secrets
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from msgspec.structs import replace

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Code, Installation, Json
from bot.sandbox.world import World

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)


def authorize(world: World, asked: dict[str, str]) -> tuple[str, str]:
    """Where to send the browser, and else the page to show it.

    The page asks for a workspace; with `team` among what is asked, that one is chosen already.
    """
    if asked.get("client_id") != world.app.client_id:
        return "", _page("Invalid client_id parameter")
    if extra := set(filter(None, asked.get("scope", "").split(","))) - world.app.bot_scopes:
        return "", _page(f"Invalid permissions requested: {', '.join(sorted(extra))}")
    if not world.redirect_url:
        return "", _page("The app has no redirect URL")
    team = asked.get("team", "")
    if team == "none":
        return _back(world, asked, {"error": "access_denied"}), ""
    if team in world.installations:
        return _back(world, asked, {"code": _issued(world, team, asked)}), ""
    return "", _choice(world, asked)


def access(world: World, args: Arguments) -> Json:
    """The answer of oauth.v2.access: tokens for a code, or for a refresh token.

    Raises:
        SlackError: the app's credentials, the code or the refresh token are no good.
    """
    if args.text("client_id") != world.app.client_id:
        raise SlackError("invalid_client_id")
    if not secrets.compare_digest(args.text("client_secret"), world.app.client_secret):
        raise SlackError("bad_client_secret")
    match args.text("grant_type") or "authorization_code":
        case "authorization_code":
            return _installed(world, _spent(world, args.text("code")))
        case "refresh_token":
            return _renewed(world, args.text("refresh_token"))
        case _:
            raise SlackError("invalid_grant_type")


def _issued(world: World, team: str, asked: dict[str, str]) -> str:
    code = f"{team}.{secrets.token_hex(16)}"
    scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
    world.codes[code] = Code(team, scopes, world.clock())
    return code


def _spent(world: World, code: str) -> Code:
    found = world.codes.get(code)
    if found is None or world.clock() - found.issued > CODE_LIFE:
        raise SlackError("invalid_code")
    if found.is_used:
        raise SlackError("code_already_used")
    world.codes[code] = replace(found, is_used=True)
    return found


def _installed(world: World, code: Code) -> Json:
    installation = world.installations[code.team_id]
    installation.scopes = code.scopes
    installation.ended_with = None
    installation.older.clear()
    _new_tokens(world, installation)
    team = world.teams[installation.team_id]
    return _answer(world, installation) | {
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": installation.installer},
    }


def _renewed(world: World, refresh_token: str) -> Json:
    for installation in world.installations.values():
        if installation.expires_at and installation.refresh_token == refresh_token:
            if installation.ended_with:
                raise SlackError(installation.ended_with)
            installation.older = {installation.bot_token: installation.expires_at}
            _new_tokens(world, installation)
            return _answer(world, installation)
    raise SlackError("invalid_refresh_token")


def _new_tokens(world: World, installation: Installation) -> None:
    """A refresh token is good once: the one before is taken back."""
    token = f"xoxb-{installation.team_id}-{secrets.token_hex(12)}"
    if world.app.rotates_tokens:
        installation.bot_token = f"xoxe.{token}"
        installation.refresh_token = f"xoxe-1-{secrets.token_hex(32)}"
        installation.expires_at = world.clock() + TOKEN_LIFE
    else:
        installation.bot_token, installation.refresh_token = token, None
        installation.expires_at = None


def _answer(world: World, installation: Installation) -> Json:
    expiring = {
        "refresh_token": installation.refresh_token,
        "expires_in": int(TOKEN_LIFE.total_seconds()),
    }
    return {
        "ok": True,
        "app_id": world.app.id,
        "token_type": "bot",
        "access_token": installation.bot_token,
        "bot_user_id": installation.bot_user,
        "scope": ",".join(sorted(installation.scopes)),
        **(expiring if installation.refresh_token else {}),
    }


def _back(world: World, asked: dict[str, str], found: dict[str, str]) -> str:
    return f"{world.redirect_url}?{urlencode({**found, 'state': asked.get('state', '')})}"


def _choice(world: World, asked: dict[str, str]) -> str:
    options = {team: world.teams[team].name for team in world.installations} | {"none": "Cancel"}
    links = "".join(
        f'<li><a href="?{escape(urlencode({**asked, "team": team}))}">{escape(name)}</a></li>'
        for team, name in options.items()
    )
    return _page(f"Where is {world.app.name} to be installed?", f"<ul>{links}</ul>")


def _page(title: str, body: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><title>{escape(title)}</title>'
        f"<h1>{escape(title)}</h1>{body}</html>"
    )
