"""How the sandbox says no: to the app by Slack's error codes, to a person by a sentence."""

from bot.sandbox.limits import Refusal
from bot.sandbox.model import Json


class SlackError(Exception):
    """A Web API answer with `ok: false`; `code` is Slack's, `fields` go beside it."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields: Json = dict(fields)

    def answer(self) -> Json:
        """The body of the answer."""
        return {"ok": False, "error": self.code, **self.fields}


def refuse(refusal: Refusal | None) -> None:
    """Raise what Slack answers to a payload over its limits; nothing where it takes it."""
    if refusal is None:
        return
    if not refusal.problems:
        raise SlackError(refusal.error)
    raise SlackError(
        refusal.error,
        errors=refusal.messages,
        response_metadata={"messages": refusal.messages},
    )


class NotPossibleError(Exception):
    """A person cannot do that in Slack: the button is not there, the channel is archived."""
