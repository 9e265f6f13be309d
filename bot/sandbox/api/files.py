"""files methods: the upload in three steps, and what became of it."""

import mimetypes
import re

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel, File, Installation, Json
from bot.sandbox.posts import Draft, post_as_bot
from bot.sandbox.shared_files import public_file
from bot.sandbox.world import World

_CONVERSATION = re.compile("[CGDZ][A-Z0-9]{8,}")
_MOST = 1_000_000_000
"""Bytes of a file."""


def get_upload_url(world: World, caller: Installation, args: Arguments) -> Json:
    """Announce a file; its content is then sent to the address in the answer."""
    if not args.text("length").isdecimal() or int(args.text("length")) < 1:
        raise SlackError("missing_argument")
    if int(args.text("length")) > _MOST:
        raise SlackError("file_upload_size_restricted")
    file = world.new_file(caller.team_id, caller.bot_user, args.text("filename"))
    file.announced = int(args.text("length"))
    return {"upload_url": f"{world.base_url}/upload/{file.id}", "file_id": file.id}


def complete_upload(world: World, caller: Installation, args: Arguments) -> Json:
    """Finish uploads and share them in a channel where one is named."""
    wanted = args.structure("files", "invalid_arguments")
    files = [_own(world, caller, str(each.get("id"))) for each in wanted or []]
    if not files or not all(file.content and not file.is_shared for file in files):
        raise SlackError("file_not_found")
    for file, each in zip(files, wanted, strict=True):
        file.title = str(each.get("title", ""))
    if "channel_id" in args:
        if not _CONVERSATION.fullmatch(args.text("channel_id")):
            told = "[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$"
            raise SlackError(
                "invalid_arguments",
                response_metadata={"messages": [f"{told} [json-pointer:/channel_id]"]},
            )
        channel = _writable(world, caller, args.text("channel_id"))
        for file in files:
            file.channels.append(channel.id)
        draft = Draft(
            text=args.text("initial_comment"),
            thread_ts=args.text("thread_ts") or None,
            files=tuple(file.id for file in files),
        )
        post_as_bot(world, caller, channel, draft)
    for file in files:
        file.is_shared = True
    return {"files": [public_file(world, file) for file in files]}


def info(world: World, caller: Installation, args: Arguments) -> Json:
    """A file; its mimetype is there from the second look on, as Slack works it out late."""
    file = _own(world, caller, args.text("file"))
    shown = public_file(world, file)
    if file.content:
        file.mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def _own(world: World, caller: Installation, wanted: str) -> File:
    file = world.files.get(wanted)
    if file is None or file.team_id != caller.team_id:
        raise SlackError("file_not_found")
    return file


def _writable(world: World, caller: Installation, wanted: str) -> Channel:
    channel = world.channel_for(caller, wanted)
    if caller.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel
