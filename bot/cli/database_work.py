"""The database as commands use it that need no Slack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.settings import database_url
from storage import migrations
from storage.store import Store, open_store


@contextmanager
def opened_store() -> Iterator[Store]:
    """The store of DATABASE_URL at the newest version, beside a running bot or without one.

    Raises:
        storage.errors.StorageError: it cannot be used.
    """
    url = database_url(os.environ)
    migrations.upgrade(url)
    store = open_store(url, lambda: datetime.now(UTC))
    try:
        yield store
    finally:
        store.close()
