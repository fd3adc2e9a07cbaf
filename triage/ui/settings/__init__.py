"""The settings of one workstation: how the desk looks, which keys work, and what it is."""
