"""What the program is told by its environment, checked once, before anything starts."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

SEPARATE = "separate"
"""KPI_BOT_WORKER where `kpi-bot worker` does the background work."""
DEFAULT_DATABASE = "sqlite:///kpi-bot.db"
THREADS = 16
"""Requests answered at the same time; in a busy moment most wait for the disk or for Slack."""
APPS = "https://api.slack.com/apps"

_KEY_BYTES = 32
_NO_KEYS = "must be keys that kpi-bot keys new made, separated by commas"
_FOR_MANY = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
_RANGES = {"PORT": "0 to 65535", "KPI_BOT_THREADS": "1 to 64"}
_WHERE = {
    "SLACK_BOT_TOKEN": f'"Bot User OAuth Token" under OAuth & Permissions of your app at {APPS}'
    "; to serve many workspaces set SLACK_CLIENT_ID instead",
    "SLACK_CLIENT_ID": f'"Client ID" under Basic Information of your app at {APPS}',
    "SLACK_CLIENT_SECRET": f'"Client Secret" under Basic Information of your app at {APPS}',
    "KPI_BOT_SECRET_KEYS": "kpi-bot keys new makes one; keep them where the database is not",
    "SLACK_APP_TOKEN": f"an app-level token with connections:write, under Basic Information of "
    f"your app at {APPS}",
    "SLACK_SIGNING_SECRET": f'"Signing Secret" under Basic Information of your app at {APPS}',
    "SLACK_API_URL": "leave it out for https://slack.com/api/",
    "DATABASE_URL": f"leave it out for {DEFAULT_DATABASE}",
    "PORT": "leave it out for 3000",
    "KPI_BOT_THREADS": f"leave it out for {THREADS}",
    "KPI_BOT_WORKER": "leave it out, unless kpi-bot worker runs beside this program",
    "KPI_BOT_HEARTBEAT_URL": "the address that a watching service gave you; leave it out for none",
    "KPI_BOT_METRICS_TOKEN": "any long random text; leave it out where only you reach the port",
}


class SettingsError(Exception):
    """A setting is missing or malformed; the message is one sentence that says how to mend it."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable} {problem}: {_WHERE[variable]}.")
        self.variable = variable
        self.problem = problem


def _problem(problem: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{problem}", {"problem": problem})


def _bot_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xoxb-"):
        raise _problem("must begin with xoxb-")
    return token


def _app_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xapp-"):
        raise _problem("must begin with xapp-")
    return token


def _secret_keys(keys: SecretStr) -> SecretStr:
    if not all(_is_key(key) for key in _split(keys)):
        raise _problem(_NO_KEYS)
    return keys


def _is_key(text: str) -> bool:
    try:
        return len(urlsafe_b64decode(text)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _split(keys: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.get_secret_value().split(","))


def _worker(where: str) -> str:
    if where != SEPARATE:
        raise _problem(f"must be {SEPARATE}, or not set")
    return where


def _api_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise _problem("must begin with https:// or http://")
    return url.rstrip("/") + "/"


def _heartbeat_url(url: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(url.get_secret_value())
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return url
    except ValueError:
        pass  # a port or a host that is none
    raise _problem("must be an address that begins with https:// or http://")


class Settings(BaseModel):
    """All settings; secrets show as stars wherever they are printed.

    Without `app_token` Slack reaches the program over HTTP, and `signing_secret` is set.
    With `bot_token` the program serves one workspace. Without it, every workspace that installs
    the app: then `client_id`, `client_secret` and `secret_keys` are set.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = Field(
        default=None, alias="SLACK_BOT_TOKEN"
    )
    client_id: str | None = Field(default=None, alias="SLACK_CLIENT_ID")
    client_secret: SecretStr | None = Field(default=None, alias="SLACK_CLIENT_SECRET")
    secret_keys: Annotated[SecretStr, AfterValidator(_secret_keys)] | None = Field(
        default=None, alias="KPI_BOT_SECRET_KEYS"
    )
    app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = Field(
        default=None, alias="SLACK_APP_TOKEN"
    )
    signing_secret: SecretStr | None = Field(default=None, alias="SLACK_SIGNING_SECRET")
    api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        default="https://slack.com/api/", alias="SLACK_API_URL"
    )
    database_url: str = Field(default=DEFAULT_DATABASE, alias="DATABASE_URL")
    """Storage reads it, and refuses what it cannot use."""
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=3000, alias="PORT")
    """0 takes any free port."""
    worker: Annotated[str, AfterValidator(_worker)] | None = Field(
        default=None, alias="KPI_BOT_WORKER"
    )
    threads: Annotated[int, Field(ge=1, le=64)] = Field(default=THREADS, alias="KPI_BOT_THREADS")
    heartbeat_url: Annotated[SecretStr, AfterValidator(_heartbeat_url)] | None = Field(
        default=None, alias="KPI_BOT_HEARTBEAT_URL"
    )
    """Called while the program is well; whoever knows it could call it as well."""
    metrics_token: SecretStr | None = Field(default=None, alias="KPI_BOT_METRICS_TOKEN")
    """What monitoring has to bring for /metrics; without it everybody may read it."""

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over a WebSocket of ours, so that no public URL is needed."""
        return self.app_token is not None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that tokens are sealed with, the newest first."""
        return _split(self.secret_keys) if self.secret_keys else ()


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings; an empty variable counts as not set, spaces around a value are dropped.

    Raises:
        SettingsError: a setting is missing or malformed; the first one, where there are several.
    """
    if found := problems(env):
        raise found[0]
    return Settings.model_validate(_given(env))


def database_url(env: Mapping[str, str]) -> str:
    """The database alone, for commands that work without Slack."""
    return _given(env).get("DATABASE_URL", DEFAULT_DATABASE)


def secret_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    """The keys alone, for commands that work without Slack.

    Raises:
        SettingsError: they are missing or malformed.
    """
    given = _given(env).get("KPI_BOT_SECRET_KEYS")
    if given is None:
        raise SettingsError("KPI_BOT_SECRET_KEYS", "is not set")
    if not all(_is_key(key) for key in _split(SecretStr(given))):
        raise SettingsError("KPI_BOT_SECRET_KEYS", _NO_KEYS)
    return _split(SecretStr(given))


def problems(env: Mapping[str, str]) -> tuple[SettingsError, ...]:
    """Everything that is missing or malformed."""
    found: list[SettingsError] = []
    try:
        Settings.model_validate(_given(env))
    except ValidationError as invalid:
        found += (_error(detail) for detail in invalid.errors())
    given = _given(env)
    found += _missing_for_workspaces(given)
    if "SLACK_APP_TOKEN" not in given and "SLACK_SIGNING_SECRET" not in given:
        found.append(
            SettingsError(
                "SLACK_SIGNING_SECRET", "is not set (only with SLACK_APP_TOKEN it is not needed)"
            )
        )
    return tuple(found)


def _missing_for_workspaces(given: Mapping[str, str]) -> Iterator[SettingsError]:
    """What one workspace needs, or what many need; the two exclude each other."""
    if not any(name in given for name in _FOR_MANY):
        if "SLACK_BOT_TOKEN" not in given:
            yield SettingsError("SLACK_BOT_TOKEN", "is not set")
        return
    if "SLACK_BOT_TOKEN" in given:
        yield SettingsError(
            "SLACK_BOT_TOKEN",
            "is for one workspace and SLACK_CLIENT_ID for many, so leave one of them out",
        )
    for name in (*_FOR_MANY, "KPI_BOT_SECRET_KEYS"):
        if name not in given:
            yield SettingsError(name, "is not set (many workspaces need it)")


def _given(env: Mapping[str, str]) -> dict[str, str]:
    values = {name: env.get(name, "").strip() for name in _WHERE}
    return {name: value for name, value in values.items() if value}


def _error(detail: ErrorDetails) -> SettingsError:
    variable = str(detail["loc"][0])
    match detail["type"]:
        case "missing":
            return SettingsError(variable, "is not set")
        case "setting":
            return SettingsError(variable, detail["msg"])
        case _:
            return SettingsError(variable, f"must be a whole number from {_RANGES[variable]}")
