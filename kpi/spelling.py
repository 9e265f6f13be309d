"""How names are compared, whatever their case, width and spacing."""

from __future__ import annotations

import re
import unicodedata

DASHES = "‐‑–-"
UNCOUNTED = re.compile(rf"[\s_{DASHES}]+")
"""What stands between the words of a name."""


def fold(name: str) -> str:
    """A name as it is compared: case, width, spaces, hyphens and underscores do not count."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return UNCOUNTED.sub("", text)
