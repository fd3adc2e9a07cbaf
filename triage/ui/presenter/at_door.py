"""Between one person's desk and the next: locking it, signing out of it, signing in again when the session ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from triage.models.errors import KnownError
from triage.services.sign_in.browser import open_browser
from triage.ui.bridge import Bridge
from triage.ui.presenter.context import Context
from triage.ui.signin.leaving import Leaving, Unlocked
from triage.ui.signin.window import SignInWindow

STRIP = "sign-in"
LOOK_MS = 15_000
"""How often it is looked whether somebody is still here."""
ENDED = "Your sign-in has ended. What you send waits until you sign in again; nothing is lost."
WAITING = "Waiting for your browser. Sign in there; work goes on here meanwhile."
NO_BROWSER = "The browser could not be opened. Its address is in the clipboard: paste it into one on this computer."


Show = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """``again``: the same person signs in again, `show` is given the address for the browser. ``ended``: has to."""

    again: Callable[[Show], Awaitable[None]]
    ended: Callable[[], bool]


class Door:
    """What the desk of somebody who came in is given beside its services.

    Args:
        window: stands in the desk's place while it is locked.
        unlock: waits in front of it until somebody is there.
        lock_minutes: 0 = never by itself.
        session: None where nothing can end it (training).
    """

    def __init__(
        self,
        *,
        window: SignInWindow,
        unlock: Callable[[], Awaitable[Unlocked]],
        lock_minutes: int = 0,
        session: Session | None = None,
    ) -> None:
        self.window = window
        self.unlock = unlock
        self.lock_minutes = lock_minutes
        self.session = session
        self.left = asyncio.Event()
        self.leaving = Leaving.QUIT
        self.locked = False
        """The desk must not be shown, whoever asks for it."""

    def stay(self) -> None:
        """The desk could not be closed after all."""
        self.leaving = Leaving.QUIT

    def leave(self, how: Leaving) -> None:
        """Have the desk closed in order."""
        self.leaving = how
        self.left.set()

    @property
    def ended(self) -> bool:
        return self.session is not None and self.session.ended()


class AtDoor(QObject):
    """Made with the desk's window and gone with it."""

    def __init__(self, context: Context, bridge: Bridge, door: Door) -> None:
        super().__init__(context.shell)
        self._context, self._door = context, door
        self._signing: asyncio.Task[None] | None = None
        self._seen: tuple[int, QPoint] = (0, QPoint())
        self._idle_ms = 0
        bridge.sign_in_changed.connect(self._changed)
        context.shell.strip_action.connect(self._strip_action)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        if door.lock_minutes:
            self._timer.start()
        if door.ended:
            self._changed(False)

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        """Its actions, for `Commands.extend`."""
        return {"lock": self.lock, "sign_out": lambda: self._door.leave(Leaving.SIGN_OUT)}

    @Slot()
    def lock(self) -> None:
        """Hide the desk until its owner is back; its services go on."""
        if not self._door.locked:
            self._door.locked = True
            self._context.desk.spawn("lock", self._lock())

    async def _lock(self) -> None:
        shell, window = self._context.shell, self._door.window
        hidden = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]
        window.stand_for(shell.geometry(), maximised=shell.isMaximized())
        for one in hidden:
            one.hide()
        how = await self._door.unlock()
        self._idle_ms = 0
        if how is not Unlocked.BACK:
            self._door.leave(Leaving.QUIT if how is Unlocked.QUIT else Leaving.SWITCH)
            return
        self._door.locked = False
        for one in hidden:
            one.show()
        window.hide()
        shell.activateWindow()

    @Slot()
    def _look(self) -> None:
        """Lock when nothing was pressed and the pointer stood still for so long. Looked at, not listened to: a filter
        over every event of the program would be paid for by every key."""
        now = (self._context.shell.meter.presses, QCursor.pos())
        self._idle_ms = 0 if now != self._seen else self._idle_ms + LOOK_MS
        self._seen = now
        if self._idle_ms >= self._door.lock_minutes * 60_000:
            self.lock()

    @Slot(bool)
    def _changed(self, signed_in: bool) -> None:
        shell = self._context.shell
        if signed_in:
            shell.clear_strip(STRIP)
            self._context.spawn("refresh", self._context.desk.refresh())
        elif self._signing is None:
            shell.show_strip(STRIP, ENDED, "Sign in", "warning", closable=False)

    @Slot(str)
    def _strip_action(self, key: str) -> None:
        if key != STRIP:
            return
        if self._signing is not None:
            self._signing.cancel()
        else:
            self._signing = self._context.desk.spawn("sign in again", self._again())

    async def _again(self) -> None:
        shell, session = self._context.shell, self._door.session
        if session is None:
            return
        shell.show_strip(STRIP, WAITING, "Cancel", "info", closable=False)
        trouble = ENDED
        try:
            await session.again(self._show)
        except KnownError as error:
            trouble = f"{error.what} {error.do}".strip()
        finally:
            self._signing = None
            if self._door.ended:
                shell.show_strip(STRIP, trouble, "Sign in", "warning", closable=False)
            else:
                shell.clear_strip(STRIP)

    def _show(self, address: str) -> None:
        self._context.desk.spawn("browser", self._open(address))

    async def _open(self, address: str) -> None:
        if not await open_browser(address) and self._signing is not None:
            QApplication.clipboard().setText(address)
            self._context.shell.show_strip(STRIP, NO_BROWSER, "Cancel", "warning", closable=False)
