"""What one workspace stores, another neither sees nor points at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.engine import Connection
from sqlmodel.sql.sqltypes import UTCDateTime

from kpi.period import Cadence
from storage.columns import Exact, Sequence
from storage.records import CaseEvent, DeliveryKind, DeliveryState, EventKind, Shown
from storage.store import Store
from storage.tables import Base
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
        lambda tx, _: tx.observations.of_kpi(THEIRS, "nps"),
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


FOREIGN_KEYS = [
    (table, key)
    for table in Base.metadata.sorted_tables
    for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name))
]


@pytest.mark.parametrize(
    ("table", "key"), FOREIGN_KEYS, ids=[f"{table.name}-{key.name}" for table, key in FOREIGN_KEYS]
)
def test_every_reference_names_the_workspace_first(
    table: sa.Table, key: sa.ForeignKeyConstraint
) -> None:
    assert next(iter(key.column_keys)) == "team", table.name
    assert key.elements[0].column.name == "team"


@pytest.mark.parametrize(
    ("table", "key"), FOREIGN_KEYS, ids=[f"{table.name}-{key.name}" for table, key in FOREIGN_KEYS]
)
def test_no_row_can_point_at_a_row_of_another_workspace(
    raw: Connection, table: sa.Table, key: sa.ForeignKeyConstraint
) -> None:
    """A row of ours that points at one there is in the other workspace alone is refused."""
    filler = Filler(raw)
    filler.workspace(THEIRS)
    parent = key.elements[0].column.table
    pointed: dict[str, Any] = {}
    if parent.name != "workspace":
        filler.workspace(OURS)
        pointed = filler.row(parent, THEIRS)
    names = {element.parent.key: element.column.key for element in key.elements}
    row = filler.values(table, OURS, but=key)
    row |= {own: pointed[other] for own, other in names.items() if own != "team"}
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
        raw.execute(sa.insert(table).values(row))


class Filler:
    """Rows that the database takes, made from what the tables say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = count(1)

    def workspace(self, team: str) -> None:
        """A workspace."""
        self.row(Base.metadata.tables["workspace"], team)

    def row(self, table: sa.Table, team: str) -> dict[str, Any]:
        """A new row of a workspace, and whatever it needs to point at."""
        values = self.values(table, team)
        self._connection.execute(sa.insert(table).values(values))
        return values

    def values(
        self, table: sa.Table, team: str, but: sa.ForeignKeyConstraint | None = None
    ) -> dict[str, Any]:
        """What such a row holds; the columns of `but` are for the caller to fill."""
        values = {
            column.key: self._value(column)
            for column in table.columns
            if column.key != "serial" and not (column.nullable and column.key not in NEEDED)
        }
        values["team"] = team
        for reference in table.foreign_key_constraints:
            columns = {one.parent.key: one.column.key for one in reference.elements}
            parent = reference.elements[0].column.table
            wanted = set(columns) - {"team"}
            if reference is but or not wanted or any(table.c[one].nullable for one in wanted):
                continue
            found = self.row(parent, team)
            values |= {own: found[other] for own, other in columns.items()}
        return values | FITTING.get(table.name, {})

    def _value(self, column: sa.Column[Any]) -> Any:
        kind = column.type
        if isinstance(kind, sa.Enum):
            return kind.enum_class and next(iter(kind.enum_class))
        if isinstance(kind, Exact):
            return Fraction(1)
        if isinstance(kind, Sequence):
            return ()
        if isinstance(kind, UTCDateTime | sa.DateTime):
            return NOW
        python = kind.python_type
        made: dict[type, Any] = {
            bool: True,
            int: next(self._numbers),
            dict: {},
            date: W46.first,
        }
        return made.get(python, f"x{next(self._numbers)}")


NEEDED = frozenset({"formula", "inputs"})
"""Columns that may be empty, but not in the rows made here."""
FITTING: dict[str, dict[str, Any]] = {
    "delivery": {"kind": DeliveryKind.POST, "state": DeliveryState.DUE},
    "subscription": {"day": 1, "hour": 1, "minute": 1},
    "target": {"op": None, "value": None},
}
"""What a table's other constraints ask for."""
