"""Whether the program that runs on this machine is well."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from bot.doctor.finding import Finding

_TIMEOUT_SECONDS = 10.0


def examine_program(port: int) -> Finding:
    """Ask whatever answers on PORT whether it is ready."""
    try:
        state = _readiness(port)
    except ValueError:
        says = f"something else answers on PORT {port}: set PORT to a free one"
        return Finding("program", ok=False, says=says)
    except OSError:
        says = f"none answers on PORT {port} of this machine; kpi-bot serve starts it"
        return Finding("program", ok=True, says=says)
    if state["wrong"]:
        wrong = "; ".join(state["wrong"])
        says = (
            f"runs on PORT {port}, but: {wrong}. Its log says more, kpi-bot deliveries shows "
            "what waits; where this stays, start it again"
        )
        return Finding("program", ok=False, says=says)
    beat = state["heartbeat_age_seconds"]
    return Finding("program", ok=True, says=f"runs on PORT {port}; last heartbeat {beat} s ago")


def _readiness(port: int) -> dict[str, Any]:
    """What /readyz says. Raises ValueError where it is not ours, OSError where there is none."""
    address = f"http://127.0.0.1:{port}/readyz"
    try:
        with urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:
            text = answer.read()
    except HTTPError as error:
        with error:
            text = error.read()
    state = json.loads(text)
    if not isinstance(state, dict) or not {"wrong", "heartbeat_age_seconds"} <= state.keys():
        raise ValueError
    return state
