"""Who may see and record which KPI: the one place that decides it.

A KPI is seen by every member, unless managers limit it to themselves or to the members of the
channels whose digests carry it. What is computed from a limited KPI is limited with it. Whoever
records a KPI without seeing it gets a receipt and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.desk.asker import Asker, admit, is_manager, manages
from bot.desk.errors import NotAllowed
from bot.questions import (
    Help,
    History,
    Look,
    Question,
    Record,
    ShowSegments,
    ShowTarget,
    Undo,
)
from kpi import Kpi, catalogue
from kpi.derive import told_by
from kpi.language import said
from kpi.lists import comma_joined
from kpi.names import shown_name
from storage.records import Audience, Observation, Person, Standing, SubscriptionState
from storage.tx import Tx

_OF_FIGURES = (History, Look, ShowSegments, ShowTarget)
"""Questions whose answers are made of one KPI's figures."""
_WITHIN = (Standing.MEMBER, Standing.MANAGER)
_FOR_GUESTS = (Help, Record, Undo)
"""Questions of guests who were named to record something."""


def hidden_from(tx: Tx, team: str, person: Person) -> frozenset[str]:
    """Keys of the KPIs a person may not see; all of them for whoever is no member.

    Costs nothing in a workspace without limits once any choice was read, else two short reads.
    """
    if person.standing not in _WITHIN:
        return frozenset(kpi.key for kpi in catalogue.all_kpis())
    limited = _limited(tx, team)
    if not limited or manages(tx, team, person):
        return frozenset()
    carried: frozenset[str] = frozenset()
    if Audience.CHANNELS in limited.values():
        carried = tx.memberships.kpis_carried_to(team, person.user)
    return _hidden(limited, carried)


def hidden_in(
    tx: Tx, team: str, channel: str, *, also: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Keys of the KPIs that may not be shown in a channel, once its digests carry `also` too."""
    limited = _limited(tx, team)
    if not limited:
        return frozenset()
    return _hidden(limited, _carried_in(tx, team, channel) | also)


def _limited(tx: Tx, team: str) -> Mapping[str, Audience]:
    """The KPIs not everyone sees, each with those who do."""
    return {key: one.seen for key, one in tx.choices.limited(team).items() if one.seen is not None}


def _carried_in(tx: Tx, team: str, channel: str) -> frozenset[str]:
    digests = tx.subscriptions.of_channel(team, channel)
    running = (one for one in digests if one.state is not SubscriptionState.OFF)
    return frozenset(kpi for one in running for kpi in one.kpis)


def _hidden(limited: Mapping[str, Audience], carried: frozenset[str]) -> frozenset[str]:
    """The limited KPIs whose audience is not met, with everything computed from them."""
    hidden = {
        key for key, seen in limited.items() if seen is Audience.MANAGERS or key not in carried
    }
    return frozenset(hidden.union(*map(told_by, hidden)))


def sees(tx: Tx, team: str, person: Person, kpi: str) -> bool:
    """Whether somebody may see a KPI's figures."""
    tx.choices.get(team, kpi)  # needed by whatever follows, and the limits come along with it
    return kpi not in hidden_from(tx, team, person)


def may_see(tx: Tx, asker: Asker, kpi: str) -> bool:
    """Whether the asker may see a KPI's figures."""
    return sees(tx, asker.team, asker.person, kpi)


def may_record(tx: Tx, asker: Asker, kpi: str) -> bool:
    """Whether the asker may record, correct and take back a KPI's figures.

    Where nobody is named, everyone may who sees it; else who is named, and managers.
    """
    named = tx.choices.get(asker.team, kpi).recorders
    if named is None:
        return may_see(tx, asker, kpi)
    return asker.user in named or (asker.person.standing in _WITHIN and is_manager(tx, asker))


def as_open(tx: Tx, team: str, kpi: str, *, beside: str) -> bool:
    """Whether everyone who sees the KPI `beside` sees this one too, whoever that is."""
    limited = _limited(tx, team)
    if not limited:
        return True
    strictest = _strictest(limited, kpi)
    return strictest is None or _strictest(limited, beside) is Audience.MANAGERS


def told_limits(tx: Tx, team: str, kpi: str) -> tuple[str, ...]:
    """Keys of the limited KPIs that this one is computed from."""
    return tuple(key for key in sorted(_limited(tx, team)) if kpi in told_by(key))


def _strictest(limited: Mapping[str, Audience], kpi: str) -> Audience | None:
    """Whom a KPI is limited to, by itself or by what it is computed from."""
    own = {seen for key, seen in limited.items() if key == kpi or kpi in told_by(key)}
    return Audience.MANAGERS if Audience.MANAGERS in own else next(iter(own), None)


def visible(tx: Tx, asker: Asker, figures: Iterable[Observation]) -> tuple[Observation, ...]:
    """Those of the figures that the asker may see."""
    kept = tuple(figures)
    if not kept:
        return ()
    hidden = hidden_from(tx, asker.team, asker.person)
    return tuple(one for one in kept if one.key.kpi not in hidden)


def require_seen(tx: Tx, asker: Asker, kpi: Kpi) -> None:
    """Lets pass who may see the figures of a KPI.

    Raises:
        NotAllowed: they are limited to others.
    """
    if not may_see(tx, asker, kpi.key):
        raise NotAllowed(
            said(
                "The figures of {kpi} are limited here, and you are not among those who see "
                "them. /kpi access {key} says who does.",
                kpi=shown_name(kpi),
                key=kpi.key,
            ),
            example=f"/kpi access {kpi.key}",
        )


def require_recorder(tx: Tx, asker: Asker, kpi: Kpi) -> None:
    """Lets pass who may record a KPI.

    Raises:
        NotAllowed: others record it; nothing was stored.
    """
    if not may_record(tx, asker, kpi.key):
        raise NotAllowed(
            said(
                "{kpi} is recorded by others here. Nothing was stored. /kpi access {key} says "
                "who they are.",
                kpi=shown_name(kpi),
                key=kpi.key,
            ),
            example=f"/kpi access {kpi.key}",
        )


def require_shareable(tx: Tx, asker: Asker, kpi: Kpi) -> None:
    """Lets pass what everybody in the asker's channel may see.

    Raises:
        NotAllowed: the KPI is limited to others than this channel's members.
    """
    tx.choices.get(asker.team, kpi.key)
    if kpi.key in hidden_in(tx, asker.team, asker.channel):
        raise NotAllowed(
            said(
                "The figures of {kpi} are limited, and not everybody in this channel may see "
                "them, so they are not shared here. Nothing was changed.",
                kpi=shown_name(kpi),
            ),
            example=f"/kpi access {kpi.key}",
        )


def admit_recorders(tx: Tx, team: str, person: Person) -> None:
    """Lets members pass, and guests who are named to record something.

    Raises:
        NotAllowed: as `admit` does.
    """
    if person.standing is not Standing.GUEST or not _named(tx, team, person):
        admit(person)


def _named(tx: Tx, team: str, person: Person) -> tuple[str, ...]:
    """Keys of the KPIs somebody is named to record."""
    found = tx.choices.limited(team).values()
    return tuple(one.kpi for one in found if person.user in (one.recorders or ()))


def require_question(tx: Tx, asker: Asker, question: Question) -> None:
    """Lets pass what the asker may ask.

    Raises:
        NotAllowed: a guest asks for more than recording, or it is about figures of others.
    """
    if asker.person.standing is Standing.GUEST and not isinstance(question, _FOR_GUESTS):
        listed = comma_joined(_named(tx, asker.team, asker.person))
        raise NotAllowed(
            said(
                "You are a guest here, named to record {kpis}. You may record it, take back "
                "what you recorded last with /kpi undo, and ask for help; nothing else.",
                kpis=listed,
            )
        )
    if isinstance(question, _OF_FIGURES):
        require_seen(tx, asker, question.kpi)
