"""Bringing an older store up to date: numbered steps, a copy of the file first, a newer store refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from triage.models.errors import KnownError


class NewerStore(KnownError):
    """The store was written by a newer Triage."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The local store is of version {found}; this Triage knows versions up to {known}.",
            "Start the newer Triage that wrote it, or update this one.",
        )


def version_of(connection: Any) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Any, path: Path, steps: Sequence[Sequence[str]]) -> int:
    """Run the steps that this store has not seen, each in one transaction, and return the version reached.

    ``connection`` is a DB-API connection in autocommit mode. An existing store is copied to ``<name>.before-<n>``
    (as encrypted as it is) before the first step; older copies are removed once all steps held.

    Raises:
        NewerStore: its version is above the number of steps.
    """
    found = version_of(connection)
    if found > len(steps):
        raise NewerStore(found, len(steps))
    if found == len(steps):
        return found
    copy = _copy_first(connection, path, found) if found else None
    for number, statements in enumerate(steps[found:], start=found + 1):
        _run(connection, number, statements)
    if copy is not None:
        for older in path.parent.glob(f"{path.name}.before-*"):
            if older != copy:
                older.unlink()
    return len(steps)


def _copy_first(connection: Any, path: Path, found: int) -> Path:
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise KnownError("The local store is in use by another program.", "Close the other Triage and start again.")
    copy = path.with_name(f"{path.name}.before-{found + 1}")
    half = copy.with_name(f"{copy.name}.new")
    shutil.copy2(path, half)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.replace(copy)  # a copy of this name is always whole, and on the disk before the first step is
    return copy


def _run(connection: Any, number: int, statements: Sequence[str]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {int(number)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already, and its own words must not be hidden
            connection.execute("ROLLBACK")
        raise
