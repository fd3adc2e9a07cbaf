"""Checks this workstation: what works, what does not, and what to do; nothing is changed and nothing is sent."""
