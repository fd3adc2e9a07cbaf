"""The sense of risk: it only ever suggests; people grade."""
