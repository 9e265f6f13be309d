"""Figures as they would be stored, and Slack's own judgement of a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.desk.reading import Reading, assemble
from bot.sandbox.limits import message_refusal
from bot.views.blocks import Message
from kpi import Undefined, catalogue, evaluate
from kpi.period import Period
from kpi.read import read
from kpi.target import Target
from storage.records import Action, FigureKey, Observation

RECORDED_AT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)


def make_observation(
    kpi: str, inputs: Mapping[str, str], period: str = "2026-W46", **more: Any
) -> Observation:
    """A stored revision; `more` replaces what it would hold otherwise."""
    currency = more.pop("currency", "USD")
    segment = more.pop("segment", "")
    entry = read(catalogue.get(kpi), (), inputs, currency=currency)
    try:
        result = evaluate(entry)
        entry, value, sound = result.kept, result.value, result.sound
    except Undefined:
        value, sound = None, True
    stored: dict[str, Any] = {
        "key": FigureKey(kpi=kpi, period=Period.parse(period), segment=segment),
        "entry": entry,
        "value": value,
        "sound": sound,
        "partial": False,
        "action": Action.RECORD,
        "author": "U1KIM",
        "number": 4821,
        "revision": 1,
        "recorded_at": RECORDED_AT,
    }
    return Observation(**(stored | more))


def make_reading(
    kpi: str,
    inputs: Mapping[str, str],
    period: str = "2026-W46",
    *,
    before: Observation | None = None,
    target: str = "",
    chosen: str | None = None,
    **more: Any,
) -> Reading:
    """The reading of such a revision."""
    definition = catalogue.get(kpi)
    return assemble(
        make_observation(kpi, inputs, period, **more),
        before,
        kpi=definition,
        target=Target.read(target, definition) if target else None,
        chosen_set=chosen,
        author_name="Kim",
    )


@pytest.fixture(scope="session")
def observation() -> Callable[..., Observation]:
    return make_observation


@pytest.fixture(scope="session")
def reading() -> Callable[..., Reading]:
    return make_reading


@pytest.fixture(scope="session")
def fits() -> Callable[[Message], None]:
    """Fails where Slack would refuse the message, or somebody would be called by it."""

    def check(message: Message) -> None:
        assert message_refusal(message.text, list(message.blocks)) is None
        assert message.text.strip()
        assert message.blocks
        shown = message.text + str(message.blocks)
        for call in ("<!channel>", "<!here>", "<@"):
            assert call not in shown

    return check
