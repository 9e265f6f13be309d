from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import build

Run = Callable[..., Result]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "kpi.db"


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Whatever a command sets up for logging ends with the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def run(database: Path) -> Run:
    """Runs `kpi-bot` with these words, on a database of the test's own."""

    def run(*words: str, **variables: str) -> Result:
        clean = dict.fromkeys(("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"), "")
        environment = clean | {"DATABASE_URL": f"sqlite:///{database}"} | variables
        return CliRunner(env=environment).invoke(build(), list(words), catch_exceptions=False)

    return run
