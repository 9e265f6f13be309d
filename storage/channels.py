"""What channels want of the bot."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import ChannelSettings
from storage.repository import Repository, replacing, same
from storage.statement import Statement
from storage.tables import ChannelRow, table

_channel = table(ChannelRow)

_GET = Statement(
    sa.select(*(column for column in _channel.columns if column.key != "team")).where(
        same(_channel.c.team, _channel.c.channel)
    )
)
_PUT = Statement(replacing(_channel, key=("team", "channel")))


class Channels(Repository):
    """Each workspace's channels that were told what to do differently."""

    def get(self, team: str, channel: str) -> ChannelSettings:
        """What a channel wants; what nobody set is as usual."""
        row = _GET.first(self._session, team=team, channel=channel)
        return ChannelSettings(channel=channel) if row is None else ChannelSettings(**row)

    def put(self, team: str, settings: ChannelSettings) -> None:
        """What a channel wants from now on."""
        _PUT.run(self._session, team=team, **asdict(settings))
