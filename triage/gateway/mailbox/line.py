"""One thread for one mail connection: the IMAP library blocks, and a connection may be used by one thread only."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Call = Callable[[], None]


class Line:
    """Runs what it is given, one after another. The thread is a daemon: a connection that hangs at the end of the
    program must not hold it.
    """

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[], T]) -> T:
        """What ``call`` gives or raises, worked in the thread. Cancelled: the call goes on, nobody waits for it."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def work() -> None:
            try:
                told = call()
            except BaseException as error:  # handed to who waits
                _tell(loop, done, done.set_exception, error)
            else:
                _tell(loop, done, done.set_result, told)

        self._calls.put(work)
        return await done

    def end(self) -> None:
        """No more calls; the thread ends after the present one."""
        self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


def _tell(loop: asyncio.AbstractEventLoop, done: asyncio.Future[Any], tell: Callable[[Any], None], told: Any) -> None:
    def say() -> None:
        if not done.done():
            tell(told)

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
        loop.call_soon_threadsafe(say)
