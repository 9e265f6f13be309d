"""Values the tests of installing start from."""

from bot.settings import load_settings

KEY = "A" * 43 + "="
SETTINGS = load_settings(
    {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "secret",
        "SLACK_SIGNING_SECRET": "0" * 32,
        "KPI_BOT_SECRET_KEYS": KEY,
    }
)
