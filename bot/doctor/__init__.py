"""Checks of everything the bot needs, each with what to do where it fails."""

from bot.doctor.examination import examine
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine, this_machine

__all__ = ["Finding", "Machine", "examine", "this_machine"]
