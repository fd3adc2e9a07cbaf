"""What the supervisor's board shows, counted in a few statements that indexes answer."""
