"""The sandbox in a browser: what people see and do in Slack, on a page of this machine only.

It reads the sandbox's own state and acts through the same `Person` as the tests, so that what is
drawn is what Slack would have been given.
"""

from bot.sandbox.page.lever import Lever
from bot.sandbox.page.page import Page

__all__ = ["Lever", "Page"]
