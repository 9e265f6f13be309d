"""Messages on their way to Slack: never lost silently, posted once except in named windows."""
