from __future__ import annotations

import pytest

from bot.settings import SettingsError, database_url, load_settings, problems

BOT_TOKEN = "xoxb-" + "1" * 12
APP_TOKEN = "xapp-" + "1" * 12
SECRET = "0123456789abcdef" * 2
HTTP = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}


def test_the_defaults_are_slack_itself_a_local_database_and_port_3000() -> None:
    settings = load_settings(HTTP)
    assert settings.api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///kpi-bot.db"
    assert (settings.port, settings.threads) == (3000, 16)
    assert not settings.socket_mode


def test_an_app_token_means_socket_mode_and_needs_no_signing_secret() -> None:
    env = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    assert load_settings(env).socket_mode


@pytest.mark.parametrize(
    "url", ["http://localhost:9/api", "http://localhost:9/api/", " http://localhost:9/api// "]
)
def test_the_api_url_ends_with_one_slash(url: str) -> None:
    assert load_settings(HTTP | {"SLACK_API_URL": url}).api_url == "http://localhost:9/api/"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set: "),
        ({"SLACK_BOT_TOKEN": "   "}, "SLACK_BOT_TOKEN is not set: "),
        ({"SLACK_BOT_TOKEN": APP_TOKEN}, "SLACK_BOT_TOKEN must begin with xoxb-: "),
        ({"SLACK_APP_TOKEN": BOT_TOKEN}, "SLACK_APP_TOKEN must begin with xapp-: "),
        ({"KPI_BOT_WORKER": "here"}, "KPI_BOT_WORKER must be separate, or not set: "),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is not set "),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL must begin with https:// or http://: "),
        ({"PORT": "http"}, "PORT must be a whole number from 0 to 65535: "),
        ({"PORT": "65536"}, "PORT must be a whole number from 0 to 65535: "),
        ({"KPI_BOT_THREADS": "0"}, "KPI_BOT_THREADS must be a whole number from 1 to 64: "),
        ({"KPI_BOT_HEARTBEAT_URL": "watch.example/x"}, "KPI_BOT_HEARTBEAT_URL must be an address"),
        ({"KPI_BOT_HEARTBEAT_URL": "ftp://watch/x"}, "KPI_BOT_HEARTBEAT_URL must be an address"),
        ({"KPI_BOT_HEARTBEAT_URL": "https://h:x/y"}, "KPI_BOT_HEARTBEAT_URL must be an address"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it_and_where_to_find_it(
    change: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(HTTP | change)
    message = str(refused.value)
    assert message.startswith(says)
    assert message.endswith(".")
    assert "\n" not in message
    assert refused.value.variable == next(iter(change))


KEYS = "A" * 43 + "="
MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "hush",
    "KPI_BOT_SECRET_KEYS": KEYS,
    "SLACK_SIGNING_SECRET": SECRET,
}


def test_many_workspaces_need_no_bot_token() -> None:
    settings = load_settings(MANY | {"KPI_BOT_SECRET_KEYS": f" {KEYS} , {'B' * 43}= "})
    assert settings.bot_token is None
    assert settings.keys == (KEYS, "B" * 43 + "=")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is not set (many workspaces need it): "),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is not set (many workspaces need it): "),
        ({"KPI_BOT_SECRET_KEYS": ""}, "KPI_BOT_SECRET_KEYS is not set (many workspaces need it): "),
        ({"KPI_BOT_SECRET_KEYS": "short"}, "KPI_BOT_SECRET_KEYS must be keys that kpi-bot keys "),
        ({"KPI_BOT_SECRET_KEYS": f"{KEYS},"}, "KPI_BOT_SECRET_KEYS must be keys that kpi-bot keys"),
        ({"KPI_BOT_SECRET_KEYS": "é" * 43}, "KPI_BOT_SECRET_KEYS must be keys that kpi-bot keys "),
        (
            {"SLACK_BOT_TOKEN": BOT_TOKEN},
            "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for many, so leave one ",
        ),
    ],
)
def test_what_many_workspaces_need_is_said_in_a_sentence(change: dict[str, str], says: str) -> None:
    (problem,) = problems(MANY | change)
    assert str(problem).startswith(says)
    assert str(problem).endswith(".")
    assert not any(one in str(problem) for one in ("hush", KEYS, BOT_TOKEN, "short"))


def test_keys_and_client_secret_are_never_printed() -> None:
    shown = repr(load_settings(MANY))
    assert "hush" not in shown
    assert KEYS not in shown


def test_all_problems_are_found_at_once() -> None:
    found = problems({"PORT": "no", "SLACK_APP_TOKEN": "no"})
    assert {one.variable for one in found} == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT"}


def test_no_secret_is_printed_with_the_settings_or_with_what_is_wrong_with_them() -> None:
    wrong = "not-a-token-but-secret"
    with pytest.raises(SettingsError) as refused:
        load_settings(HTTP | {"SLACK_BOT_TOKEN": wrong})
    assert wrong not in str(refused.value)
    shown = repr(load_settings(HTTP | {"SLACK_APP_TOKEN": APP_TOKEN}))
    assert not any(secret in shown for secret in (BOT_TOKEN, APP_TOKEN, SECRET))


def test_settings_cannot_be_changed() -> None:
    settings = load_settings(HTTP)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_commands_without_slack_need_the_database_alone() -> None:
    assert database_url({}) == "sqlite:///kpi-bot.db"
    assert database_url({"DATABASE_URL": "sqlite:///other.db"}) == "sqlite:///other.db"
