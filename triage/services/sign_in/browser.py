"""The person's own browser, as the system opens it."""

from __future__ import annotations

import asyncio
import webbrowser

from triage.tokens.keys import safe

PATIENCE_SECONDS = 10.0


async def open_browser(address: str) -> bool:
    """Show the address, which the provider's own discovery document told; False when no browser could be opened."""
    if not safe(address):
        return False
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.to_thread(webbrowser.open, address)
    except (TimeoutError, webbrowser.Error, OSError):
        return False
