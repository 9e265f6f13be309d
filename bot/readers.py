"""In which language somebody reads: as Slack last said, remembered for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from bot.language import code_of
from kpi.language import ENGLISH
from storage.store import Store

_REMEMBERED = timedelta(minutes=10)
"""After which another program's news of somebody counts here too."""
_MOST = 10_000


class Readers:
    """The languages of the people who lately used the bot, so that no request asks for them."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Take where people are kept; `clock` gives the time now, aware."""
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str], tuple[str, datetime]] = OrderedDict()

    def code(self, team: str, user: str) -> str:
        """The code of somebody's language; English for people whom nobody has met yet."""
        now = self._clock()
        with self._lock:
            known = self._known.get((team, user))
        if known is not None and now < known[1]:
            return known[0]
        person = self._store.read(lambda tx: tx.people.get(team, user))
        if person is None:
            return ENGLISH.code
        code = code_of(person.locale)
        with self._lock:
            self._known[team, user] = (code, now + _REMEMBERED)
            self._known.move_to_end((team, user))
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return code

    def forget(self, team: str, user: str) -> None:
        """Slack told something new of somebody."""
        with self._lock:
            self._known.pop((team, user), None)
