"""How many rows each table of the store has: figures, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from triage.services.cipher import connect, over
from triage.services.instance import InstanceLock


def count_rows(conn: Connection) -> dict[str, int]:
    """Table → rows, for the tables that have any."""
    names = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    found: dict[str, int] = {}
    for (name,) in list(names):
        quoted = str(name).replace('"', '""')
        found[str(name)] = int(conn.exec_driver_sql(f'SELECT count(*) FROM "{quoted}"').scalar() or 0)  # noqa: S608
    return {name: count for name, count in sorted(found.items()) if count}


def count_closed(home: Path, path: Path, key: bytes) -> dict[str, int]:
    """The same of a store that no desk has open. Blocking.

    Raises:
        KnownError: a desk is open on it, or it cannot be read.
    """
    lock = InstanceLock(home)
    lock.take()
    try:
        conn = over(connect(path, key), begin="BEGIN")
        try:
            with conn.begin():
                return count_rows(conn)
        finally:
            conn.close()
    finally:
        lock.free()
