"""A Slack of a few lines in the test's own process, whose every answer can be scripted."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

PAGE = 2
"""Messages a page of history: few, so that reading needs several pages."""


class Clock:
    """A clock that is put on by hand."""

    def __init__(self, now: str = "2026-11-16T00:00:00Z") -> None:
        self.now = datetime.fromisoformat(now)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Act:
    """What Slack does with one call."""

    accepts: bool = False
    """Whether the call takes effect."""
    raises: BaseException | None = None
    status: int = 200
    error: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    answer: object = None
    """An answer in place of the usual one."""
    lag: float = 0
    """Seconds until a message shows up in the history."""
    takes: float = 0
    """Seconds until the answer."""


def says(error: str) -> Act:
    return Act(error=error)


OK = Act(accepts=True)
LIMITED = Act(status=429, error="ratelimited", headers={"Retry-After": "7"})
ARCHIVED = says("is_archived")
INTERNAL = says("internal_error")
INTERNAL_AFTER = Act(accepts=True, error="internal_error")
REFUSED = Act(raises=URLError(ConnectionRefusedError(111, "refused")))
TIMES_OUT = Act(raises=TimeoutError("read timed out"), takes=10)
TIMES_OUT_AFTER = Act(accepts=True, raises=TimeoutError("read timed out"), takes=10)
LAGS = Act(accepts=True, raises=TimeoutError("read timed out"), takes=10, lag=9)
DROPPED = Act(raises=ConnectionResetError(104, "reset"))
DROPPED_AFTER = Act(accepts=True, raises=ConnectionResetError(104, "reset"))
BROKEN = Act(accepts=True, status=502, answer={"ok": False, "error": "<html>bad gateway</html>"})
MALFORMED = Act(accepts=True, answer={"ok": True})


class FakeSlack(WebClient):
    """Takes the client's calls before they become HTTP."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(token="xoxb-fake", retry_handlers=[], timeout=10)
        self.clock = clock
        self.script: dict[str, deque[Act]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        self.keeps_metadata = True
        self.watch: Callable[[str], None] = lambda _method: None
        """Called during each call, once Slack has done its part."""

    def will(self, method: str, *acts: Act) -> None:
        """Script the next calls of a method; after them all is well again."""
        self.script.setdefault(method, deque()).extend(acts)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name == method]

    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages]

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:
        given = request.get("json") or request.get("params") or {}
        params = {name: value for name, value in given.items() if value is not None}
        self.calls.append((api_method, params))
        waiting = self.script.get(api_method)
        act = waiting.popleft() if waiting else OK
        answer = self._do(api_method, params, act) if act.accepts else {}
        self.watch(api_method)
        self.clock.pass_(act.takes)
        if act.raises is not None:
            raise act.raises
        if act.error is not None:
            answer = {"ok": False, "error": act.error}
        data = answer if act.answer is None else act.answer
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=data,  # type: ignore[arg-type]
            headers=dict(act.headers),
            status_code=act.status,
        )
        response.validate()  # type: ignore[no-untyped-call]
        return response

    def _do(self, method: str, params: dict[str, Any], act: Act) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(params, act)
            case "chat.update":
                return self._update(params)
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D-{params['users']}"}}
            case "conversations.history":
                return self._read(params, None)
            case "conversations.replies":
                return self._read(params, params["ts"])
            case _:
                raise AssertionError(method)

    def _post(self, params: dict[str, Any], act: Act) -> dict[str, Any]:
        ts = f"{self.clock.now.timestamp():.3f}{len(self.messages):03}"
        visible = self.clock.now + timedelta(seconds=act.lag)
        self.messages.append({"ts": ts, "visible": visible, **params})
        return {"ok": True, "channel": params["channel"], "ts": ts}

    def _update(self, params: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (params["channel"], params["ts"]):
                message.update(params)
                return {"ok": True, "channel": params["channel"], "ts": params["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _read(self, params: dict[str, Any], thread: str | None) -> dict[str, Any]:
        oldest = datetime.fromtimestamp(float(params["oldest"]), UTC)
        found = [
            {name: message[name] for name in ("ts", "text", "metadata") if name in message}
            for message in reversed(self.messages)
            if message["channel"] == params["channel"]
            and (message.get("thread_ts") == thread or message["ts"] == thread)
            and message["visible"] <= self.clock.now
            and datetime.fromtimestamp(float(message["ts"]), UTC) >= oldest
        ]
        for message in found:
            message["bot_id"] = "B1"
        if not params.get("include_all_metadata") or not self.keeps_metadata:
            for message in found:
                message.pop("metadata", None)
        start = int(params.get("cursor", 0))
        rest = len(found) > start + PAGE
        return {
            "ok": True,
            "messages": found[start : start + PAGE],
            "has_more": rest,
            "response_metadata": {"next_cursor": str(start + PAGE) if rest else ""},
        }
