"""Reference data on this machine: imported once, looked up from disk, never loaded whole."""
