"""Pictures to be looked at by a person; no tests."""
