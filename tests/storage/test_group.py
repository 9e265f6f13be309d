"""Group commit, without a database: the transaction is a list."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

import pytest

from storage.group import Group, Piece
from tests.storage.made import until


class Disk:
    """Remembers what each commit wrote; waits at its gate before each is durable."""

    def __init__(self) -> None:
        self.commits: list[int] = []
        self.gate = threading.Semaphore(0)
        self.reached = threading.Semaphore(0)
        self.broken = False

    def commit(self, pieces: list[Piece[Any]]) -> None:
        for piece in pieces:
            piece.run()
        self.reached.release()
        self.gate.acquire()
        if self.broken:
            raise OSError("no space left")
        self.commits.append(len(pieces))


def fail() -> None:
    raise ZeroDivisionError


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def group(disk: Disk) -> Group:
    return Group(disk.commit)


def submit(group: Group, pool: ThreadPoolExecutor, count: int) -> list[Future[int]]:
    """Futures of works that return 0, 1, 2, …, queued in this order."""
    futures = []
    for number in range(count):
        futures.append(pool.submit(group.do, lambda number=number: number))
        until(lambda: len(group._waiting) == len(futures))
    return futures


def test_a_caller_returns_only_after_the_commit(disk: Disk, group: Group) -> None:
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(group.do, lambda: "done")
        disk.reached.acquire()
        assert not future.done()
        disk.gate.release()
        assert future.result() == "done"


def test_what_waits_for_one_commit_shares_the_next(disk: Disk, group: Group) -> None:
    with ThreadPoolExecutor(6) as pool:
        leader = pool.submit(group.do, lambda: "first")
        disk.reached.acquire()
        followers = submit(group, pool, 5)
        disk.gate.release(2)
        assert leader.result() == "first"
        assert [each.result() for each in followers] == list(range(5))
    assert disk.commits == [1, 5]


def test_a_commit_that_fails_fails_for_everybody_in_it(disk: Disk, group: Group) -> None:
    with ThreadPoolExecutor(4) as pool:
        leader = pool.submit(group.do, lambda: "first")
        disk.reached.acquire()
        followers = submit(group, pool, 3)
        disk.gate.release()
        assert leader.result() == "first"
        disk.reached.acquire()
        disk.broken = True
        disk.gate.release()
        for each in followers:
            with pytest.raises(OSError, match="no space left"):
                each.result()
    disk.broken = False
    disk.gate.release()
    assert group.do(lambda: "again") == "again"


def test_a_work_that_fails_is_raised_to_its_caller_alone(disk: Disk, group: Group) -> None:
    disk.gate.release(2)
    with pytest.raises(ZeroDivisionError):
        group.do(fail)
    assert group.do(lambda: "next") == "next"


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_ever(
    disk: Disk, group: Group
) -> None:
    disk.gate.release()
    with pytest.raises(RuntimeError, match="cannot start another"):
        group.do(lambda: group.do(lambda: "inner"))


def test_whoever_leads_does_each_work_as_its_caller_would(disk: Disk, group: Group) -> None:
    language = ContextVar("language", default="en")

    def speaks(code: str) -> str:
        language.set(code)
        return group.do(language.get)

    codes = ["ko", "zh", "en"]
    with ThreadPoolExecutor(4) as pool:
        leader = pool.submit(group.do, lambda: "first")
        disk.reached.acquire()
        followers = [pool.submit(speaks, code) for code in codes]
        until(lambda: len(group._waiting) == len(codes))
        disk.gate.release(2)
        assert leader.result() == "first"
        assert [each.result() for each in followers] == codes
