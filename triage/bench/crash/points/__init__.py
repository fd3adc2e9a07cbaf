"""Kill -9 at each commit point that a report does not meet on its way: a row for each, and what must hold after it."""
