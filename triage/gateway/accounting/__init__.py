"""Where every acknowledged submission is now: the gateway's rows beside the log of intake and what desktops state."""
