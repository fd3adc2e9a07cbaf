"""Checking a workstation, and the support bundle."""
