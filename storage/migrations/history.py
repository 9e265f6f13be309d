"""Triggers that keep an append-only table as it was written.

Rebuilding a table on SQLite (a batch migration) drops them: such a migration protects it again.
"""

from __future__ import annotations

from alembic import op

_UNLESS_ERASING = "NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.team = OLD.team)"
_REFUSING = f"""$$ BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        IF NOT ({_UNLESS_ERASING}) THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000';
END $$"""


def protect(table: str) -> None:
    """Refuse every UPDATE and DELETE of the table's rows."""
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = '23000'; END $$"
    )
    for change, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_is_append_only()"
        )


def let_erasing_pass(table: str) -> None:
    """Refuse changes of a protected table as before, but for a workspace named in `erasing`.

    Only `storage.erasing` names one there, and takes it out again in the same transaction.
    """
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            name = f"{table}_refuses_{change.lower()}"
            op.execute(f"DROP TRIGGER {name}")
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {change} ON {table} WHEN {_UNLESS_ERASING} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql "
        f"AS {_REFUSING}"
    )
