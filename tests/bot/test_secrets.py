"""Secrets never appear in what the program prints, logs or answers, whatever goes wrong."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import structlog
from cryptography.fernet import Fernet
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.beacon import Beacon
from bot.cli import build
from bot.cli.postgresql import how_to_back_up
from bot.doctor import examine, this_machine
from bot.health import Signs, judge
from bot.log import configure
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.sandbox.faults import ApiError
from bot.settings import Settings, SettingsError, load_settings, problems
from storage import migrations
from storage.engines import parse, shown
from tests.forked import forked, kpi_bot
from tests.storage.made import NOW

# Put together here, so that no scanner takes this file for a leak.
PASSWORD, OTHER_PASSWORD = "hunter2" + "-pw", "swordfish" + "-pw"
SERVER = f"postgresql://kpi:{PASSWORD}@127.0.0.1:9/kpi?connect_timeout=1"


def secret_settings() -> list[str]:
    """The variables of every setting that is a secret."""
    return [
        str(field.alias)
        for field in Settings.model_fields.values()
        if _holds_secret(field.annotation)
    ]


def _holds_secret(annotation: Any) -> bool:
    if annotation is SecretStr:
        return True
    inside = get_origin(annotation) in (Union, UnionType, Annotated)
    return inside and any(_holds_secret(part) for part in get_args(annotation))


SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-" + "11-22-botSecretBot",
    "SLACK_APP_TOKEN": "xapp-" + "1-A1-appSecretApp",
    "SLACK_SIGNING_SECRET": "0123456789abcdef" + "fedcba9876543210",
    "SLACK_CLIENT_SECRET": "clientSecret" + "ClientSecret",
    "KPI_BOT_SECRET_KEYS": Fernet.generate_key().decode(),
    "KPI_BOT_HEARTBEAT_URL": "http://127.0.0.1:9/ping/" + "urlSecretUrl",
    "KPI_BOT_METRICS_TOKEN": "metricsSecret" + "MetricsSecret",
}
WORDS = [*SECRETS.values(), "urlSecretUrl", PASSWORD, OTHER_PASSWORD]


def leaks(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


def test_every_secret_setting_is_tried_here() -> None:
    assert sorted(SECRETS) == sorted(secret_settings())


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What the program logs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure(written := io.StringIO())
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


ONE = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "KPI_BOT_HEARTBEAT_URL", "KPI_BOT_METRICS_TOKEN")
MANY = tuple(name for name in SECRETS if name != "SLACK_BOT_TOKEN")
NOWHERE = {"SLACK_API_URL": "http://127.0.0.1:9/api/", "PORT": "0"}


def given(names: tuple[str, ...], **changes: str) -> dict[str, str]:
    return {name: SECRETS[name] for name in names} | NOWHERE | changes


STARTS: Mapping[str, tuple[str, dict[str, str]]] = {
    "serve, without its server": ("serve", given(ONE, DATABASE_URL=SERVER)),
    "serve over Socket Mode, refused": (
        "serve",
        given((*ONE, "SLACK_APP_TOKEN"), DATABASE_URL="sqlite:///kpi.db"),
    ),
    "serve for many, without its server": (
        "serve",
        given(MANY, SLACK_CLIENT_ID="1.2", DATABASE_URL=SERVER),
    ),
    "serve, all secrets at once": ("serve", given(tuple(SECRETS), DATABASE_URL=SERVER)),
    "doctor": ("doctor", given((*ONE, "SLACK_APP_TOKEN"), DATABASE_URL=SERVER)),
    "backup": ("backup", {"DATABASE_URL": f"{SERVER}&sslpassword={OTHER_PASSWORD}"}),
    "db upgrade": ("db", {"DATABASE_URL": SERVER}),
    "an address that is none": ("doctor", {"DATABASE_URL": f"mysql://kpi:{PASSWORD}@h/x"}),
    "a setting in another's place": (
        "doctor",
        dict.fromkeys(SECRETS, SECRETS["SLACK_SIGNING_SECRET"]),
    ),
}


def words_of(command: str) -> list[str]:
    return {"db": ["db", "upgrade"], "backup": ["backup", "copy"]}.get(command, [command])


AS_PROGRAMS = ("serve, without its server", "serve over Socket Mode, refused")
"""Tried from outside; the others are quicker from inside, where they change nothing."""


@pytest.mark.usefixtures("stream")
@pytest.mark.parametrize("name", sorted(STARTS.keys() - AS_PROGRAMS))
def test_a_start_that_fails_prints_no_secret(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, settings = STARTS[name]
    monkeypatch.chdir(tmp_path)
    nothing = dict.fromkeys((*SECRETS, "SLACK_CLIENT_ID", "SLACK_API_URL", "DATABASE_URL", "PORT"))
    ended = CliRunner().invoke(build(), words_of(command), env={**nothing, **settings})
    assert isinstance(ended.exception, SystemExit), "else a traceback would be printed"
    assert ended.exit_code != 0
    assert ended.output
    assert leaks(ended.output) == []


@pytest.mark.parametrize("name", AS_PROGRAMS)
def test_a_program_that_fails_prints_no_secret_and_no_traceback(name: str, tmp_path: Path) -> None:
    command, settings = STARTS[name]
    log = tmp_path / "log"
    with forked(kpi_bot, *words_of(command), settings=settings, log=log) as process:
        process.join(60)
        assert process.exitcode not in (None, 0)
    written = log.read_text()
    assert written
    assert leaks(written) == []
    assert "Traceback" not in written


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_is_no_good_is_not_repeated(name: str) -> None:
    spoilt = f"!{SECRETS[name]}"
    env = {one: value for one, value in SECRETS.items() if one != "SLACK_BOT_TOKEN"}
    said = " ".join(str(one) for one in problems(env | {"SLACK_CLIENT_ID": "1.2", name: spoilt}))
    assert leaks(said) == []


def test_settings_show_no_secret_when_they_are_printed() -> None:
    settings = load_settings(given(ONE))
    assert leaks(f"{settings} {settings!r} {settings.model_dump()}") == []


def test_an_error_of_the_settings_shows_none() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"SLACK_BOT_TOKEN": SECRETS["SLACK_APP_TOKEN"]})
    assert leaks(f"{refused.value!r} {refused.value}") == []


def test_slack_errors_that_echo_a_token_are_shown_without_it(
    stream: io.StringIO, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'kpi.db'}"
    migrations.upgrade(url)
    with Sandbox(read_manifest()) as slack:
        env = slack.settings_for_http("https://kpi.example/slack/events") | {"DATABASE_URL": url}
        slack.faults.script("auth.test", [ApiError(f"invalid {SECRETS['SLACK_BOT_TOKEN']}")])
        said = " ".join(one.says for one in examine(env, this_machine()))
        token = slack.bot_token
    logging.getLogger("slack_sdk").error("refused: %s", SECRETS["SLACK_BOT_TOKEN"])
    assert leaks(said + stream.getvalue()) == []
    assert token not in said + stream.getvalue()


def test_a_traceback_shows_no_local_variables(stream: io.StringIO) -> None:
    def fail(key: str) -> None:
        raise ValueError(len(key))

    try:
        fail(SECRETS["KPI_BOT_METRICS_TOKEN"])
    except ValueError:
        structlog.get_logger("bot").exception("failed")
        logging.getLogger("library").exception("failed")
    assert stream.getvalue().count("ValueError") >= 2
    assert leaks(stream.getvalue()) == []


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("stream")
def test_a_traceback_on_a_terminal_shows_none_either() -> None:
    configure(terminal := _Terminal())
    secret = SECRETS["KPI_BOT_METRICS_TOKEN"]
    try:
        raise ValueError(len(secret))
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    assert "ValueError" in terminal.getvalue()
    assert leaks(terminal.getvalue()) == []


@pytest.mark.parametrize(
    "address",
    [
        SERVER,
        f"postgresql://kpi@h/kpi?password={PASSWORD}",
        f"postgresql://kpi:{PASSWORD}@h/kpi?sslpassword={OTHER_PASSWORD}",
    ],
)
def test_a_database_address_is_shown_without_its_passwords(address: str) -> None:
    assert leaks(shown(parse(address)) + how_to_back_up(address, Path("copy"))) == []


def test_an_error_that_quotes_the_database_address_is_logged_without_it(
    stream: io.StringIO,
) -> None:
    log = structlog.get_logger("bot")
    log.warning("cannot connect", url=SERVER)
    try:
        raise ConnectionError(f"no answer from {SERVER}")
    except ConnectionError:
        log.exception("failed")
    assert leaks(stream.getvalue()) == []
    assert "127.0.0.1:9/kpi" in stream.getvalue()


def test_the_heartbeat_url_is_not_logged(stream: io.StringIO) -> None:
    beacon = Beacon(
        SECRETS["KPI_BOT_HEARTBEAT_URL"],
        lambda: judge(Signs(now=NOW, database="ok", beat=NOW, round=NOW)),
    )
    beacon.beat(NOW)
    assert beacon._busy.acquire(timeout=20)
    assert "did not arrive" in stream.getvalue()
    assert leaks(stream.getvalue()) == []
