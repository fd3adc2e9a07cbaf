"""Alarms that leave the window: what is wrong with the queue is told by e-mail and webhook when nobody looks."""
