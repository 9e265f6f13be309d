"""What somebody answers for: KPIs, cases and digests."""

from __future__ import annotations

from msgspec import Struct

from bot.desk.deciding import name_of
from kpi import Kpi, catalogue
from storage.records import Case, Subscription, SubscriptionState
from storage.tx import Tx


class Estate(Struct, frozen=True, kw_only=True):
    """What somebody whose account ended answered for."""

    user: str
    name: str
    owned: tuple[Kpi, ...]
    backed: tuple[Kpi, ...]
    """KPIs they stood in for."""
    cases: tuple[Case, ...]
    """Unresolved ones."""
    digests: tuple[Subscription, ...]
    """Those they set up."""

    @property
    def to_hand_over(self) -> bool:
        """Whether somebody can take something over."""
        return bool(self.owned or self.backed or self.cases)


def estate_of(tx: Tx, team: str, user: str) -> Estate:
    """What somebody answers for."""
    choices = tx.choices.all(team)
    return Estate(
        user=user,
        name=name_of(tx, team, user),
        owned=tuple(catalogue.get(key) for key, one in choices.items() if one.owner == user),
        backed=tuple(catalogue.get(key) for key, one in choices.items() if one.backup == user),
        cases=tuple(one for one in tx.cases.open(team) if one.owner == user),
        digests=tuple(
            one
            for one in tx.subscriptions.all(team)
            if one.set_by == user and one.state is not SubscriptionState.OFF
        ),
    )
