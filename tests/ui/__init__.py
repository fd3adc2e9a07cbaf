"""Widgets and windows, off-screen."""
