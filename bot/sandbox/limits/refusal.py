"""The answer Slack gives to a payload over its limits."""

from msgspec import Struct

from bot.sandbox.limits.rules import Problem


class Refusal(Struct, frozen=True):
    """Slack's error code for a payload, with the problems and their places."""

    error: str
    problems: tuple[Problem, ...] = ()

    @property
    def messages(self) -> list[str]:
        """The lines of `response_metadata.messages`."""
        return [str(problem) for problem in self.problems]
