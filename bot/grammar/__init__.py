"""Understands commands: text in, a question out. Pure."""

from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError

__all__ = ["CommandError", "read_command"]
