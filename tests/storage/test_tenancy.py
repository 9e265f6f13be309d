"""What one workspace stores, another neither sees nor points at."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kpi.period import Cadence
from storage.records import CaseEvent, DeliveryKind, EventKind, Shown
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import (
    NOW,
    OURS,
    THEIRS,
    W46,
    case,
    key,
    message,
    new,
    occurrence,
    subscription,
)


@dataclass(frozen=True)
class Ids:
    """What there is in our workspace."""

    number: int
    delivery: str
    case: str
    occurrence: str = "occ-1"
    subscription: str = "sub-1"


@pytest.fixture
def ids(store: Store) -> Ids:
    def fill(tx: Tx) -> Ids:
        number = tx.observations.append(OURS, new(), 0).number
        tx.subscriptions.put(OURS, subscription())
        tx.occurrences.plan(OURS, occurrence())
        delivery = tx.deliveries.add(OURS, message())
        stands = tx.cases.add(OURS, case(number), NOW)
        return Ids(number, delivery.id, stands.id)

    return store.write(fill)


@pytest.mark.parametrize(
    "look",
    [
        lambda tx, _: tx.observations.latest(THEIRS, key()),
        lambda tx, ids: tx.observations.by_number(THEIRS, ids.number),
        lambda tx, ids: tx.observations.revisions(THEIRS, ids.number),
        lambda tx, _: tx.observations.of_period(THEIRS, W46),
        lambda tx, _: tx.observations.history(THEIRS, "nps", "", Cadence.WEEK, limit=9),
        lambda tx, _: tx.observations.newest(THEIRS, "nps", "", Cadence.WEEK, W46),
        lambda tx, _: tx.observations.earliest(
            THEIRS, "nps", "", Cadence.WEEK, since=None, limit=9
        ),
        lambda tx, _: tx.observations.kpis(THEIRS),
        lambda tx, _: tx.observations.segments(THEIRS, "nps"),
        lambda tx, _: tx.subscriptions.all(THEIRS),
        lambda tx, _: tx.subscriptions.of_channel(THEIRS, "C-1"),
        lambda tx, ids: tx.occurrences.get(THEIRS, ids.occurrence),
        lambda tx, _: tx.occurrences.recent(THEIRS, "C-1", 9),
        lambda tx, ids: tx.deliveries.get(THEIRS, ids.delivery),
        lambda tx, _: tx.deliveries.of_subject(THEIRS, ""),
        lambda tx, ids: tx.cases.get(THEIRS, ids.case),
        lambda tx, _: tx.cases.open_of(THEIRS, "nps", ""),
        lambda tx, _: tx.cases.last_of(THEIRS, "nps", ""),
    ],
)
def test_ids_of_another_workspace_answer_like_unknown_ones(
    store: Store, ids: Ids, look: Callable[[Tx, Ids], Any]
) -> None:
    assert not store.read(lambda tx: look(tx, ids))


@pytest.mark.parametrize(
    "point",
    [
        lambda tx, ids: tx.deliveries.add(
            THEIRS, message(kind=DeliveryKind.REPLY, parent=ids.delivery)
        ),
        lambda tx, ids: tx.deliveries.add(
            THEIRS, message(kind=DeliveryKind.UPDATE, target=ids.delivery)
        ),
        lambda tx, ids: tx.occurrences.plan(
            THEIRS, replace(occurrence(), subscription=ids.subscription)
        ),
        lambda tx, ids: tx.cases.add(THEIRS, case(ids.number), NOW),
        lambda tx, ids: tx.cases.add_event(
            THEIRS, ids.case, CaseEvent(kind=EventKind.NOTED, actor="U-EVE", text="", at=NOW)
        ),
        lambda tx, ids: tx.deliveries.shown(
            THEIRS, ids.delivery, [Shown(delivery="", number=ids.number, revision=1)]
        ),
        lambda tx, ids: tx.deliveries.shown(
            THEIRS,
            tx.deliveries.add(THEIRS, message()).id,
            [Shown(delivery="", number=ids.number, revision=1)],
        ),
    ],
)
def test_the_database_refuses_rows_that_point_into_another_workspace(
    store: Store, ids: Ids, point: Callable[[Tx, Ids], Any]
) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key constraint"):
        store.write(lambda tx: point(tx, ids))


def test_a_digest_cannot_be_given_a_message_of_another_workspace(store: Store, ids: Ids) -> None:
    theirs = store.write(lambda tx: tx.deliveries.add(THEIRS, message()))
    with pytest.raises(Exception, match=r"(?i)foreign key constraint"):
        store.write(lambda tx: tx.occurrences.set_delivery(OURS, ids.occurrence, theirs.id))
    with pytest.raises(Exception, match=r"(?i)foreign key constraint"):
        store.write(lambda tx: tx.cases.posted_by(OURS, ids.case, theirs.id))
