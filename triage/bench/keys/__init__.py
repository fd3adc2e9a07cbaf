"""`triage bench keys`: ten reports from queue to sent by keys alone, counted and timed."""
