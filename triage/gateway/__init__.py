"""The gateway a force hosts: receives reports from the national hub and is the queue that desktops work from."""
