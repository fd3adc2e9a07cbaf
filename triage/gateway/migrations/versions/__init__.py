"""One file for each step; the names sort in the order of the steps."""
