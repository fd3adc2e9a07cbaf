"""Words to the people of a report: writing to them, calls logged by hand, and all that was said."""
