"""Files out of Slack: only from Slack, only so much, and nowhere else with the token."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from slack_sdk import WebClient

from bot.desk.errors import Refused
from bot.downloads import download, is_of_slack

TOKEN = "xoxb-secret"
API = "https://slack.com/api/"
HERE = "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", API),
        ("https://slack.com/files/a.csv", API),
        ("https://FILES.SLACK.COM/a.csv", API),
        ("https://files.slack.com:443/a.csv", API),
        ("https://files.slack-gov.com/a.csv", "https://slack-gov.com/api/"),
        ("https://files.slack.com/a.csv", HERE),
        ("http://127.0.0.1:8080/files/F1/a.csv", HERE),
    ],
)
def test_addresses_of_slack_are_fetched(url: str, api: str) -> None:
    assert is_of_slack(url, api)


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://evil.example/a.csv", API),
        ("http://files.slack.com/a.csv", API),
        ("https://files.slack.com.evil.example/a.csv", API),
        ("https://notslack.com/a.csv", API),
        ("https://slack.com@evil.example/a.csv", API),
        ("https://user:word@files.slack.com/a.csv", API),
        ("https://evil.example\\.slack.com/a.csv", API),
        ("https://files.slack.com:8443/a.csv", API),
        ("https://files.slack.com:port/a.csv", API),
        ("ftp://files.slack.com/a.csv", API),
        ("file:///etc/passwd", API),
        ("//files.slack.com/a.csv", API),
        ("", API),
        ("http://127.0.0.1:9090/files/F1/a.csv", HERE),
        ("https://127.0.0.1:8080/files/F1/a.csv", HERE),
    ],
)
def test_every_other_address_is_not(url: str, api: str) -> None:
    assert not is_of_slack(url, api)


class Files(HTTPServer):
    """Serves one answer, and remembers who asked for what with which token."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.answer = (status, headers, body)
        self.asked: list[tuple[str, str | None]] = []
        super().__init__(("127.0.0.1", 0), Answering)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Files

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base's name
        """Says nothing."""


@contextmanager
def serving(status: int, headers: dict[str, str], body: bytes = b"") -> Iterator[Files]:
    with Files(status, headers, body) as files:
        thread = threading.Thread(target=files.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield files
        finally:
            files.shutdown()
            thread.join()


def fetched(files: Files, most: int = 100) -> bytes:
    client = WebClient(token=TOKEN, base_url=f"{files.url}/api/")
    return download(client, f"{files.url}/files/F1/a.csv", most)


CSV = {"Content-Type": "text/csv"}


def test_a_file_is_fetched_with_the_bots_token() -> None:
    with serving(200, CSV, b"a,b\n" * 25) as files:
        assert fetched(files) == b"a,b\n" * 25
        assert files.asked == [("/files/F1/a.csv", f"Bearer {TOKEN}")]


@pytest.mark.parametrize(
    ("status", "headers", "body", "says"),
    [
        (200, CSV, b"x" * 101, "larger than"),
        (200, {"Content-Type": "text/html; charset=utf-8"}, b"<!DOCTYPE html>", "files:read"),
        (404, CSV, b"", "HTTP 404"),
        (500, CSV, b"", "HTTP 500"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(
    status: int, headers: dict[str, str], body: bytes, says: str
) -> None:
    with serving(status, headers, body) as files, pytest.raises(Refused, match=says):
        fetched(files)


def test_the_token_follows_no_redirect() -> None:
    with serving(200, CSV, b"stolen") as elsewhere:
        away = {"Location": f"{elsewhere.url}/a.csv"}
        with serving(302, away) as files, pytest.raises(Refused, match="files:read"):
            fetched(files)
        assert elsewhere.asked == []


def test_an_address_outside_slack_is_never_asked() -> None:
    with serving(200, CSV, b"stolen") as elsewhere:
        client = WebClient(token=TOKEN, base_url=API)
        with pytest.raises(Refused, match="outside Slack"):
            download(client, f"{elsewhere.url}/a.csv", 100)
        assert elsewhere.asked == []


def test_a_host_that_does_not_answer_is_said() -> None:
    with serving(200, CSV) as files:
        gone = f"{files.url}"
    client = WebClient(token=TOKEN, base_url=f"{gone}/api/")
    with pytest.raises(Refused, match="Send it again"):
        download(client, f"{gone}/a.csv", 100)
