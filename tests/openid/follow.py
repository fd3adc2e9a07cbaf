"""A browser for $BROWSER: follows the address as a person would and comes back. Arguments: who, address."""

from __future__ import annotations

import asyncio
import sys

from tests.openid.browser import Browser


async def main(person: str, address: str) -> None:
    async with Browser(person) as browser:
        page = await browser.come_back(address)
        assert "You are signed in" in page.text


asyncio.run(main(*sys.argv[1:]))
