"""One connection to an encrypted store file, and what SQLite's errors mean for a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from triage.models.errors import KnownError

T = TypeVar("T")
PAGE_BYTES = 4096
KEY_BYTES = 32
BUSY_MS = 5000
CACHE_KB = 32 * 1024
_DAMAGE = ("not a database", "malformed", "hmac check failed", "file is encrypted", "database corruption")


class DamagedStore(KnownError):
    """The store file is damaged, or its key does not fit; `salvage.rescue` tells the two apart."""

    def __init__(self) -> None:
        super().__init__(
            "The local store is damaged. Triage saves what can be read of it.",
            "What you typed stays on the screen. Wait a moment.",
        )


class StoreTrouble(KnownError):
    """The store cannot be written just now; nothing of what was to be written is in it."""


class UnreadableStore(KnownError):
    """Nothing of the store can be read with this key."""

    def __init__(self) -> None:
        super().__init__(
            "The local store cannot be read: its key does not fit, or the file is damaged.",
            "Nothing was changed. Ask support before you move or delete the file: unsent work may be in it.",
        )


def connect(path: Path, key: bytes) -> Any:
    """A DB-API connection in autocommit mode. Nothing of the file is read but what WAL needs."""
    # check_same_thread: opened on its executor's one thread, closed there too.
    raw = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None, cached_statements=256)
    try:
        unlock(raw, key)
        raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("PRAGMA temp_store = MEMORY")
        # Each page read from the file is decrypted anew; the list's index of 100,000 reports fits in here.
        raw.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    except BaseException:
        raw.close()
        raise
    return raw


def unlock(raw: Any, key: bytes) -> None:
    # The key comes first: nothing of an encrypted file can be read before it. It is hex, so it needs no quoting.
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute("PRAGMA cipher_log_level = NONE")


def over(raw: Any, *, begin: str) -> Connection:
    """One SQLAlchemy connection for ever over one DB-API connection."""
    # Without parameters: the text of an error may reach a log, and what was to be stored is personal data.
    engine = create_engine("sqlite://", creator=lambda: raw, module=sqlcipher, poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver is in autocommit mode, so that DDL and reads stand in exactly the transaction we ask for.
        connection.exec_driver_sql(begin)

    return engine.connect()


def saving(work: Callable[..., T], *values: object) -> T:
    """Do what touches files, in words for a person when the disk says no.

    Raises:
        KnownError: as `known`.
    """
    try:
        return work(*values)
    except (sqlcipher.Error, OSError) as error:
        words = known(error)
        if words is None:
            raise
        raise words from error


def sound(raw: Any) -> bool:
    """Whether every page that this connection read fitted its checksum.

    SQLCipher hands out zeros for the rest of a long row whose page does not fit, without any error; this tells.
    """
    return bool(raw.execute("PRAGMA cipher_status").fetchone()[0] == "1")


def is_damage(error: BaseException) -> bool:
    """Whether SQLite or SQLCipher say that what they read cannot be right."""
    text = str(getattr(error, "orig", None) or error).lower()
    return any(words in text for words in _DAMAGE)


def known(error: BaseException) -> KnownError | None:
    """The words for a person when SQLite says something that can happen to one; None for anything else."""
    text = str(getattr(error, "orig", None) or error).lower()
    if is_damage(error):
        return DamagedStore()
    if "is full" in text or "no space left" in text or "file too large" in text:
        return StoreTrouble(
            "The disk is full, so this was not saved. What you typed stays on the screen.",
            "Free some space; it is then saved by itself.",
        )
    if "disk i/o error" in text or "input/output error" in text:
        return StoreTrouble(
            "The disk is full or failing, so this was not saved. What you typed stays on the screen.",
            "Free some space; if that does not help, tell IT that the disk may be failing.",
        )
    if "locked" in text or "busy" in text:
        return StoreTrouble(
            "Another program holds the local store, so this was not saved. What you typed stays on the screen.",
            "Close that program (a backup, or another Triage); it is then saved by itself.",
        )
    if "readonly" in text or "read-only" in text:
        return StoreTrouble(
            "The disk of the local store is read-only, so this was not saved. What you typed stays on the screen.",
            "Ask IT to make the folder of Triage writable; it is then saved by itself.",
        )
    if "unable to open" in text or "permission denied" in text:
        return StoreTrouble(
            "The local store cannot be opened for writing.", "Ask IT to check the rights of its folder."
        )
    return None
