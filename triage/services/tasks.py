"""The supervisor of coroutines (rule R4): strong references, names, errors told at once, an ordered end."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from triage.models.errors import KnownError
from triage.services.hub import Hub, Notice

log = logging.getLogger("triage.tasks")
BUG_PAUSE = 10.0


class Tasks:
    """Starts coroutines and holds them until they end."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._running: dict[asyncio.Task[Any], None] = {}
        self._bugs: set[str] = set()
        self._closed = False

    def spawn(self, name: str, coro: Coroutine[Any, Any, Any]) -> asyncio.Task[Any] | None:
        """Start ``coro``; None when the supervisor is closed already (the coroutine is then closed unrun)."""
        if self._closed:
            coro.close()
            return None
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._running[task] = None
        task.add_done_callback(self._ended)
        return task

    def keep(self, name: str, loop: Callable[[], Coroutine[Any, Any, Any]], *, pause: float = BUG_PAUSE) -> None:
        """Run a loop until `close`; one that a mistake of ours ended is told and begins again after ``pause``
        seconds: no single bad row may stop all sending until the next start."""

        async def kept() -> None:
            while True:
                try:
                    await loop()
                except KnownError as error:
                    self._hub.publish(Notice("warning", error.what, error.do, key=f"task:{name}"))
                except Exception as error:
                    self._tell_bug(name, error)
                else:
                    return
                await asyncio.sleep(pause)

        self.spawn(name, kept())

    def names(self) -> tuple[str, ...]:
        """What is running now, oldest first."""
        return tuple(task.get_name() for task in self._running)

    async def close(self) -> None:
        """Cancel what runs, the last started first, each awaited before the next; nothing can be spawned after."""
        self._closed = True
        mine = asyncio.current_task()
        for task in [task for task in reversed(list(self._running)) if task is not mine]:
            task.cancel()
            await asyncio.wait([task])

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.pop(task, None)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, KnownError):
            self._hub.publish(Notice("warning", error.what, error.do, key=f"task:{task.get_name()}"))
        elif error is not None:
            self._tell_bug(task.get_name(), error)

    def _tell_bug(self, name: str, error: BaseException) -> None:
        where = traceback.extract_tb(error.__traceback__)[-1:]
        mark = f"{type(error).__name__}:{where[0].filename}:{where[0].lineno}" if where else type(error).__name__
        # Kind and place only: the text of an unknown error may hold words of a report.
        log.error("bug in task %s: %s", name, mark)
        if mark in self._bugs:
            return
        self._bugs.add(mark)
        self._hub.publish(
            Notice(
                "error", "Something went wrong inside Triage.", "Your work is saved. Tell support.", key=f"bug:{mark}"
            )
        )
