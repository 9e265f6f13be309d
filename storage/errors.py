"""What storage refuses, as typed errors that carry what the answer needs."""

from __future__ import annotations

from pathlib import Path

from storage.records import Case, Observation


class StorageError(Exception):
    """Base of the errors below; its text is a sentence."""


class Conflict(StorageError):
    """Somebody else wrote the figure first; nothing was stored."""

    def __init__(self, current: Observation) -> None:
        super().__init__(f"Figure {current.number} already stands at revision {current.revision}.")
        self.current = current
        """The revision that stands."""


class StaleCase(StorageError):
    """Somebody else changed or opened the case first; nothing was stored."""

    def __init__(self, current: Case) -> None:
        super().__init__(f"Case {current.id} already stands at version {current.version}.")
        self.current = current
        """The case as it stands."""


class NewerDatabase(StorageError):
    """The database was last used by a newer version of the program."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at version {revision}, which this program does not know: "
            "start the newer program that made it, or restore a backup."
        )
        self.revision = revision


class BadDatabaseUrl(StorageError):
    """DATABASE_URL is not one this program can use."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"DATABASE_URL {problem}: use sqlite:///path/to/file.db "
            "or postgresql://user:password@host/name."
        )
        self.field = "DATABASE_URL"


class Unreachable(StorageError):
    """The database server does not answer, or does not let the program in."""

    def __init__(self, address: str, kind: str) -> None:
        super().__init__(
            f"{address} cannot be reached ({kind}): check host, name and password in DATABASE_URL."
        )


class BrokenReferences(StorageError):
    """After a migration some rows point at rows that are not there; it was rolled back."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        super().__init__(f"The migration left broken references in {', '.join(tables)}.")
        self.tables = tables


class StoreClosed(StorageError):
    """The store was closed: the program is stopping."""

    def __init__(self) -> None:
        super().__init__("The database was closed, because the program is stopping.")


class BrokenFile(StorageError):
    """An SQLite file is damaged, or a copy of it is not what it was made from."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file} cannot be used: {problem}.")
        self.file = file
        self.problem = problem


class NoFile(StorageError):
    """A file that should be there is not, or one stands where none may."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file} {problem}.")
        self.file = file


class DatabaseInUse(StorageError):
    """A running program has the database open."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is in use: stop the program that has it open, then try again.")
        self.file = file
