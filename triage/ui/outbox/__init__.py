"""The outbox: what waits to be sent, what needs fixing, what was sent."""
