"""What a process does that sends what is due and ends."""

import os
from datetime import UTC, datetime

from slack_sdk import WebClient

from bot.delivery.courier import Courier
from bot.delivery.failpoints import from_environment
from bot.delivery.pace import UNHURRIED
from storage.records import Delivery
from storage.store import open_store
from storage.tx import Tx


def clock() -> datetime:
    return datetime.now(UTC)


def fail(_tx: Tx, delivery: Delivery, error: str) -> None:
    raise AssertionError(f"{delivery.id} cannot be sent: {error}")


def send_what_is_due(database: str, api: str, token: str) -> None:
    """With a store at the database's address, and Slack's API at `api`."""

    def client_for(_team: str) -> WebClient:
        return WebClient(token=token, base_url=api, retry_handlers=[], timeout=10)

    store = open_store(database, clock)
    reach = from_environment(os.environ)
    Courier(store, clock, client_for, UNHURRIED, fail, reach=reach).deliver_due()
    store.close()
