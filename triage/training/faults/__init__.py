"""Faults of the network between the desktop and the systems it talks to, made on purpose in training mode."""
