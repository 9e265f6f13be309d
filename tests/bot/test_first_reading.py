"""What comes from Slack may be of a kind that many threads read first, at once."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import os, sys, threading
{imports}

text = {text}
sys.setswitchinterval(1e-6)
threading.excepthook = lambda _: os._exit(1)
together = threading.Barrier(16)

def first():
    together.wait()
    assert {read} == {written}

threads = [threading.Thread(target=first) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
"""In a program of its own: a type is resolved once, and where that fails the program dies."""

CARRIED = [
    ("bot.views.forms", "State", "State(value='v', response_url='u')", "text"),
    ("bot.views.form_state", "FormState", "FormState(user='U', channel='C')", "text"),
    (
        "bot.views.feedback_form",
        "MessageState",
        "MessageState(user='U', channel='C', ts='1')",
        "text",
    ),
    ("bot.views.home", "Choice", "Choice(segment='tier:smb', page=2)", "text"),
    ("bot.desk.pasting", "Pasted", "Pasted(text='1,2', kpi='nps')", "draft"),
    (
        "bot.desk.filling",
        "Filled, Subject",
        "Filled(about=Subject(kpi='nps'), inputs={'a': '1'})",
        "text",
    ),
]

COMMAND = {
    "command": "/nps",
    "text": "1700 350 150",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2.a",
}
SUBMISSION = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "view": {"id": "V1", "callback_id": "record", "private_metadata": ""},
}


@pytest.mark.parametrize(
    ("module", "names", "made", "writes"), CARRIED, ids=[one[0] for one in CARRIED]
)
def test_it_is_read_as_it_was_written(module: str, names: str, made: str, writes: str) -> None:
    name = names.partition(",")[0]
    assert runs(
        imports=f"from {module} import {names}",
        text=f"{made}.{writes}()",
        read=f"{name}.read(text)",
        written=made,
    )


@pytest.mark.parametrize(("sent", "wrong"), [(COMMAND, None), (SUBMISSION, "view.state")])
def test_a_request_is_checked(sent: dict[str, Any], wrong: str | None) -> None:
    assert runs(
        imports="from bot.server.shapes import misshapen",
        text=repr(sent),
        read="misshapen(text)",
        written=repr(wrong),
    )


def runs(**parts: str) -> bool:
    program = PROGRAM.format(**parts)
    return subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
