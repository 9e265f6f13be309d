"""What storage refuses, as typed errors that carry what the answer needs."""

from __future__ import annotations

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


class BrokenReferences(StorageError):
    """After a migration some rows point at rows that are not there; it was rolled back."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        super().__init__(f"The migration left broken references in {', '.join(tables)}.")
        self.tables = tables


class StoreClosed(StorageError):
    """The store was closed: the program is stopping."""

    def __init__(self) -> None:
        super().__init__("The database was closed, because the program is stopping.")
