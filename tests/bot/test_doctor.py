from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.doctor import Finding, examine
from bot.installing.vault import Vault, new_key
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.sandbox.faults import ApiError
from storage import migrations
from storage.records import Installation
from storage.store import open_store

LOCAL = "/dev/root / ext4 rw 0 0\n"


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(read_manifest()) as running:
        yield running


@pytest.fixture
def settings(slack: Sandbox, tmp_path: Path) -> dict[str, str]:
    url = f"sqlite:///{tmp_path / 'kpi.db'}"
    migrations.upgrade(url)
    return slack.settings_for_http("https://kpi.example/slack/events") | {"DATABASE_URL": url}


def found(env: Mapping[str, str], mounts: str = LOCAL) -> dict[str, Finding]:
    return {one.check: one for one in examine(env, lambda: mounts)}


def test_over_http_everything_is_in_order(settings: dict[str, str]) -> None:
    findings = found(settings)
    assert [one for one in findings.values() if not one.ok] == []
    assert list(findings) == [
        "settings",
        "database",
        "SQLite library",
        "disk",
        "signing secret",
        "bot token",
        "scopes",
    ]


def test_over_socket_mode_the_app_token_is_tried(slack: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    findings = found(slack.settings_for_socket_mode() | {"DATABASE_URL": url})
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
    finding = found(settings, f"{LOCAL}server:/x {tmp_path} {kind} rw 0 0\n")["disk"]
    assert not finding.ok
    assert kind in finding.says


@pytest.fixture
def many(slack: Sandbox, settings: dict[str, str]) -> dict[str, str]:
    given = slack.settings_for_many_workspaces("https://kpi.example/slack/events")
    url = settings["DATABASE_URL"]
    return {**given, "KPI_BOT_SECRET_KEYS": new_key(), "DATABASE_URL": url}


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
        return found(env | {"DATABASE_URL": f"sqlite:///{folder / 'kpi.db'}"})["scopes"]


def test_scopes_that_were_not_granted_are_named(tmp_path: Path) -> None:
    finding = scopes_of_an_app_without(tmp_path, "users:read", "groups:history")
    assert not finding.ok
    assert finding.says.startswith("missing: users:read; add them")


def test_a_missing_optional_scope_is_said_and_not_wrong(tmp_path: Path) -> None:
    finding = scopes_of_an_app_without(tmp_path, "groups:history")
    assert finding.ok
    assert "optional groups:history" in finding.says


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
