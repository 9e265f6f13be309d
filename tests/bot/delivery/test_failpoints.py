import signal
import subprocess
import sys

import pytest

from bot.delivery.failpoints import VARIABLE, Point, from_environment, unarmed

PROGRAM = """
import os
from bot.delivery.failpoints import Point, from_environment
reach = from_environment(os.environ)
for number in range(3):
    for point in Point:
        print(number, point, flush=True)
        reach(point)
"""


@pytest.mark.parametrize(
    ("armed", "last"),
    [
        ("after_intent", "0 after_intent"),
        ("after_intent:1", "0 after_intent"),
        ("after_post:2", "1 after_post"),
        ("before_mark:3", "2 before_mark"),
    ],
)
def test_a_process_dies_at_its_failpoint(armed: str, last: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={VARIABLE: armed}, capture_output=True, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.decode().splitlines()[-1] == last


def test_a_process_lives_when_no_failpoint_is_armed() -> None:
    assert from_environment({}) is unarmed
    assert from_environment({VARIABLE: ""}) is unarmed
    for point in Point:
        unarmed(point)


@pytest.mark.parametrize("armed", ["somewhere", "after_post:0", "after_post:often", ":1"])
def test_a_failpoint_that_is_none_is_refused(armed: str) -> None:
    with pytest.raises(ValueError, match=r"somewhere|counts from 1|often|''"):
        from_environment({VARIABLE: armed})
