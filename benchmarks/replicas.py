"""Replicas of the bot as processes that are killed and started again."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.process import environment


@dataclass
class Replica:
    """One program that is kept running."""

    command: Sequence[str]
    settings: Mapping[str, str]
    log: Path
    kills: int = field(default=0, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _output: IO[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; what it says is added to its log."""
        self._output = self.log.open("ab")
        self._process = subprocess.Popen(
            self.command,
            env=environment(**self.settings),
            stdout=self._output,
            stderr=self._output,
        )

    @property
    def ended(self) -> int | None:
        """Its exit code, if it has ended by itself."""
        return None if self._process is None else self._process.poll()

    def kill(self) -> None:
        """Kill it where it stands."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.kills += 1
        self._close()

    def stop(self) -> int:
        """Ask it to end, as a supervisor does; its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(60)
        self._close()
        return code

    def _close(self) -> None:
        if self._output is not None:
            self._output.close()
