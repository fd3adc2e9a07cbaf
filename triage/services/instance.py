"""One desktop on one home folder: a lock of the operating system, which frees it by itself when the program is killed.

Two desktops on one store would send the same operations side by side and take each other's strays for lost.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from triage.models.errors import KnownError

NAME = "desk.lock"


class AlreadyOpen(KnownError):
    """Another desktop works in this folder."""

    def __init__(self) -> None:
        super().__init__("Triage is already open with this folder.", "Go to its window, or close it and start again.")


class InstanceLock:
    """Held from `take` to `free`. The file stays where it is: what counts is the lock on it, never its existence."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._handle: int | None = None

    def take(self) -> None:
        """Blocking only for the file system: call it off the GUI thread.

        Raises:
            AlreadyOpen: another desktop works in this folder.
            KnownError: it cannot be written to.
        """
        try:
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KnownError("The folder of the local store cannot be written to.", "Check its rights.") from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise AlreadyOpen from error
        self._handle = handle

    def free(self) -> None:
        """Let the next one in; twice is fine."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        # flock, not lockf: it belongs to this opening of the file, so a second desk in this very process is seen too.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
