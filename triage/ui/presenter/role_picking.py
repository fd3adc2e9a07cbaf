"""Training's way in: pick a role; a locked desk opens to whoever presses Unlock."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QObject

from triage.models.sign_in import RoleToPick
from triage.ui.signin import view as views
from triage.ui.signin.leaving import Unlocked
from triage.ui.signin.view import OTHER, QUIT, SUBMIT, PersonLine
from triage.ui.signin.window import SignInWindow


class RolePresenter(QObject):
    """Lives as long as the program; the window is shown while it is needed."""

    def __init__(self, window: SignInWindow) -> None:
        super().__init__(window)
        self.window = window
        self._acts: asyncio.Queue[str] = asyncio.Queue()
        window.page.acted.connect(self._acts.put_nowait)
        window.page.chosen.connect(self._acts.put_nowait)
        window.close_requested.connect(lambda: self._acts.put_nowait(QUIT))

    async def pick(self, roles: Sequence[RoleToPick], words: str = "") -> RoleToPick | None:
        """The role that the person takes; None when they close the window."""
        lines = [PersonLine(key=role.key, name=role.key.capitalize(), note=role.what) for role in roles]
        view = views.roles(lines, words)
        while True:
            act = await self._ask(view)
            if act == QUIT:
                return None
            found = next((role for role in roles if role.key == act), None)
            if found is not None:
                return found

    async def unlock(self, name: str) -> Unlocked:
        while True:
            act = await self._ask(views.locked(name, secret=False, training=True))
            if act in (SUBMIT, OTHER, QUIT):
                return {SUBMIT: Unlocked.BACK, OTHER: Unlocked.OTHER, QUIT: Unlocked.QUIT}[act]

    async def _ask(self, view: views.SignInView) -> str:
        while not self._acts.empty():
            self._acts.get_nowait()
        self.window.page.show_view(view)
        return await self._acts.get()
