import pytest

from storage.records import ClosedMonth
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS, closed_month

CLOSED, REOPENED, AGAIN = (
    closed_month(),
    closed_month(closed=False, reason="a late invoice"),
    closed_month(reason="done again"),
)


@pytest.mark.parametrize(
    ("lines", "stands"),
    [
        ([], None),
        ([CLOSED], CLOSED),
        ([CLOSED, REOPENED], None),
        ([CLOSED, REOPENED, AGAIN], AGAIN),
    ],
)
def test_a_month_is_what_was_said_of_it_last(
    store: Store, lines: list[ClosedMonth], stands: ClosedMonth | None
) -> None:
    def say(tx: Tx) -> None:
        for each in lines:
            tx.months.set(OURS, each)

    store.write(say)
    assert store.read(lambda tx: tx.months.is_closed(OURS, "2026-10")) == stands
    assert store.read(lambda tx: tx.months.history(OURS)) == tuple(lines[::-1])
    assert store.read(lambda tx: tx.months.is_closed(OURS, "2026-11")) is None
    assert store.read(lambda tx: tx.months.is_closed(THEIRS, "2026-10")) is None
