"""Records systems of other manners, run as real servers."""
