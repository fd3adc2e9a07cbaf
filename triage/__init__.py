"""Triage: the desk where a police force turns online reports from the public into recorded, graded, safe work."""

__version__ = "0.1.0"
