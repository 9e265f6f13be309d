"""Files out of Slack. The token that opens them never leaves for anybody else."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from slack_sdk import WebClient

from bot.desk.errors import Refused
from kpi.language import said

_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_SLACK = "slack.com"
_PIECE = 65_536
_REDIRECTS = range(300, 400)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: another host would get the token."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        """Follow nothing; the answer then counts as an error."""
        return


def download(client: WebClient, url: str, most: int) -> bytes:
    """The content of a file, of at most so many bytes.

    Args:
        client: whose token opens it.
        url: the file's `url_private_download`.
        most: bytes that are taken.

    Raises:
        Refused: it is larger, lies elsewhere than in Slack, or cannot be had.
    """
    if not is_of_slack(url, client.base_url):
        raise Refused(
            said("That file lies outside Slack, so KPI Bot does not fetch it. Upload it here.")
        )
    request = urllib.request.Request(  # noqa: S310 -- its scheme and host were checked above
        url, headers={"Authorization": f"Bearer {client.token}"}
    )
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=client.timeout) as answer:
            return _content(answer, most)
    except HTTPError as error:
        error.close()
        if error.code in _REDIRECTS:
            raise _not_let_in() from error
        raise Refused(_unreachable(f"HTTP {error.code}")) from error
    except (URLError, HTTPException, OSError) as error:
        raise Refused(_unreachable(type(error).__name__)) from error


def is_of_slack(url: str, api: str) -> bool:
    """Whether an address is one of Slack's own; `api` is the address of the Web API in use."""
    try:
        wanted, own = urlsplit(url), urlsplit(api)
        host, port = (wanted.hostname or "").lower(), wanted.port
    except ValueError:
        return False
    if wanted.username is not None or wanted.password is not None:
        return False
    if (wanted.scheme, wanted.netloc) == (own.scheme, own.netloc):
        return True
    domain = (own.hostname or _SLACK).removeprefix("www.")
    inside = host == _SLACK or host.endswith((f".{_SLACK}", f".{domain}"))
    return (
        wanted.scheme == "https" and port in (None, 443) and inside and bool(_HOST.fullmatch(host))
    )


def _content(answer: HTTPResponse, most: int) -> bytes:
    if answer.headers.get_content_type() == "text/html":
        raise _not_let_in()
    content = b""
    for piece in _pieces(answer):
        content += piece
        if len(content) > most:
            raise Refused(too_large(most))
    return content


def _not_let_in() -> Refused:
    """Slack leads whoever may not read a file to a page to sign in, or shows it at once."""
    return Refused(
        said(
            "Slack does not let KPI Bot read files here yet. Ask whoever runs it to add the "
            "scope files:read and to install it again. Until then, rows can be pasted: "
            "/kpi import"
        ),
        example="/kpi import",
    )


def _pieces(answer: IO[bytes]) -> Iterator[bytes]:
    while piece := answer.read(_PIECE):
        yield piece


def too_large(most: int) -> str:
    """Why a file is not taken."""
    return said("That file is larger than {most} MB. Part it into several.", most=most // 1_000_000)


def _unreachable(why: str) -> str:
    return said("Slack did not hand over that file ({why}). Send it again.", why=why)
