"""Layers of settings: machine policy, registry, explain."""
