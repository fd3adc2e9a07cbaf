"""Handover between shifts on the board: what is left, and words for whoever comes next."""
