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
        return await asyncio.wait_for(asyncio.to_thread(webbrowser.open, address), PATIENCE_SECONDS)
    except (TimeoutError, webbrowser.Error, OSError):
        return False
