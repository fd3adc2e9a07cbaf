"""The tests of Triage; each folder mirrors one of triage/."""
