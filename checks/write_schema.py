"""Writes what new SQLite databases are made from, after a migration: `make schema`."""

from pathlib import Path

from storage import migrations
from storage.engines import parse, sqlite_engine
from storage.migrations import snapshot

if __name__ == "__main__":
    with sqlite_engine(parse("sqlite://")).connect() as connection:
        migrations.build(connection)
        made = snapshot.text_of(connection)
    Path("storage/migrations/schema.sql").write_text(made, encoding="utf-8")
