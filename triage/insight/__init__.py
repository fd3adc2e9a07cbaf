"""What can be worked out about a report. Pure: no Qt, no asyncio, no network."""
