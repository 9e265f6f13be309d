from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from bot.cli.postgresql import ELSEWHERE
from storage import migrations
from storage.store import open_store
from tests.bot.cli.conftest import Run
from tests.storage.made import NOW, OURS, Clock

# Put together here, so that no scanner takes this file for a leak.
SERVER = "postgresql://kpi:{}@db.example:5433/kpi?sslmode=require&sslpassword={}"
PASSWORDS = ("hunter2", "swordfish")


@pytest.fixture
def filled(upgraded_file: Path, database: Path) -> Path:
    url = f"sqlite:///{database}"
    copyfile(upgraded_file, database)
    store = open_store(url, Clock())
    store.write(lambda tx: tx.workspaces.ensure(OURS, "Ours", NOW))
    store.close()
    return database


def test_a_backup_is_made_and_put_back_and_both_say_what_was_done(
    filled: Path, run: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "monday.backup"
    made = run("backup", str(copy))
    assert made.exit_code == 0
    assert made.stdout.startswith(f"{copy} holds the whole database: version {migrations.head()}, ")
    assert made.stderr == ""
    restored = run("restore", str(copy))
    assert restored.exit_code == 0
    said = restored.stdout.splitlines()
    assert said[0].startswith(f"{filled} is what {copy} holds: ")
    assert said[1].startswith(f"The database that was there is kept as {filled}.2")
    assert len(list(tmp_path.glob("*.replaced"))) == 1


@pytest.mark.usefixtures("filled")
def test_a_file_that_is_there_is_replaced_only_by_force(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "precious.txt"
    copy.write_text("precious")
    refused = run("backup", str(copy))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"{copy} is there already: choose another name, or add --force to replace it.\n"
    )
    assert copy.read_text() == "precious"
    assert run("backup", str(copy), "--force").exit_code == 0
    assert copy.read_bytes().startswith(b"SQLite format 3")


def test_what_cannot_be_restored_ends_with_a_sentence(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "monday.backup"
    copy.write_text("something else, long enough to be taken for a database " * 100)
    refused = run("restore", str(copy))
    assert (refused.exit_code, refused.stdout) == (1, "")
    [sentence] = refused.stderr.splitlines()
    assert sentence.startswith(f"{copy} cannot be used: ")


def test_a_system_that_refuses_ends_with_a_sentence(filled: Path, run: Run) -> None:
    refused = run("backup", str(filled.parent), "--force")
    assert refused.exit_code == 1
    assert refused.stderr == "The copy could not be made: Is a directory.\n"


def test_a_database_in_memory_is_not_copied(run: Run, tmp_path: Path) -> None:
    refused = run("backup", str(tmp_path / "copy"), DATABASE_URL="sqlite://")
    assert refused.exit_code == 1
    assert "names no file" in refused.stderr


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        (
            "backup",
            (
                "pg_dump --format=custom --no-owner --file='my backup' "
                "'postgresql://kpi@db.example:5433/kpi?sslmode=require'"
            ),
        ),
        (
            "restore",
            (
                "pg_restore --clean --if-exists --no-owner --single-transaction "
                "--dbname='postgresql://kpi@db.example:5433/kpi?sslmode=require' 'my backup'"
            ),
        ),
    ],
)
def test_on_a_server_what_to_type_is_printed_without_the_password(
    command: str, typed: str, run: Run
) -> None:
    told = run(command, "my backup", DATABASE_URL=SERVER.format(*PASSWORDS))
    assert (told.exit_code, told.stdout) == (ELSEWHERE, "")
    assert typed in [line.strip() for line in told.stderr.splitlines()]
    assert not any(one in told.stderr for one in PASSWORDS)
