"""The account in the window: run, followed, read and exported by a supervisor."""
