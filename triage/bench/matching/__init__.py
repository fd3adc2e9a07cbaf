"""How well and how fast people are matched: on files with known truth, beside Splink where that is installed, and
among a million invented people."""
