"""The middle column: what the public told, with the handler's corrections beside it."""
