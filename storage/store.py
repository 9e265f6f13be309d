"""The store: durable transactions on SQLite or PostgreSQL, each given the repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any, Protocol, TypeAlias, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPICursor

from storage import migrations
from storage.checkpoints import Checkpointer
from storage.engines import file_of, parse, postgresql_engine, sqlite_engine
from storage.group import Group, Piece
from storage.statement import Session
from storage.tx import Tx
from storage.usage import Usage

T = TypeVar("T")
Clock: TypeAlias = Callable[[], datetime]

# The checkpointer keeps the log short; 20,000 pages (80 MB) is where SQLite steps in.
_WRITER = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "wal_autocheckpoint = 20000",
)
_RUNS = 5
"""How often work is run on PostgreSQL until it gets through."""
_COLLISIONS = {"40001", "40P01", "23505"}
"""PostgreSQL's words for them: not serialisable, deadlock, the same key at the same time."""
_CHECKPOINTER = ("busy_timeout = 10000",)
_READER = ("busy_timeout = 10000", "query_only = ON")


class Store(Protocol):
    """Where everything is kept."""

    def write(self, work: Callable[[Tx], T]) -> T:
        """What `work` returned, once all it wrote is durable; if it raises, nothing is kept.

        `work` may run in another caller's thread, and must not start another write. It may run
        more than once, so it must change nothing but the database.
        """
        ...

    def read(self, work: Callable[[Tx], T]) -> T:
        """What `work` returned, from one consistent view. It cannot write."""
        ...

    def ping(self) -> None:
        """Raises when the database does not answer."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


def open_store(url: str, clock: Clock) -> Store:
    """The store at a database address; `clock` gives the present instant. Raises BadDatabaseUrl.

    A file or a server must have been upgraded before (`storage.migrations.upgrade`); a database
    in memory ("sqlite://") lives and dies with its store, and starts with every table.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "postgresql":
        return PostgresqlStore(postgresql_engine(parsed), clock)
    if file_of(parsed) is None:
        return MemoryStore(sqlite_engine(parsed, "foreign_keys = ON"), clock)
    checkpointer = Checkpointer(sqlite_engine(parsed, *_CHECKPOINTER))
    writer, readers = sqlite_engine(parsed, *_WRITER), sqlite_engine(parsed, *_READER)
    return FileStore(writer, readers, checkpointer, clock)


class FileStore:
    """SQLite in a file: one writer at a time, in the order of the calls; readers beside it."""

    def __init__(
        self, writer: Engine, readers: Engine, checkpointer: Checkpointer, clock: Clock
    ) -> None:
        self._writer = _SqliteWriter(writer, clock, checkpointer.committed)
        self._checkpointer = checkpointer
        self._readers = readers
        self._clock = clock
        self._usage = Usage()

    def write(self, work: Callable[[Tx], T]) -> T:
        """See Store."""
        with self._usage:
            return self._writer.write(work)

    def read(self, work: Callable[[Tx], T]) -> T:
        """See Store."""
        with self._usage, _cursor(self._readers) as cursor:
            cursor.execute("BEGIN")
            return work(Tx(Session(cursor, self._readers.dialect, self._clock())))

    def ping(self) -> None:
        """See Store."""
        with self._usage, _cursor(self._readers) as cursor:
            cursor.execute("SELECT 1")

    def close(self) -> None:
        """See Store."""
        self._usage.end()
        self._checkpointer.close()
        self._writer.close()
        self._readers.dispose()


class MemoryStore:
    """SQLite in memory, on one connection."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        with engine.connect() as connection:
            migrations.fill(connection)
        self._writer = _SqliteWriter(engine, clock, lambda _cursor: None)
        self._usage = Usage()

    def write(self, work: Callable[[Tx], T]) -> T:
        """See Store."""
        with self._usage:
            return self._writer.write(work)

    def read(self, work: Callable[[Tx], T]) -> T:
        """See Store."""
        with self._usage:
            return self._writer.read(work)

    def ping(self) -> None:
        """See Store."""

    def close(self) -> None:
        """See Store."""
        self._usage.end()
        self._writer.close()


class PostgresqlStore:
    """A PostgreSQL server, shared by any number of programs."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._errors: Any = engine.dialect.loaded_dbapi.Error

    def write(self, work: Callable[[Tx], T]) -> T:
        """See Store.

        Work that collided with somebody else's runs anew: then it sees what they wrote, and
        where that is in its way it says so by an error of its own.
        """
        runs = count(1)
        while True:
            try:
                return self._written(work)
            except self._errors as error:
                if error.sqlstate not in _COLLISIONS or next(runs) == _RUNS:
                    raise

    def _written(self, work: Callable[[Tx], T]) -> T:
        with _cursor(self._engine) as cursor:
            tx = Tx(Session(cursor, self._engine.dialect, self._clock()))
            result = work(tx)
            if tx.deliveries.added:
                tx.jobs.wake_senders()
            cursor.connection.commit()
            return result

    def read(self, work: Callable[[Tx], T]) -> T:
        """See Store."""
        with _cursor(self._engine) as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return work(Tx(Session(cursor, self._engine.dialect, self._clock())))

    def ping(self) -> None:
        """See Store."""
        with _cursor(self._engine) as cursor:
            cursor.execute("SELECT 1")

    def close(self) -> None:
        """See Store."""
        self._engine.dispose()


class _SqliteWriter:
    """The one connection that writes, and the queue for it."""

    def __init__(
        self, engine: Engine, clock: Clock, committed: Callable[[DBAPICursor], None]
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._committed = committed
        self._connection = engine.raw_connection()
        self._cursor = self._connection.cursor()
        self._group = Group(self._commit)

    def write(self, work: Callable[[Tx], T]) -> T:
        return self._group.do(lambda: work(self._tx()))

    def read(self, work: Callable[[Tx], T]) -> T:
        return self._group.do(lambda: self._without_writing(work))

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _tx(self) -> Tx:
        return Tx(Session(self._cursor, self._engine.dialect, self._clock()))

    def _without_writing(self, work: Callable[[Tx], T]) -> T:
        self._cursor.execute("PRAGMA query_only = ON")
        try:
            return work(self._tx())
        finally:
            self._cursor.execute("PRAGMA query_only = OFF")

    def _commit(self, pieces: list[Piece[Any]]) -> None:
        """All pieces in one transaction, each undone alone if it fails."""
        self._cursor.execute("BEGIN IMMEDIATE")
        try:
            if len(pieces) > 1:
                self._run_each(pieces)
            elif not pieces[0].run():
                self._connection.rollback()
                return
            self._cursor.execute("COMMIT")
            self._committed(self._cursor)
        except BaseException:
            self._connection.rollback()
            raise

    def _run_each(self, pieces: list[Piece[Any]]) -> None:
        """Each with its savepoint, for which SQLite copies every page that is changed."""
        for piece in pieces:
            self._cursor.execute("SAVEPOINT piece")
            if not piece.run():
                self._cursor.execute("ROLLBACK TO piece")
            self._cursor.execute("RELEASE piece")


@contextmanager
def _cursor(engine: Engine) -> Iterator[DBAPICursor]:
    """A pooled connection's cursor; what was not committed is rolled back."""
    connection = engine.raw_connection()
    try:
        yield connection.cursor()
    finally:
        connection.close()
