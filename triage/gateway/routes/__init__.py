"""The HTTP layer: reads requests, asks the parts that do the work, writes answers."""
