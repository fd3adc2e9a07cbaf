"""In which roles the person at this workstation is known to the gateway: what of the window is for them."""

from __future__ import annotations

import asyncio

from triage.models.errors import KnownError
from triage.services.api.figures import FiguresApi
from triage.services.learning import keep_roles, roles_of
from triage.services.workplace import Workplace

AGAIN_SECONDS = 5.0
OVERSEERS = frozenset({"supervisor", "admin", "auditor"})
"""Whom the board is for."""


class Roles:
    """``held``: as last heard, until the gateway has answered; `known` says when that is."""

    def __init__(self, place: Workplace, api: FiguresApi) -> None:
        self._store, self._me = place.store, place.me
        self._api = api
        self._known = asyncio.Event()
        self.held: frozenset[str] = frozenset()

    @property
    def told(self) -> bool:
        """Whether the gateway has answered since this desk was opened."""
        return self._known.is_set()

    @property
    def oversees(self) -> bool:
        """Whether the board is for this person."""
        return bool(self.held & OVERSEERS)

    async def open(self) -> None:
        """Start from what was heard last."""
        self.held = await self._store.read(lambda conn: roles_of(conn, self._me))

    async def run(self) -> None:
        """Ask until the gateway has answered once, and that is kept."""
        while True:
            if await self._ask():
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _ask(self) -> bool:
        try:
            held = frozenset((await self._api.me()).roles)
        except KnownError:  # away, or an older gateway: what was heard last counts meanwhile
            return False
        self.held = held
        try:
            await self._store.write(lambda conn: keep_roles(conn, self._me, held))
        except KnownError:  # a full disk
            return False
        finally:
            self._known.set()
        return True

    async def known(self) -> frozenset[str]:
        """The roles, once the gateway has told them."""
        await self._known.wait()
        return self.held
