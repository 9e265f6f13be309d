"""Use cases: where the formula core and the database meet. Slack is unknown here."""
