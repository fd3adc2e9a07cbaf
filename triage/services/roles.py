"""In which roles the person at this workstation is known to the gateway: what of the window is for them."""

from __future__ import annotations

import asyncio

from triage.models.errors import KnownError
from triage.services.api.figures import FiguresApi

AGAIN_SECONDS = 5.0
OVERSEERS = frozenset({"supervisor", "admin", "auditor"})
"""Whom the board is for."""


class Roles:
    """``held`` is empty until the gateway was asked; `known` says when that is."""

    def __init__(self, api: FiguresApi) -> None:
        self._api = api
        self._known = asyncio.Event()
        self.held: frozenset[str] = frozenset()

    @property
    def oversees(self) -> bool:
        """Whether the board is for this person."""
        return bool(self.held & OVERSEERS)

    async def run(self) -> None:
        """Ask until the gateway has answered once."""
        while not self._known.is_set():
            try:
                self.held = frozenset((await self._api.me()).roles)
            except KnownError:  # away, or an older gateway: what needs a role is not offered meanwhile
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self._known.set()

    async def known(self) -> frozenset[str]:
        """The roles, once the gateway has told them."""
        await self._known.wait()
        return self.held
