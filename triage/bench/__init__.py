"""Measurements that anyone can repeat: `triage bench`. Composition like the command itself, so it may import all."""
