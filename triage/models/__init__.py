"""The domain, pure: no Qt, no asyncio, no network, no files. Gateway and desktop agree because both stand on it."""
