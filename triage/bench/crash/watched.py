"""A store that tells of each commit just before and just after it: where a program can be killed on purpose.

The names are the code's own: the function that asks for a transaction names it. docs/crash-safety.md lists them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from triage.services.opening import OpenStore
from triage.services.store import Store

T = TypeVar("T")
BEFORE, AFTER = "before", "after"
ROOM = "triage.services."
Watch = Callable[[str, str], None]
"""``watch(name, moment)``: called on the writing thread, ``moment`` BEFORE or AFTER the commit."""


def name_of(fn: Callable[..., object]) -> str:
    """The commit point of a function given to `Store.write`, such as ``claims.Claims._intend``."""
    asked_in = fn.__qualname__.split(".<locals>", 1)[0]
    return f"{fn.__module__.removeprefix(ROOM)}.{asked_in}"


def watching(watch: Watch) -> OpenStore:
    """Opens a store that tells ``watch`` of its commits."""

    class Watched(Store):
        def _commit(self, fn: Callable[[Connection], T]) -> T:
            name = name_of(fn)

            def to_the_brink(conn: Connection) -> T:
                told = fn(conn)
                watch(name, BEFORE)
                return told

            told = super()._commit(to_the_brink)
            watch(name, AFTER)
            return told

    return Watched.open
