"""A workstation's week in minutes, with clocks that are moved by hand, and the account at its end."""
