from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copyfile
from threading import Thread

import pytest
from msgspec.structs import replace

from bot.doctor import Finding, Machine, examine, this_machine
from bot.doctor.scopes import LOST
from bot.installing.vault import Vault, new_key
from bot.manifest import read_manifest, scopes
from bot.sandbox import Sandbox
from bot.sandbox.faults import ApiError
from storage.records import Installation
from storage.store import open_store


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox(read_manifest()) as running:
        yield running


@pytest.fixture
def settings(slack: Sandbox, upgraded_file: Path, tmp_path: Path) -> dict[str, str]:
    copy = copyfile(upgraded_file, tmp_path / "kpi.db")
    given = slack.settings_for_http("https://kpi.example/slack/events")
    return given | {"DATABASE_URL": f"sqlite:///{copy}", "PORT": "0"}


SOUND = Machine(
    mounts=lambda: "/dev/root / ext4 rw 0 0\n",
    free=lambda _folder: 10**9,
    writable=lambda path: path.exists(),
    clock=lambda: datetime.now(UTC),
)


def found(env: Mapping[str, str], machine: Machine = SOUND) -> dict[str, Finding]:
    return {one.check: one for one in examine(env, machine)}


def test_over_http_everything_is_in_order(settings: dict[str, str]) -> None:
    findings = found(settings)
    assert [one for one in findings.values() if not one.ok] == []
    assert list(findings) == [
        "settings",
        "database",
        "SQLite library",
        "disk",
        "file rights",
        "room",
        "signing secret",
        "clock",
        "bot token",
        "scopes",
    ]


def test_over_socket_mode_the_app_token_is_tried(slack: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    findings = found(slack.settings_for_socket_mode() | {"DATABASE_URL": url, "PORT": "0"})
    assert [one for one in findings.values() if not one.ok] == []
    assert findings["app token"].ok
    assert "at the first start" in findings["database"].says
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("change", "check", "says"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "settings", "SLACK_BOT_TOKEN is not set: "),
        ({"SLACK_BOT_TOKEN": "xoxb-0-0-0"}, "bot token", "(invalid_auth): install the app again"),
        ({"SLACK_APP_TOKEN": "xapp-1-A-0-0"}, "app token", "(invalid_auth): make one with"),
        ({"SLACK_SIGNING_SECRET": "short"}, "signing secret", "not 32 hexadecimal digits: copy"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/"}, "bot token", "cannot be reached (URLError)"),
        ({"DATABASE_URL": "sqlite:////nowhere/kpi.db"}, "database", "/nowhere is no folder"),
        ({"DATABASE_URL": "mysql://x/y"}, "database", "DATABASE_URL names 'mysql'"),
        (
            {"DATABASE_URL": "postgresql://kpi:hidden@127.0.0.1:9/kpi"},
            "database",
            "***@127.0.0.1:9/kpi cannot be reached (OperationalError): check host",
        ),
    ],
)
def test_what_is_wrong_is_named_with_how_to_mend_it(
    change: dict[str, str], check: str, says: str, settings: dict[str, str]
) -> None:
    finding = found(settings | change)[check]
    assert not finding.ok
    assert says in finding.says


def test_a_database_of_an_old_version_is_to_be_upgraded(
    settings: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "old.db").touch()
    finding = found(settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'old.db'}"})["database"]
    assert not finding.ok
    assert "run kpi-bot db upgrade" in finding.says


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p"])
def test_a_database_file_on_a_network_disk_is_wrong(
    kind: str, settings: dict[str, str], tmp_path: Path
) -> None:
    mounts = f"/dev/root / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n"
    finding = found(settings, replace(SOUND, mounts=lambda: mounts))["disk"]
    assert not finding.ok
    assert kind in finding.says


@pytest.mark.parametrize("lacking", ["kpi.db", ""])
def test_a_file_or_folder_that_may_not_be_written_to_is_wrong(
    lacking: str, settings: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / lacking
    finding = found(settings, replace(SOUND, writable=lambda one: one != path))["file rights"]
    assert not finding.ok
    assert finding.says.startswith(f"{path} may not be written to: give it to the user")


def test_room_has_to_be_left_for_a_copy_of_the_database(
    settings: dict[str, str], tmp_path: Path
) -> None:
    def finding(free: int) -> Finding:
        return found(settings, replace(SOUND, free=lambda _folder: free))["room"]

    assert finding(100_000_000).ok
    assert not finding(99_999_999).ok
    with (tmp_path / "kpi.db").open("r+b") as file:
        file.truncate(80_000_000)  # as sparse as it is, it counts with its length
    assert finding(160_000_000).ok
    large = finding(159_000_000)
    assert not large.ok
    assert large.says.startswith("159 MB are free in")
    assert "may take 160 MB: free some, or move" in large.says


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (timedelta(seconds=50), "within 60 s"),
        (timedelta(seconds=-50), "within 60 s"),
        (timedelta(seconds=75), "s ahead of Slack's: from 300 s on"),
        (timedelta(seconds=-75), "s behind Slack's: from 300 s on"),
    ],
)
def test_a_clock_that_differs_from_slacks_is_wrong(
    ahead: timedelta, says: str, settings: dict[str, str]
) -> None:
    machine = replace(SOUND, clock=lambda: datetime.now(UTC) + ahead)
    finding = found(settings, machine)["clock"]
    assert finding.ok == ("within" in says)
    assert says in finding.says


WELL = '{"wrong": [], "heartbeat_age_seconds": 12.5}'
ILL = '{"wrong": ["heartbeat: nothing for 95.0 s"], "heartbeat_age_seconds": 95.0}'


@contextmanager
def answering(status: int, text: str) -> Iterator[int]:
    """The port of something that gives this answer."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "text", "ok", "says"),
    [
        (200, WELL, True, "last heartbeat 12.5 s ago"),
        (503, ILL, False, "but: heartbeat: nothing for 95.0 s. Its log says more"),
        (200, ILL, False, "but: heartbeat: nothing for 95.0 s. Its log says more"),
        (200, "<html>", False, "something else answers on PORT"),
        (404, "[]", False, "something else answers on PORT"),
        (200, "{}", False, "something else answers on PORT"),
    ],
)
def test_a_program_that_runs_is_asked_how_it_is(
    status: int, text: str, ok: bool, says: str, settings: dict[str, str]
) -> None:
    with answering(status, text) as port:
        finding = found(settings | {"PORT": str(port)})["program"]
    assert finding.ok == ok
    assert says in finding.says


def test_that_no_program_runs_is_said_and_not_wrong(settings: dict[str, str]) -> None:
    with answering(200, WELL) as port:
        pass
    finding = found(settings | {"PORT": str(port)})["program"]
    assert finding.ok
    assert "kpi-bot serve starts it" in finding.says


def test_this_machine_has_room_a_clock_and_files_that_can_be_written_to(tmp_path: Path) -> None:
    machine = this_machine()
    assert machine.free(tmp_path) > 0
    assert machine.writable(tmp_path)
    assert not machine.writable(tmp_path / "nothing")
    assert abs(machine.clock() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.fixture
def many(slack: Sandbox, settings: dict[str, str]) -> dict[str, str]:
    given = slack.settings_for_many_workspaces("https://kpi.example/slack/events")
    url = settings["DATABASE_URL"]
    return {**given, "KPI_BOT_SECRET_KEYS": new_key(), "DATABASE_URL": url, "PORT": "0"}


def keep(url: str, token: str) -> None:
    made = Installation(
        team="T1",
        organisation=False,
        name="Acme",
        bot_user="U1",
        scopes=(),
        installer="U2",
        token=token,
        refresh_token=None,
        expires_at=None,
        problem="",
        issue="1",
        installed_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    with closing(open_store(url, lambda: datetime.now(UTC))) as store:
        store.write(lambda tx: tx.installations.put(made))


def test_for_many_workspaces_the_keys_are_tried_on_what_is_stored(many: dict[str, str]) -> None:
    keep(many["DATABASE_URL"], Vault([many["KPI_BOT_SECRET_KEYS"]]).seal("xoxb-1"))
    findings = found(many)
    assert [one for one in findings.values() if not one.ok] == []
    assert findings["installations"].says == "1, and the keys open their tokens"
    assert "bot token" not in findings


def test_keys_that_open_nothing_are_wrong_and_no_secret_is_printed(many: dict[str, str]) -> None:
    sealed = Vault([new_key()]).seal("xoxb-1")
    keep(many["DATABASE_URL"], sealed)
    findings = found(many)
    assert not findings["installations"].ok
    assert "1 of 1 installations" in findings["installations"].says
    said = " ".join(one.says for one in findings.values())
    hidden = (sealed, many["KPI_BOT_SECRET_KEYS"], many["SLACK_CLIENT_SECRET"])
    assert not any(secret in said for secret in hidden)


def scopes_of_an_app_without(folder: Path, *lacking: str) -> Finding:
    manifest = read_manifest()
    manifest["settings"]["event_subscriptions"]["bot_events"] = []
    for scope in lacking:
        manifest["oauth_config"]["scopes"]["bot"].remove(scope)
    with Sandbox(manifest) as slack:
        env = slack.settings_for_http("https://kpi.example/slack/events")
        url = f"sqlite:///{folder / 'kpi.db'}"
        return found(env | {"DATABASE_URL": url, "PORT": "0"})["scopes"]


def test_scopes_that_were_not_granted_are_named(tmp_path: Path) -> None:
    finding = scopes_of_an_app_without(tmp_path, "users:read", "groups:history")
    assert not finding.ok
    assert finding.says.startswith("missing: users:read (names, time zones,")
    assert "). Add them under" in finding.says
    assert "groups:history" not in finding.says


def test_a_missing_optional_scope_is_said_and_not_wrong(tmp_path: Path) -> None:
    finding = scopes_of_an_app_without(tmp_path, "groups:history")
    assert finding.ok
    assert "optional groups:history (looking whether" in finding.says


def test_of_every_scope_it_is_known_what_is_lost_without_it() -> None:
    assert LOST.keys() == frozenset().union(*scopes(read_manifest()))


def test_no_secret_is_ever_printed(slack: Sandbox, settings: dict[str, str]) -> None:
    secrets = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app.app_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "DATABASE_URL": "postgresql://kpi:hidden@127.0.0.1:9/kpi",
    }
    broken = {name: value[:-1] + "!" for name, value in secrets.items()}
    slack.faults.script("auth.test", [ApiError("invalid_auth")])
    said = " ".join(
        one.says
        for env in (settings | secrets, settings | broken, settings | secrets)
        for one in found(env).values()
    )
    for value in (*secrets.values(), *broken.values(), "hidden"):
        assert value not in said
