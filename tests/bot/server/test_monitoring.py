from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from pydantic import SecretStr

from bot.health import Signs, judge
from bot.metrics import Metrics
from bot.server.monitoring import metrics_page

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SIGNS = Signs(now=NOW, database="ok", beat=NOW, round=NOW)


@pytest.mark.parametrize(
    ("token", "brought", "status"),
    [
        (None, "", 200),
        ("long-random", "Bearer long-random", 200),
        ("long-random", "", 401),
        ("long-random", "Bearer long-rando", 401),
        ("long-random", "Bearer é", 401),
    ],
)
def test_metrics_are_shown_to_who_brings_the_token_where_there_is_one(
    token: str | None, brought: str, status: int
) -> None:
    web = Flask(__name__)
    metrics = Metrics(lambda: judge(SIGNS), lambda: 0)
    web.register_blueprint(metrics_page(metrics, None if token is None else SecretStr(token)))
    answer = web.test_client().get("/metrics", headers={"Authorization": brought})
    assert answer.status_code == status
    assert ("kpi_bot_ready 1.0" in answer.text) == (status == 200)
