from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, on any machine: a failure is a failure for everybody.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Address of an empty PostgreSQL server of this test process."""
    from tests.postgresql import running_server  # noqa: PLC0415 - most processes need none

    with running_server() as address:
        yield address


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file of the newest version, to copy."""
    from storage import migrations  # noqa: PLC0415 - most processes of few tests need none

    file = tmp_path_factory.mktemp("upgraded") / "kpi.db"
    migrations.upgrade(f"sqlite:///{file}")
    return file


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what a run left out, so that a green one is not taken for more than it is."""
    if terminalreporter.config.option.markexpr == "not e2e":
        terminalreporter.write_line(
            "Not run here: the tests of the sandbox page in a browser. They are run by make e2e."
        )
