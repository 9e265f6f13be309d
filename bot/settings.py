"""What the program is told by its environment, checked once, before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

DEFAULT_DATABASE = "sqlite:///kpi-bot.db"
APPS = "https://api.slack.com/apps"

_RANGES = {"PORT": "0 to 65535", "KPI_BOT_THREADS": "1 to 64"}
_WHERE = {
    "SLACK_BOT_TOKEN": f'"Bot User OAuth Token" under OAuth & Permissions of your app at {APPS}',
    "SLACK_APP_TOKEN": f"an app-level token with connections:write, under Basic Information of "
    f"your app at {APPS}",
    "SLACK_SIGNING_SECRET": f'"Signing Secret" under Basic Information of your app at {APPS}',
    "SLACK_API_URL": "leave it out for https://slack.com/api/",
    "DATABASE_URL": f"leave it out for {DEFAULT_DATABASE}",
    "PORT": "leave it out for 3000",
    "KPI_BOT_THREADS": "leave it out for 4",
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


def _api_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise _problem("must begin with https:// or http://")
    return url.rstrip("/") + "/"


class Settings(BaseModel):
    """All settings; secrets show as stars wherever they are printed.

    Without `app_token` Slack reaches the program over HTTP, and `signing_secret` is set.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(alias="SLACK_BOT_TOKEN")
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
    threads: Annotated[int, Field(ge=1, le=64)] = Field(default=4, alias="KPI_BOT_THREADS")

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over a WebSocket of ours, so that no public URL is needed."""
        return self.app_token is not None


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


def problems(env: Mapping[str, str]) -> tuple[SettingsError, ...]:
    """Everything that is missing or malformed."""
    found: list[SettingsError] = []
    try:
        Settings.model_validate(_given(env))
    except ValidationError as invalid:
        found += (_error(detail) for detail in invalid.errors())
    given = _given(env)
    if "SLACK_APP_TOKEN" not in given and "SLACK_SIGNING_SECRET" not in given:
        found.append(
            SettingsError(
                "SLACK_SIGNING_SECRET", "is not set (only with SLACK_APP_TOKEN it is not needed)"
            )
        )
    return tuple(found)


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
