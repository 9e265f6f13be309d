"""The measure: a Bolt app that only says "ok", with Bolt's defaults, on the same web server."""

from __future__ import annotations

import os

import waitress
from flask import Flask, Response, request
from slack_bolt import Ack, App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from waitress.adjustments import Adjustments


def main() -> None:
    """Serve on PORT until killed."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.command("/nps")
    def nps(ack: Ack) -> None:
        ack("ok")

    handler = SlackRequestHandler(app)
    web = Flask(__name__)

    @web.post("/slack/events")
    def slack_events() -> Response:
        return handler.handle(request)

    @web.get("/readyz")
    def readyz() -> str:
        return "ok"

    waitress.serve(
        web,
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        threads=int(os.environ.get("KPI_BOT_THREADS", Adjustments.threads)),
        asyncore_use_poll=True,
        _quiet=True,
    )


if __name__ == "__main__":
    main()
