"""A store whose program is killed just before or just after one commit, and what lay in it on both sides of it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from triage.bench.crash.watched import AFTER, BEFORE, name_of
from triage.bench.faults.workstation import InlineStore

T = TypeVar("T")
Contents = dict[str, str]
"""By table: the hash of all its rows."""
TOLD = "told.json"
OF_SEARCH = "search_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """What the dying program told. ``before`` and ``after``: the store on both sides of the commit; ``at``: the time of
    its clock; ``reports``: those that arrived, in order.
    """

    point: str
    moment: str
    at: str
    reports: tuple[str, ...]
    before: Contents
    after: Contents

    def tell(self, folder: Path) -> None:
        (folder / TOLD).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Death | None:
        path = folder / TOLD
        if not path.exists():
            return None
        told = json.loads(path.read_text("utf-8"))
        return cls(**{**told, "reports": tuple(told["reports"])})

    @property
    def left(self) -> Contents:
        """What must be there now."""
        return self.before if self.moment == BEFORE else self.after


@dataclass(slots=True)
class Doom:
    """Where the program is to die. It lives on until it is ``armed``; ``tell`` writes down the last it knows."""

    point: str
    moment: str
    nth: int
    tell: Callable[[Contents, Contents], None]
    armed: bool = False
    met: int = field(default=0)

    def meets(self, name: str) -> bool:
        if not self.armed or name != self.point:
            return False
        self.met += 1
        return self.met == self.nth


def dying(doom: Doom) -> type[InlineStore]:
    """The kind of store that kills this very process where ``doom`` says."""

    class Dying(InlineStore):
        def _commit(self, fn: Callable[[Connection], T]) -> T:
            if not doom.meets(name_of(fn)):
                return super()._commit(fn)

            def to_the_brink(conn: Connection) -> T:
                before = contents(conn)
                told = fn(conn)
                doom.tell(before, contents(conn))
                if doom.moment == BEFORE:
                    die()
                return told

            told = super()._commit(to_the_brink)
            assert doom.moment == AFTER
            die()
            return told

    return Dying


def contents(conn: Connection) -> Contents:
    """Every table, but for what full-text search keeps for itself: it writes that after the last statement.
    The lines that it finds are compared."""
    names = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").scalars().all()
    return {name: hash_of(conn, name) for name in names if not name.startswith(OF_SEARCH)}


def hash_of(conn: Connection, table: str) -> str:
    rows = conn.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - the store's own names
    return hashlib.sha256("\n".join(sorted(repr(tuple(row)) for row in rows)).encode()).hexdigest()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
