"""The arguments of a Web API call: form fields or JSON, read alike."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.sandbox.errors import SlackError
from bot.sandbox.model import Json

Item = TypeVar("Item")


class Arguments:
    """What a call was given; complex values may come as JSON text."""

    def __init__(self, given: Json) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str) -> str:
        """A text, empty where it is not given."""
        value = self.given.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """True for true, "true" and "1"."""
        return str(self.given.get(name, "")).lower() in ("true", "1")

    def structure(self, name: str, malformed: str) -> Any:
        """A JSON value, None where it is not given; `malformed` is the error of bad JSON."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise SlackError(malformed) from error

    def limit(self, usual: int, most: int) -> int:
        """The `limit` argument, from 1 to `most`."""
        if "limit" not in self:
            return usual
        text = self.text("limit")
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise SlackError("invalid_limit")
        return int(text)

    def page(self, items: Sequence[Item], usual: int, most: int) -> tuple[list[Item], str]:
        """One page of `items` and the cursor of the next, empty after the last."""
        limit, start = self.limit(usual, most), self._cursor()
        following = start + limit
        cursor = f"next:{following}" if following < len(items) else ""
        return list(items[start:following]), base64.b64encode(cursor.encode()).decode()

    def _cursor(self) -> int:
        if not self.text("cursor"):
            return 0
        try:
            return int(base64.b64decode(self.text("cursor")).decode().removeprefix("next:"))
        except (binascii.Error, ValueError) as error:
            raise SlackError("invalid_cursor") from error
