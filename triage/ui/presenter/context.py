"""What every presenter needs, handed to each by its constructor."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSettings

from triage.models.errors import KnownError
from triage.services.desk import Desk
from triage.services.hub import Level, Notice
from triage.ui.actions import Actions
from triage.ui.shell import Shell

BEGUN = {
    "next": "Taking the next report",
    "open": "Opening the report",
    "claim": "Claiming the report",
    "release": "Giving the report back",
    "refresh": "Asking for news",
    "send": "Signing the decision",
    "undo": "Taking the decision back",
    "recall": "Taking the decision back",
    "mend": "Opening the decision again",
}
"""Name of a person's action → what the status bar says from the key press until it is done."""


@dataclass(frozen=True, slots=True)
class Context:
    desk: Desk
    shell: Shell
    actions: Actions
    memory: QSettings
    """What the window remembers for this person: sizes, theme, the report that was open."""

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any] | None:
        """Start a person's action; a `KnownError` of it becomes a notice (rule R4). None: the desk is stopping."""
        task = self.desk.spawn(name, self._told(name, work))
        if task is None:
            work.close()  # nothing new begins
            return None
        task.add_done_callback(lambda _task: work.close())  # one that is cancelled before its first step has not begun
        if name in BEGUN:
            self.shell.status.begin(BEGUN[name])
        return task

    def tell(self, level: Level, what: str, do: str = "", *, key: str = "") -> None:
        self.desk.hub.publish(Notice(level, what, do, key=key))

    async def _told(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except KnownError as error:
            self.tell("warning", error.what, error.do, key=name)
        finally:
            if name in BEGUN:
                self.shell.status.end(BEGUN[name])
