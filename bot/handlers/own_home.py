"""Home follows what somebody just did, where they have opened it."""

from __future__ import annotations

from bot.handlers.home import show
from bot.office import Office
from bot.views.home import Choice


def acted(office: Office, team: str, user: str) -> None:
    """Somebody recorded or decided something: their Home is shown anew, beside the answer."""
    office.homes.want((team, user), lambda: refresh(office, team, user), what="home")


def refresh(office: Office, team: str, user: str) -> None:
    """Publishes somebody's Home as they last saw it; nothing where it was never opened.

    Nor where it shows the guide: what stands in its inputs would be lost.
    """
    shown = office.store.read(lambda tx: tx.homes.shown(team, user))
    if shown is None:
        return
    choice = Choice.read(shown)
    if choice.guide.step is None:
        show(office, team, user, choice)
