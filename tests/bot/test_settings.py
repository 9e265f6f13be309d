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
    assert (settings.port, settings.threads) == (3000, 4)
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
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is not set "),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL must begin with https:// or http://: "),
        ({"PORT": "http"}, "PORT must be a whole number from 0 to 65535: "),
        ({"PORT": "65536"}, "PORT must be a whole number from 0 to 65535: "),
        ({"KPI_BOT_THREADS": "0"}, "KPI_BOT_THREADS must be a whole number from 1 to 64: "),
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
