"""A second start brings the window that is open to the front and ends, instead of standing there with an error.

The first window listens on a local socket named after its home folder, which only the same person can reach. Who may
work in the folder is decided by the lock on it (`services/instance.py`), never by this.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

ANSWER = b"here"
PATIENCE = 3.0
"""Seconds after which a window that does not answer is taken for one that hangs."""


def name_of(home: Path) -> str:
    return f"triage-{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]}"


class OneWindow(QObject):
    """Made by whoever holds the lock on ``home``. ``told`` is called once the window is in front.

    ``front``: which window that is at the moment, if not always this one.
    """

    def __init__(
        self, home: Path, window: QWidget, told: Callable[[], None], front: Callable[[], QWidget] | None = None
    ) -> None:
        super().__init__(window)
        self._front = front or (lambda: window)
        self._told = told
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._asked)
        QLocalServer.removeServer(name_of(home))  # left behind by a window that was killed
        self._server.listen(name_of(home))

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _asked(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.write(ANSWER)
            caller.flush()
        come_forward(self._front())
        self._told()


def come_forward(window: QWidget) -> None:
    """In front of other programs, or at least asking to be where the system does not let a program do that."""
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)


async def call_the_other(home: Path) -> bool:
    """Have the window that is open on ``home`` come forward; False when none answers."""
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(came: bool) -> None:
        if not answered.done():
            answered.set_result(came)

    socket = QLocalSocket()
    socket.readyRead.connect(lambda: settle(True))
    socket.errorOccurred.connect(lambda _error: settle(False))
    socket.connectToServer(name_of(home))
    try:
        async with asyncio.timeout(PATIENCE):
            return await answered
    except TimeoutError:
        return False
    finally:
        socket.abort()
        socket.deleteLater()
