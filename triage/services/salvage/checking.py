"""Is the store sound? What only this workstation has is read at every start; the whole file in the background.

Reading is what tells: SQLCipher compares each page with the checksum it was stored with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from triage.services.cipher import DamagedStore, sound, unlock
from triage.services.salvage import log
from triage.services.salvage.exchange import log_of

READ_AT_START = ("state", "work", "leases", "drafts", "decisions", "operations", "receipts", "intents", "dispatches")
MOST_LOG = 64 * 1024 * 1024
"""Bytes of a log that are looked through; one that large was kept so by a reader that never ended."""


def check_log(path: Path) -> bool:
    """Before SQLite opens the store: once it has, what lies behind a damaged place of the log is gone. True when there
    is anything in the log: the last program did not close the store.

    Raises:
        DamagedStore: committed work lies there.
    """
    there = log_of(path)
    size = there.stat().st_size if there.exists() else 0
    if 0 < size <= MOST_LOG and log.lost_commits(there.read_bytes()):
        raise DamagedStore
    return size > 0


def check_work(raw: Any) -> None:
    """Read every row that only this workstation has; a few milliseconds, for they are few.

    Raises:
        DamagedStore, sqlcipher.Error: a page of them cannot be read.
    """
    for table in READ_AT_START:
        for _ in raw.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own names
            pass
    if not sound(raw):
        raise DamagedStore


def damaged_pages(path: Path, key: bytes) -> list[str]:
    """What SQLCipher says of the pages of the whole file; empty when all fit. Some 4 ms for each MB. Blocking.

    A page that a checkpoint is just writing may not fit for a moment: what does not fit counts when it does so twice.
    """
    first = _unfit(path, key)
    if not first:
        return []
    again = _unfit(path, key)
    return [words for words in again if words in first]


def _unfit(path: Path, key: bytes) -> list[str]:
    raw = sqlcipher.connect(str(path), isolation_level=None)
    try:
        unlock(raw, key)
        raw.execute("PRAGMA query_only = ON")
        return [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]
    finally:
        raw.close()
