"""Alarms on the board: what stands now, and the limits of views."""
