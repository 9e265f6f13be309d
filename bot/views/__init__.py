"""What people see: pure functions from answers to messages. Nothing here has effects."""
