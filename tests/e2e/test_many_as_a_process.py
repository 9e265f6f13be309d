"""`kpi-bot serve` for many workspaces, as it is really started: by its environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.installing.vault import new_key
from bot.manifest import for_many_workspaces, read_manifest
from bot.sandbox import Sandbox
from tests.e2e.many import Browser

KPI_BOT = [sys.executable, "-c", "from bot.cli import main; main()"]


def listening(process: "subprocess.Popen[str]") -> int:
    """The port it says that it listens on."""
    assert process.stderr is not None
    for line in process.stderr:
        said = json.loads(line)
        if said["event"] == "listening":
            return int(said["port"])
    raise AssertionError("it ended before it listened")


def test_it_is_installed_and_used_and_leaves_nothing_but_its_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    manifest = for_many_workspaces(read_manifest(), "https://kpi.example")
    with Sandbox(manifest) as slack:
        environment = {
            **os.environ,
            **slack.settings_for_many_workspaces("http://127.0.0.1:9/slack/events"),
            "KPI_BOT_SECRET_KEYS": new_key(),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'kpi.db'}",
            "PORT": "0",
            "HOME": str(home),
            "SLACK_APP_TOKEN": "",
            "SLACK_BOT_TOKEN": "",
        }
        with subprocess.Popen(
            [*KPI_BOT, "serve"], env=environment, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                url = f"http://127.0.0.1:{listening(process)}"
                slack.settings_for_many_workspaces(f"{url}/slack/events")
                browser, team = Browser(), slack.workspace.installation.team_id
                page = browser.get(f"{url}/slack/install").location
                back = browser.get(f"{page}&team={team}").location
                assert "is installed in Acme" in browser.get(back).text
                answer = slack.person("kim").command("#cs-team", "/nps 1700 350 150")
                assert answer.error is None
                assert "NPS 70.45" in answer.messages[0].text
            finally:
                process.terminate()
                _, logged = process.communicate(timeout=30)
        assert process.returncode == 0
    assert [*home.iterdir()] == []
    assert "xox" not in logged
