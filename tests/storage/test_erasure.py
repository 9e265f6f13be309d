"""A workspace that is erased is gone from every table, and no other workspace is touched."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.erasure import KEPT
from storage.records import Erasure
from storage.store import Store
from storage.tables import APPEND_ONLY, Base
from tests.storage.every_table import SHARED, fill, rows_of
from tests.storage.made import NOW

GOING, STAYING = "T-GOING", "T-STAYING"


@pytest.fixture
def filled(store: Store, raw: Connection) -> Connection:
    """A database with a row in every table for two workspaces."""
    store.ping()
    for team in (GOING, STAYING):
        fill(raw, team)
    return raw


def erase(store: Store) -> Erasure:
    return store.write(lambda tx: tx.erasures.erase(GOING, "kim", "asked for", NOW))


def test_every_table_belongs_to_workspaces_or_is_known_not_to() -> None:
    without = {one.name for one in Base.metadata.sorted_tables if "team" not in one.c}
    assert without == SHARED


def test_nothing_of_the_workspace_is_left_in_any_table(store: Store, filled: Connection) -> None:
    before = rows_of(filled, GOING)
    assert all(before.values())
    erased = erase(store)
    after = rows_of(filled, GOING)
    assert {name for name, rows in after.items() if rows} == {"erasure"}
    assert erased.rows == sum(len(rows) for name, rows in before.items() if name not in KEPT)


def test_nothing_of_another_workspace_is_touched(store: Store, filled: Connection) -> None:
    before = rows_of(filled, STAYING)
    erase(store)
    assert rows_of(filled, STAYING) == before


def test_who_did_it_when_and_how_many_rows_is_kept_for_good(
    store: Store, filled: Connection
) -> None:
    erased = erase(store)
    assert (erased.actor, erased.reason, erased.at) == ("kim", "asked for", NOW)
    assert store.read(lambda tx: tx.erasures.all())[-1] == erased
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        filled.exec_driver_sql("DELETE FROM erasure")


def test_history_is_as_guarded_afterwards_as_before(store: Store, filled: Connection) -> None:
    erase(store)
    assert filled.exec_driver_sql("SELECT count(*) FROM erasing").scalar() == 0
    for table in APPEND_ONLY:
        with pytest.raises(sa.exc.IntegrityError, match="append-only"):
            filled.exec_driver_sql(f"DELETE FROM {table}")
        filled.rollback()


def test_an_erasure_that_fails_erases_nothing(store: Store, filled: Connection) -> None:
    before = rows_of(filled, GOING)

    with pytest.raises(ZeroDivisionError):
        store.write(lambda tx: (tx.erasures.erase(GOING, "kim", "asked for", NOW), 1 // 0))
    assert rows_of(filled, GOING) == before


def test_a_copy_holds_every_table_and_no_token(store: Store, filled: Connection) -> None:
    tables = store.read(lambda tx: [*tx.workspace_copies.tables(GOING)])
    held = {one.table: one for one in tables}
    assert held.keys() == {*rows_of(filled, GOING)} - KEPT
    assert all(one.rows for one in tables)
    assert not {"token", "refresh_token"} & {*held["installation"].columns}
    assert {row[held["figure"].columns.index("team")] for row in held["figure"].rows} == {GOING}


@pytest.mark.usefixtures("filled")
def test_values_are_copied_without_loss(store: Store) -> None:
    tables = store.read(lambda tx: [*tx.workspace_copies.tables(GOING)])
    (workspace,) = [one for one in tables if one.table == "workspace"]
    row = dict(zip(workspace.columns, workspace.rows[0], strict=True))
    assert row["fall_percent"] == "1/3"
    assert row["created_at"] == "2026-11-16T09:00:00+00:00"
