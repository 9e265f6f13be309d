"""What was written stays as it was written."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.records import CaseEvent, EventKind, Renaming
from storage.store import Store
from storage.tables import APPEND_ONLY
from storage.tx import Tx
from tests.storage.made import NOW, OURS, case, closed_month, new, rebase, redaction


@pytest.fixture
def written(store: Store) -> None:
    def write(tx: Tx) -> None:
        number = tx.observations.append(OURS, new(), 0).number
        stands = tx.cases.add(OURS, case(number), NOW)
        event = CaseEvent(kind=EventKind.OPENED, actor="", text="NPS fell", at=NOW)
        tx.cases.add_event(OURS, stands.id, event)
        tx.segments.rename(OURS, Renaming(name="a:1", means="a:2", actor="U-ANN", at=NOW))
        tx.segments.rename(OURS, Renaming(name="KR", means="Korea", actor="U-ANN", at=NOW))
        tx.months.set(OURS, closed_month())
        tx.rebases.add(OURS, rebase())
        tx.redactions.add(OURS, redaction())
        tx.erasures.erase("T-GONE", "root", "asked for", NOW)

    store.write(write)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET team = team", "DELETE FROM {}"])
def test_the_database_refuses_to_change_history(raw: Connection, table: str, change: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        raw.exec_driver_sql(change.format(table))


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_postgresql_refuses_to_empty_history(raw: Connection, table: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        raw.exec_driver_sql(f"TRUNCATE {table} CASCADE")
