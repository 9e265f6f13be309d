from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from bot.beacon import EVERY, Beacon, get
from bot.health import Health, Signs, judge

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
URL = "https://watch.example/ping/secret-id"
SOUND = Signs(now=NOW, database="ok", beat=NOW, round=NOW)


class Watcher:
    """The far end: it can be slow, and it can be broken."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.error: Exception | None = None
        self.asked = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.let_go.set()

    def __call__(self, url: str) -> None:
        self.asked.release()
        assert self.let_go.wait(10)
        if self.error:
            raise self.error
        self.called.append(url)


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()


def settled(beacon: Beacon) -> None:
    """Wait until no call is on its way."""
    assert beacon._busy.acquire(timeout=10)
    beacon._busy.release()


def sound() -> Health:
    return judge(SOUND)


def test_a_sign_of_life_is_sent_once_a_minute_at_most(watcher: Watcher) -> None:
    beacon = Beacon(URL, sound, watcher)
    for at in (NOW, NOW + EVERY / 3, NOW + EVERY * 2 / 3, NOW + EVERY, NOW + EVERY * 1.5):
        beacon.beat(at)
        settled(beacon)
    assert watcher.called == [URL, URL]


def test_a_program_that_is_not_well_sends_none_and_says_why(watcher: Watcher) -> None:
    beacon = Beacon(URL, lambda: judge(replace(SOUND, database="OperationalError")), watcher)
    with capture_logs() as logged:
        beacon.beat(NOW)
        settled(beacon)
    assert watcher.called == []
    assert [one["wrong"] for one in logged] == [["database: OperationalError"]]


def test_a_slow_watcher_holds_up_no_heartbeat_and_gets_no_second_call(watcher: Watcher) -> None:
    watcher.let_go.clear()
    beacon = Beacon(URL, sound, watcher)
    beacon.beat(NOW)
    assert watcher.asked.acquire(timeout=10)
    beacon.beat(NOW + EVERY)
    assert not watcher.asked.acquire(blocking=False)
    watcher.let_go.set()
    settled(beacon)
    assert watcher.called == [URL]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(f"cannot reach {URL}"), {"error": "OSError"}),
        (ValueError(URL), {"error": "ValueError"}),
    ],
)
def test_a_call_that_fails_is_logged_without_the_url_and_made_again(
    error: Exception, says: dict[str, str], watcher: Watcher
) -> None:
    watcher.error = error
    beacon = Beacon(URL, sound, watcher)
    with capture_logs() as logged:
        beacon.beat(NOW)
        settled(beacon)
    assert "secret-id" not in str(logged)
    assert logged[0].items() >= says.items()
    watcher.error = None
    beacon.beat(NOW + EVERY)
    settled(beacon)
    assert watcher.called == [URL]


class _Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/good" else 500)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_call_is_a_plain_request_and_a_refusal_an_error(address: str) -> None:
    get(f"{address}/good")
    with pytest.raises(HTTPError) as refused:
        get(f"{address}/bad")
    assert refused.value.code == 500
    refused.value.close()


def test_a_refused_call_is_logged_with_its_status(address: str) -> None:
    beacon = Beacon(f"{address}/bad", sound)
    with capture_logs() as logged:
        beacon.beat(NOW)
        settled(beacon)
    assert [one.get("status") for one in logged] == [500]
