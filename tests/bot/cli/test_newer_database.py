from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from storage import migrations
from storage.engines import driver as sqlite3
from tests.bot.cli.conftest import Run

SETTINGS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s" * 32, "PORT": "0"}


@pytest.mark.usefixtures("own_logging")
def test_serve_refuses_a_newer_database_in_one_sentence(database: Path, run: Run) -> None:
    migrations.upgrade(f"sqlite:///{database}")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    ended = run("serve", **SETTINGS)
    assert ended.exit_code == 1
    [sentence] = ended.stderr.splitlines()
    assert sentence.startswith("The database is at version 9999, which this program does not know")
