"""Closing the window while the store cannot be written: the person is told first, and closing again goes without."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from triage.models.errors import KnownError
from triage.ui.shell import Shell

STRIP = "unsaved"


class UnsavedAtClose:
    def __init__(self, shell: Shell, flush: Callable[[], Awaitable[None]]) -> None:
        """``flush`` saves all that stands on the screen; raises KnownError when it cannot."""
        self._shell = shell
        self._flush = flush
        self._told = False

    async def may_close(self) -> bool:
        """True when every word on the screen is saved, or the person was told that it is not and closes again."""
        try:
            await self._flush()
        except KnownError as error:
            if self._told:
                return True
            self._told = True
            words = f"Not closed, because your last words are not saved. {error.what} {error.do}".rstrip()
            self._shell.show_strip(STRIP, f"{words} Close again to leave without them.", None, "error", closable=False)
            return False
        self._shell.clear_strip(STRIP)
        self._told = False
        return True
