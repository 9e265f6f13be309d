"""Files of figures and of raw answers, read and stored."""
