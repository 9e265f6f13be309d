"""Understands commands: text in, a question out. Pure."""
