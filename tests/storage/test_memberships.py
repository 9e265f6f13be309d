import pytest
from msgspec.structs import replace

from storage.records import SubscriptionState
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS, subscription


@pytest.fixture
def filled(store: Store) -> Store:
    def fill(tx: Tx) -> None:
        tx.memberships.fill(OURS, "C-1", ["U-ANN", "U-BOB"])
        tx.memberships.fill(OURS, "C-2", ["U-ANN"])

    store.write(fill)
    return store


def test_people_come_and_go(filled: Store) -> None:
    def change(tx: Tx) -> None:
        tx.memberships.enter(OURS, "C-1", "U-CAL")
        tx.memberships.enter(OURS, "C-1", "U-CAL")
        tx.memberships.leave(OURS, "C-1", "U-BOB")
        tx.memberships.leave(OURS, "C-1", "U-NOBODY")

    filled.write(change)
    assert filled.read(lambda tx: tx.memberships.of_channel(OURS, "C-1")) == {"U-ANN", "U-CAL"}
    assert filled.read(lambda tx: tx.memberships.of_channel(THEIRS, "C-1")) == set()


def test_filling_a_channel_anew_forgets_who_left_meanwhile(filled: Store) -> None:
    filled.write(lambda tx: tx.memberships.fill(OURS, "C-1", ["U-CAL"]))
    assert filled.read(lambda tx: tx.memberships.of_channel(OURS, "C-1")) == {"U-CAL"}
    assert filled.read(lambda tx: tx.memberships.of_channel(OURS, "C-2")) == {"U-ANN"}


@pytest.mark.parametrize(
    ("team", "user", "channels"),
    [
        (OURS, "U-ANN", {"C-1", "C-2"}),
        (OURS, "U-BOB", {"C-1"}),
        (OURS, "U-NOBODY", set()),
        (THEIRS, "U-ANN", set()),
    ],
)
def test_the_channels_somebody_is_in(
    filled: Store, team: str, user: str, channels: set[str]
) -> None:
    assert filled.read(lambda tx: tx.memberships.channels_of(team, user)) == channels


@pytest.mark.parametrize(
    ("state", "carried"),
    [
        (SubscriptionState.ACTIVE, {"nps", "churn"}),
        (SubscriptionState.PAUSED, {"nps", "churn"}),
        (SubscriptionState.OFF, set()),
    ],
)
def test_a_digest_carries_its_kpis_to_the_members_of_its_channel(
    filled: Store, state: SubscriptionState, carried: set[str]
) -> None:
    filled.write(lambda tx: tx.subscriptions.put(OURS, replace(subscription(), state=state)))

    def carried_to(team: str, user: str) -> frozenset[str]:
        return filled.read(lambda tx: tx.memberships.kpis_carried_to(team, user))

    assert carried_to(OURS, "U-BOB") == carried
    assert carried_to(OURS, "U-NOBODY") == set()
    assert carried_to(THEIRS, "U-BOB") == set()
