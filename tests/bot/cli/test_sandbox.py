"""`kpi-bot sandbox`: its environment on standard output, its page beside it."""

import os
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.bot.cli.conftest import Run

COMMAND = (sys.executable, "-c", "from bot.cli import main; main()", "sandbox")


@pytest.mark.parametrize(("options", "has_page"), [((), True), (("--no-page",), False)])
def test_standard_output_is_the_environment_and_the_page_is_named_beside_it(
    options: tuple[str, ...], has_page: bool
) -> None:
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        names = [running.stdout.readline().partition("=")[0] for _ in range(3)]
        if has_page:
            address = running.stderr.readline().rpartition(" ")[2].strip()
            with urlopen(address, timeout=5) as page:
                assert page.headers["Content-Type"].startswith("text/html")
        running.send_signal(signal.SIGTERM)
        rest = running.communicate(timeout=30)
    assert names == ["SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert rest == ("", "")
    assert running.returncode == os.EX_OK


@pytest.mark.parametrize("option", ["--port", "--page-port"])
def test_a_taken_port_ends_it_with_one_sentence(option: str, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("sandbox", option, str(port))
    assert ended.exit_code == 1
    assert ended.stderr == f"Port {port} cannot be listened on: Address already in use.\n"
