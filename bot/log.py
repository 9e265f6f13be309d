"""Logging: one line an event, JSON where no person watches, and never a secret in it."""

from __future__ import annotations

import logging
import re
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRETS = re.compile(
    r"""xox[a-z]*[-.][\w.%-]+          # bot, user, refresh and configuration tokens
      | xapp-[\w.%-]+                  # app-level tokens
      | (?<=hooks\.slack\.com/)[\w/-]+ # response URLs let anyone answer in a channel
      | (?<=://)[^\s/@:]*:[^\s/@]+(?=@) # name and password of a database
      | (?<=password=)[^\s&'"]+""",
    re.VERBOSE | re.ASCII,
)
HIDDEN = "[hidden]"

_QUIET = {
    # Says every request that waits for a thread, and whole bodies of unsigned requests.
    "waitress.queue": logging.ERROR,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "procrastinate": logging.WARNING,
}


def redact(text: str) -> str:
    """The text without anything that looks like a Slack token, a response URL or a password."""
    return _SECRETS.sub(HIDDEN, text)


def configure(stream: TextIO) -> None:
    """Send all logging, the libraries' included, to `stream`: JSON unless it is a terminal."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    # Not by the loggers' levels: Bolt sets those of its own anew.
    handler.addFilter(_is_wanted)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_for_people() if stream.isatty() else _for_machines()),
                _hide_secrets,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def _is_wanted(record: logging.LogRecord) -> bool:
    lowest = (level for name, level in _QUIET.items() if f"{record.name}.".startswith(f"{name}."))
    return record.levelno >= max(lowest, default=logging.NOTSET)


def _for_people() -> list[Processor]:
    # Its own way of showing exceptions would print every local variable.
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


def _for_machines() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _hide_secrets(_: WrappedLogger, __: str, rendered: EventDict) -> str:
    # Last, on the finished line: no field, traceback or library message comes after it.
    return redact(str(rendered))
