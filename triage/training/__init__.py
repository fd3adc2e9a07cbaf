"""Training mode: synthetic reports, a records stand-in and fault switches."""
