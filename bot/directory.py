"""Who somebody is: from Slack's description of a user to what the desk needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk import WebClient

from bot.zones import known_zones
from storage.records import Person, Standing
from storage.store import Store
from storage.tx import Tx

_PAGE = 200


def person_of(profile: Mapping[str, Any], team: str, now: datetime) -> Person:
    """A person from Slack's user object, as seen from the workspace `team`."""
    names = profile.get("profile") or {}
    return Person(
        user=profile["id"],
        name=names.get("display_name")
        or names.get("real_name")
        or profile.get("real_name")
        or profile.get("name")
        or profile["id"],
        standing=_standing(profile, team),
        zone=known_zones().get((profile.get("tz") or "").casefold(), "UTC"),
        locale=profile.get("locale") or "en-US",
        refreshed_at=now,
    )


def _standing(profile: Mapping[str, Any], team: str) -> Standing:
    if profile.get("deleted"):
        return Standing.DEACTIVATED
    if profile.get("is_bot") or profile["id"] == "USLACKBOT":
        return Standing.BOT
    if profile.get("is_stranger") or _elsewhere(profile, team):
        return Standing.STRANGER
    if profile.get("is_restricted") or profile.get("is_ultra_restricted"):
        return Standing.GUEST
    if profile.get("is_admin") or profile.get("is_owner") or profile.get("is_primary_owner"):
        return Standing.MANAGER
    return Standing.MEMBER


def _elsewhere(profile: Mapping[str, Any], team: str) -> bool:
    teams = (profile.get("enterprise_user") or {}).get("teams") or ()
    return profile.get("team_id", team) != team and team not in teams


def ask_for(client: WebClient, team: str, user: str, now: datetime) -> Person:
    """A person met for the first time; asks Slack once.

    Raises:
        slack_sdk.errors.SlackApiError: Slack does not know the user, or does not answer.
    """
    answer = client.users_info(user=user, include_locale=True)
    profile: Mapping[str, Any] = answer["user"]
    return person_of(profile, team, now)


def keep(tx: Tx, team: str, people: Sequence[Person], now: datetime) -> None:
    """Stores people as Slack describes them now; they may be the first thing known of a team."""
    tx.workspaces.ensure(team, "", now)
    for one in people:
        tx.people.put(team, one)


def refresh(store: Store, client: WebClient, team: str, now: datetime) -> int:
    """Reads everybody of a workspace; returns how many there are."""
    met = 0
    administered = False
    cursor = ""
    while True:
        answer = client.users_list(
            # The token of a whole organisation needs to be told the workspace; others ignore it.
            team_id=team,
            limit=_PAGE,
            cursor=cursor or None,
            include_locale=True,
        )
        people = [person_of(profile, team, now) for profile in answer["members"]]
        store.write(partial(keep, team=team, people=people, now=now))
        met += len(people)
        administered = administered or any(one.standing is Standing.MANAGER for one in people)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    since = None if administered else now
    store.write(lambda tx: tx.workspaces.change(team, unadministered_at=since))
    return met
