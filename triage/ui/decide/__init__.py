"""The right column: checks, THRIVE, grade, crimes, outcome, rationale, and sending."""
