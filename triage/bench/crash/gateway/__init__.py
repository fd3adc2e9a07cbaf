"""The gateway killed just before and just after each of its own commits, with a real desk and hub around it."""
