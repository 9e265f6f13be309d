"""Files as the Web API, messages and events show them."""

from urllib.parse import quote

from bot.sandbox.model import File, Json
from bot.sandbox.world import World

_PRETTY = {"csv": "CSV", "tsv": "TSV", "txt": "Plain Text"}


def public_file(world: World, file: File) -> Json:
    """A file with everything that Slack tells of it."""
    domain = world.teams[file.team_id].domain
    name = quote(file.name)
    private = f"{world.base_url}/files/{file.id}/{name}"
    kind = file.name.rpartition(".")[2].lower()
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": _PRETTY.get(kind, kind.upper()),
        "user": file.user,
        "user_team": file.team_id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(file.channels),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": private,
        "url_private_download": f"{private}?download=1",
        "permalink": f"https://{domain}.slack.com/files/{file.user}/{file.id}/{name}",
        "channels": file.channels,
        "has_rich_preview": False,
        "file_access": "visible",
    }
