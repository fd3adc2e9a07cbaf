"""The screen before the desk: who signs in, how far it is, and the desk while it is locked."""
