"""What the page can do beside Slack."""

from collections.abc import Callable

from msgspec import Struct


class Lever(Struct, frozen=True):
    """Something that whoever runs the sandbox lets the page do, say move the clock.

    `pull` does it and returns the sentence to show; it is called from the page's threads.
    """

    id: str
    label: str
    pull: Callable[[], str]
