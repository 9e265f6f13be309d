"""The Slack bot: the only package with effects."""
