"""What Slack refuses in messages and views: pure functions from a payload to its problems."""

from bot.sandbox.limits.messages import chart_refusal, message_refusal, metadata_refusal
from bot.sandbox.limits.refusal import Refusal
from bot.sandbox.limits.rules import Problem
from bot.sandbox.limits.views import options_refusal, view_refusal

__all__ = [
    "Problem",
    "Refusal",
    "chart_refusal",
    "message_refusal",
    "metadata_refusal",
    "options_refusal",
    "view_refusal",
]
