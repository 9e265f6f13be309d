"""Serving every workspace that installs the app: OAuth, tokens, coming and going."""
