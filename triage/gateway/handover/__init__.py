"""Handover between shifts: what is left, and the notes that go with it."""
