from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from bot.cli import COMMANDS, Listed
from tests.bot.cli.conftest import Run


def test_help_lists_every_command(run: Run) -> None:
    listed = run("--help")
    assert listed.exit_code == 0
    for command in COMMANDS:
        assert command.help in " ".join(listed.stdout.split()), command.name


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: listed.name)
def test_every_listed_command_can_be_loaded_and_explains_itself(listed: Listed, run: Run) -> None:
    assert isinstance(import_module(f"bot.cli.{listed.module}").app, typer.Typer)
    explained = " ".join(run(listed.name, "--help").stdout.split())
    assert f"Usage: kpi-bot {listed.name}" in explained
    assert "completion" not in explained


@pytest.mark.parametrize(
    ("name", "spared"),
    [
        ("serve", "rich.console"),
        ("worker", "rich.console"),
        ("serve", "sqlalchemy.dialects.postgresql"),
        ("serve", "procrastinate"),
        ("serve", "alembic"),
    ],
)
def test_a_command_loads_nothing_that_only_others_need(name: str, spared: str) -> None:
    program = (
        "import sys, typer\n"
        "from bot.cli import build\n"
        "group = typer.main.get_command(build())\n"
        f"group.resolve_command(typer.Context(group), [{name!r}])\n"
        "assert 'structlog' in sys.modules\n"
        f"sys.exit({spared!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_mistyped_command_is_a_usage_error_with_the_nearest_one(run: Run) -> None:
    refused = run("clac")
    assert refused.exit_code == 2
    assert "'calc'" in refused.stderr


MISTAKES = [
    (("calc", "banana"), 2, 'no KPI called "banana"'),
    (("calc", "nps", "1700"), 2, "Missing: passives and detractors"),
    (("calc", "nps", "1", "2", "3", "--jsn"), 2, 'no option "--jsn"'),
    (("calc", "nps", "promoters=1", "promoters=2"), 2, "promoters is given twice"),
    (("calc", "nps", "1", "2", "3", "--set", "gallup"), 2, "has no benchmark set gallup"),
    (("calc", "nps", "0", "0", "0"), 1, "is undefined"),
    (("manifest", "--socket", "--url", "https://a.example"), 2, "not both"),
    (("manifest", "--url", "http://a.example"), 2, "https:// addresses only"),
    (("serve",), 1, "SLACK_BOT_TOKEN is not set"),
]


@pytest.mark.parametrize(("words", "code", "says"), MISTAKES)
def test_a_mistake_ends_with_one_sentence_and_no_traceback(
    words: tuple[str, ...], code: int, says: str, run: Run
) -> None:
    refused = run(*words)
    assert refused.exit_code == code
    assert says in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stdout == ""


@pytest.mark.parametrize(
    "words", [("db", "upgrade"), ("import", "setup.csv"), ("digest", "preview")]
)
def test_a_database_that_cannot_be_used_is_named(
    words: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("setup.csv").write_text("kpi,period\n")
    refused = run(*words, DATABASE_URL="mysql://localhost/kpi")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("DATABASE_URL names ")


def test_the_database_is_upgraded_once(run: Run) -> None:
    assert "is now at version" in run("db", "upgrade").stdout
    assert "already" in run("db", "upgrade").stdout
