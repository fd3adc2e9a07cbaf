"""From a damaged store to a new one: read what can be read, work out what that leaves, put the new one in its place.

The damaged file is only ever copied and renamed. Until the new store is complete nothing of it is touched, so whatever
breaks in between (a kill, a full disk), the next start begins again from the same file.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.salvage import Salvage, Salvaged
from triage.services import state
from triage.services.audit import Audit, ensure_chain
from triage.services.cipher import PAGE_BYTES, UnreadableStore, connect, over
from triage.services.migrate import migrate
from triage.services.receipts import Receipts
from triage.services.salvage import exchange, log
from triage.services.salvage.carrying import Came, put_all, read_all
from triage.services.salvage.head import spare_of
from triage.services.salvage.reading import DamagedReader
from triage.services.salvage.settling import Settling
from triage.services.schema import MIGRATIONS

WHO = "triage"
"""Who carried the work over, in the audit: no person did."""
HEAD_GONE = "The first page of the file could not be read; its spare copy was used."
LOG_GONE = "The file's log was damaged; saved work lay behind that place."
SHORT = "The file was cut off."
PAGES = "Pages of the file could not be read."
ALL_GONE = "The file was gone, or nothing of it could be read."


def rescue(path: Path, key: bytes, now: datetime) -> Salvage:
    """Make a new store of what can be read of the damaged one at ``path`` and put it in its place. Blocking.

    Raises:
        UnreadableStore: the key does not fit, or nobody can tell any more whether it does. Nothing changed.
        KnownError, OSError: the disk cannot take the copy. Nothing changed.
    """
    scratch, mending = path.with_name(f"{path.name}.scratch"), exchange.mending_of(path)
    for left in (scratch, mending):
        exchange.remove(left)
    try:
        why = _copy(path, scratch)
        came = _read(path, scratch, key, why)
        aside = exchange.aside_of(path, now)
        told = _make(mending, key, came, Salvage(at=now, why=" ".join(why), kept_as=aside.name))
        exchange.put_in_place(path, aside)
        return told
    finally:
        exchange.remove(scratch)


def _copy(path: Path, scratch: Path) -> list[str]:
    """A copy to read from, its log made readable; what was found on the way."""
    why = []
    if path.exists():
        shutil.copyfile(path, scratch)
        if path.stat().st_size % PAGE_BYTES:
            why.append(SHORT)
    else:
        scratch.touch(mode=0o600)
    there = exchange.log_of(path)
    if there.exists():
        content = there.read_bytes()
        if log.lost_commits(content):
            why.append(LOG_GONE)
            content = log.rechained(content)
        exchange.log_of(scratch).write_bytes(content)
    return why


def _read(path: Path, scratch: Path, key: bytes, why: list[str]) -> Came:
    reader = DamagedReader(scratch, key)
    try:
        if not reader.opens():
            reader.close()
            _put_head(path, scratch, key)
            why.append(HEAD_GONE if reader.opens() else ALL_GONE)
        came = read_all(reader)
    finally:
        reader.close()
    if not why:
        why.append(PAGES)
    return came


def _put_head(path: Path, scratch: Path, key: bytes) -> None:
    """Lay the spare first page over the copy's, after making sure that the key is the right one."""
    spare = spare_of(path)
    alone = scratch.with_name(f"{scratch.name}-head")
    if not spare.exists():
        raise UnreadableStore
    shutil.copyfile(spare, alone)
    tried = DamagedReader(alone, key)
    fits = tried.ask("PRAGMA user_version") is not None
    tried.close()
    exchange.remove(alone)
    if not fits:
        raise UnreadableStore
    with scratch.open("r+b") as file:
        file.write(spare.read_bytes())


def _make(mending: Path, key: bytes, came: Came, told: Salvage) -> Salvage:
    """The new store, whole and closed."""
    raw = connect(mending, key)
    migrate(raw, mending, MIGRATIONS)
    conn = over(raw, begin="BEGIN IMMEDIATE")
    try:
        with conn.begin():
            put_all(conn, came)
            chain = ensure_chain(conn, "")
            # What the damaged store wrote after its last readable line may be known elsewhere under the same numbers.
            state.put(conn, state.EPOCH, str(chain.epoch + 1))
            clock = ManualClock(told.at)
            audit = Audit(clock, WHO)
            things: tuple[Salvaged, ...] = Settling(conn, came, told.at, Receipts(clock, audit)).settle()
            told = Salvage(at=told.at, why=told.why, kept_as=told.kept_as, things=things)
            audit.line(conn, "store.salvaged", kept_as=told.kept_as, things=len(things))
            state.put(conn, state.SALVAGE, codec.encode(told).decode())
    finally:
        conn.close()
    return told
