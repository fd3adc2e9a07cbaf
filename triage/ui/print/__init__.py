"""A report's summary on paper: what is on it, how it falls into pages, and the ways out (PDF, printer)."""
