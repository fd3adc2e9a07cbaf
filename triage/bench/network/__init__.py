"""Real processes on hosts of their own, with the wire between them lossy, cut, reset, slow and silent."""
