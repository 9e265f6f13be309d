"""Handlers translate: Slack's payload to a question, the desk's answer to a message."""
