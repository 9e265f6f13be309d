"""GET /metrics, for the operator's monitoring."""

from __future__ import annotations

from hmac import compare_digest
from http import HTTPStatus

from flask import Blueprint, Response, request
from pydantic import SecretStr

from bot.metrics import CONTENT_TYPE, Metrics


def metrics_page(metrics: Metrics, token: SecretStr | None) -> Blueprint:
    """The page; with a token it is shown only to who brings it: "Authorization: Bearer ...".

    It stands on the port that Slack reaches, so without a token a proxy has to keep it inside.
    """
    page = Blueprint("metrics", __name__)
    wanted = None if token is None else f"Bearer {token.get_secret_value()}".encode()

    @page.get("/metrics")
    def show() -> Response:
        brought = request.headers.get("Authorization", "").encode()
        if wanted is not None and not compare_digest(brought, wanted):
            return Response("KPI_BOT_METRICS_TOKEN is not it", HTTPStatus.UNAUTHORIZED)
        return Response(metrics.page(), content_type=CONTENT_TYPE)

    return page
