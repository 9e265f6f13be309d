"""The demo: the real bot against the local stand-in for Slack, no account needed."""

from bot.demo.session import run

__all__ = ["run"]
