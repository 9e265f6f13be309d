"""The digest: what it says, in what order. Pure."""
