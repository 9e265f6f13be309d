"""kpi-bot workspace and kpi-bot keys."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from zipfile import ZipFile

import pytest

from bot.installing.vault import Vault
from bot.settings import load_settings
from storage.records import Installation
from storage.store import Store, open_store
from storage.tx import Tx
from tests.bot.cli.conftest import Run

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
OLD, NEW = "A" * 43 + "=", "E" * 43 + "="


@pytest.fixture
def store(upgraded_file: Path, database: Path) -> Iterator[Store]:
    """Three workspaces: in use, gone, and one that refuses the bot."""
    url = f"sqlite:///{database}"
    copyfile(upgraded_file, database)
    opened = open_store(url, lambda: NOW)

    def begin(tx: Tx) -> None:
        for team, name in (("T-ONE", "Acme"), ("T-TWO", "Beta"), ("T-SIX", "")):
            tx.workspaces.ensure(team, name, NOW)
        tx.absences.left("T-TWO", "app_uninstalled", NOW, NOW + timedelta(days=30))
        tx.absences.refused("T-SIX", "invalid_auth", NOW)

    opened.write(begin)
    yield opened
    opened.close()


@pytest.mark.usefixtures("store")
def test_every_workspace_is_listed_with_what_became_of_it(run: Run) -> None:
    assert run("workspace", "list").stdout.splitlines() == [
        "T-ONE  Acme  in use",
        "T-SIX  (no name yet)  refused the bot on 2026-11-16 (invalid_auth)",
        "T-TWO  Beta  removed the bot on 2026-11-16; its data is erased on 2026-12-16",
    ]


def test_without_workspaces_it_says_so(run: Run) -> None:
    assert run("workspace", "list").stdout == "There is no workspace yet.\n"


@pytest.mark.usefixtures("store")
def test_a_workspace_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "acme.zip"
    done = run("workspace", "export", "T-ONE", str(file))
    assert (done.exit_code, done.stdout) == (0, f"Everything of T-ONE is in {file} (rows: 1).\n")
    assert "json/observation.json" in ZipFile(file).namelist()
    again = run("workspace", "export", "T-ONE", str(file))
    assert (again.exit_code, again.stderr) == (
        1,
        f"{file} is there already: name a file that is not.\n",
    )


@pytest.mark.usefixtures("store")
def test_a_file_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "acme.zip"
    done = run("workspace", "export", "T-ONE", str(file))
    assert (done.exit_code, done.stderr) == (
        1,
        f"{file} cannot be written: No such file or directory.\n",
    )


@pytest.mark.parametrize("words", [("export", "T-NO", "x.zip"), ("delete", "T-NO", "--yes")])
def test_an_unknown_workspace_is_said_in_a_sentence(run: Run, words: tuple[str, ...]) -> None:
    done = run("workspace", *words)
    assert (done.exit_code, done.stderr) == (
        1,
        "There is no workspace T-NO: kpi-bot workspace list names them.\n",
    )


def test_a_workspace_is_deleted_when_its_deletion_is_confirmed(run: Run, store: Store) -> None:
    asked = run("workspace", "delete", "T-ONE")
    assert asked.exit_code != 0
    assert store.read(lambda tx: tx.workspaces.get("T-ONE")) is not None
    done = run("workspace", "delete", "T-ONE", "--yes")
    assert done.exit_code == 0
    assert done.stdout.startswith("Everything of T-ONE is erased (rows: 1).")
    assert store.read(lambda tx: tx.workspaces.get("T-ONE")) is None
    assert store.read(lambda tx: tx.workspaces.get("T-TWO")) is not None
    (kept,) = store.read(lambda tx: tx.erasures.all())
    assert kept.actor.endswith(", on the command line")


def test_a_new_key_is_one_the_settings_take(run: Run) -> None:
    key = run("keys", "new").stdout.strip()
    env = {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "x",
        "SLACK_SIGNING_SECRET": "x",
        "KPI_BOT_SECRET_KEYS": key,
    }
    assert load_settings(env).keys == (key,)


def keep_token(store: Store, key: str) -> None:
    made = Installation(
        team="T-ONE",
        organisation=False,
        name="Acme",
        bot_user="U-BOT",
        scopes=(),
        installer="U-KIM",
        token=Vault([key]).seal("xoxb-1"),
        refresh_token=None,
        expires_at=None,
        problem="",
        issue="1",
        installed_at=NOW,
    )
    store.write(lambda tx: tx.installations.put(made))


def test_keys_are_changed_without_losing_a_token(run: Run, store: Store) -> None:
    keep_token(store, OLD)
    done = run("keys", "rotate", KPI_BOT_SECRET_KEYS=f"{NEW}, {OLD}")
    assert (done.exit_code, done.stdout) == (
        0,
        "All tokens are sealed with the first key now (installations: 1).\n",
    )
    (kept,) = store.read(lambda tx: tx.installations.all())
    assert Vault([NEW]).open(kept.token) == "xoxb-1"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("", "KPI_BOT_SECRET_KEYS is not set: kpi-bot keys new makes one"),
        ("short", "KPI_BOT_SECRET_KEYS must be keys that kpi-bot keys new made"),
        (NEW, "KPI_BOT_SECRET_KEYS cannot open the tokens of 1 of 1 installations"),
    ],
)
def test_keys_that_will_not_do_are_said_in_a_sentence(
    run: Run, store: Store, keys: str, says: str
) -> None:
    keep_token(store, OLD)
    done = run("keys", "rotate", KPI_BOT_SECRET_KEYS=keys)
    assert done.exit_code == 1
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1
    (kept,) = store.read(lambda tx: tx.installations.all())
    assert Vault([OLD]).open(kept.token) == "xoxb-1"


@pytest.mark.usefixtures("own_logging")
def test_serving_with_the_wrong_keys_ends_with_a_sentence(run: Run, store: Store) -> None:
    keep_token(store, OLD)
    # On a port that is taken it would end in any case.
    with socket.create_server(("0.0.0.0", 0)) as taken:
        done = run(
            "serve",
            SLACK_CLIENT_ID="1.2",
            SLACK_CLIENT_SECRET="x",
            SLACK_SIGNING_SECRET="0" * 32,
            KPI_BOT_SECRET_KEYS=NEW,
            PORT=str(taken.getsockname()[1]),
        )
    assert done.exit_code == 1
    assert "cannot open the tokens of 1 of 1 installations" in done.stderr
    assert "Traceback" not in done.stderr
