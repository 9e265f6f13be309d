"""Who is in the channels that have digests, as Slack last said."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from storage.records import SubscriptionState
from storage.repository import Repository, adding_once, same
from storage.statement import Statement
from storage.tables import MembershipRow, SubscriptionRow, table

_membership = table(MembershipRow)
_subscription = table(SubscriptionRow)

_ENTER = Statement(adding_once(_membership))
_LEAVE = Statement(
    sa.delete(_membership).where(
        same(_membership.c.team, _membership.c.channel, _membership.c.user)
    )
)
_EMPTY = Statement(sa.delete(_membership).where(same(_membership.c.team, _membership.c.channel)))
_OF_CHANNEL = Statement(
    sa.select(_membership.c.user)
    .where(same(_membership.c.team, _membership.c.channel))
    .order_by(_membership.c.user)
)
_CHANNELS_OF = Statement(
    sa.select(_membership.c.channel)
    .where(same(_membership.c.team, _membership.c.user))
    .order_by(_membership.c.channel)
)
_CARRIED_TO = Statement(
    sa.select(_subscription.c.kpis)
    .join(
        _membership,
        sa.and_(
            _membership.c.team == _subscription.c.team,
            _membership.c.channel == _subscription.c.channel,
        ),
    )
    .where(
        same(_membership.c.team, _membership.c.user),
        _subscription.c.state != SubscriptionState.OFF,
    )
)


class Memberships(Repository):
    """The members of each workspace's channels with digests."""

    def fill(self, team: str, channel: str, users: Iterable[str]) -> None:
        """These people are in the channel, and nobody else."""
        _EMPTY.run(self._session, team=team, channel=channel)
        _ENTER.run_each(
            self._session, [{"team": team, "channel": channel, "user": one} for one in users]
        )

    def enter(self, team: str, channel: str, user: str) -> None:
        """Somebody came into the channel."""
        _ENTER.run(self._session, team=team, channel=channel, user=user)

    def leave(self, team: str, channel: str, user: str) -> None:
        """Somebody left the channel."""
        _LEAVE.run(self._session, team=team, channel=channel, user=user)

    def of_channel(self, team: str, channel: str) -> frozenset[str]:
        """User ids of who is in the channel."""
        rows = _OF_CHANNEL.all(self._session, team=team, channel=channel)
        return frozenset(row["user"] for row in rows)

    def channels_of(self, team: str, user: str) -> frozenset[str]:
        """The channels with digests that somebody is in."""
        rows = _CHANNELS_OF.all(self._session, team=team, user=user)
        return frozenset(row["channel"] for row in rows)

    def kpis_carried_to(self, team: str, user: str) -> frozenset[str]:
        """Keys of the KPIs in the digests of the channels somebody is in."""
        rows = _CARRIED_TO.all(self._session, team=team, user=user)
        return frozenset(kpi for row in rows for kpi in row["kpis"])
