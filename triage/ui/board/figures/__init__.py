"""Compliance figures on the board: a period, a table by type or grade, and the reports behind each number."""
