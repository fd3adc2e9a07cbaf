"""Which files of reports are on this desk, under which keys, and which are locked. Functions inside a transaction.

A lock outlives the report's other data: it names a report, a number and a hash, nothing personal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from triage.models.files import FileLock
from triage.models.ids import ReportId
from triage.services.moments import millis, moment
from triage.services.tables import BODIES, FILE_LOCKS, FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A file that is here or on its way. ``disk``: its name in the folder; ``size`` None until the first part is
    here; ``whole``: all of it, and its hash is right."""

    disk: str
    report_id: ReportId
    version: int
    number: int
    secret: bytes
    sha256: str = ""
    size: int | None = None
    whole: bool = False


def find(conn: Connection, report_id: ReportId, version: int, number: int) -> Held | None:
    row = conn.execute(select(FILES).where(_of(report_id), FILES.c.version == version, FILES.c.number == number))
    found = row.mappings().first()
    if found is None:
        return None
    told = {name: found[name] for name in ("disk", "version", "number", "secret", "sha256", "size")}
    return Held(report_id=report_id, whole=bool(found["whole"]), **told)


def all_of(conn: Connection, report_id: ReportId, version: int) -> dict[int, Held]:
    """By number."""
    numbers = conn.scalars(select(FILES.c.number).where(_of(report_id), FILES.c.version == version)).all()
    found = (find(conn, report_id, version, number) for number in numbers)
    return {held.number: held for held in found if held is not None}


def put(conn: Connection, held: Held, now: datetime) -> None:
    """Keep it instead of what is there under its number."""
    drop(conn, held.report_id, held.version, held.number)
    conn.execute(
        insert(FILES).values(
            disk=held.disk,
            report_id=held.report_id,
            version=held.version,
            number=held.number,
            secret=held.secret,
            sha256=held.sha256,
            size=held.size,
            whole=int(held.whole),
            used_at=millis(now),
        )
    )


def drop(conn: Connection, report_id: ReportId, version: int, number: int) -> None:
    """Forget the key: from here on what lies on the disk is noise."""
    conn.execute(delete(FILES).where(_of(report_id), FILES.c.version == version, FILES.c.number == number))


def used(conn: Connection, disk: str, now: datetime) -> None:
    conn.execute(update(FILES).where(FILES.c.disk == disk).values(used_at=millis(now)))


def forget(conn: Connection, report_id: ReportId) -> None:
    """Every file of the report; its locks stay."""
    conn.execute(delete(FILES).where(_of(report_id)))


def forget_unheld(conn: Connection, before: datetime) -> None:
    """Files of reports that are not held here (looked at only) and that nobody has used since ``before``."""
    held = select(BODIES.c.report_id)
    conn.execute(delete(FILES).where(FILES.c.report_id.not_in(held), FILES.c.used_at < millis(before)))


def on_disk(conn: Connection) -> frozenset[str]:
    """The names in the folder that still mean something."""
    return frozenset(conn.scalars(select(FILES.c.disk)))


def lock(conn: Connection, held_as: tuple[ReportId, int, int], sha256: str, *, by: str, now: datetime) -> None:
    """``held_as``: report, version, number. Every copy with this hash is forgotten too, whichever report it is of."""
    report_id, version, number = held_as
    row = insert(FILE_LOCKS).values(
        report_id=report_id, version=version, number=number, sha256=sha256, locked_at=millis(now), locked_by=by
    )
    conn.execute(row.on_conflict_do_nothing())
    drop(conn, report_id, version, number)
    if sha256:
        conn.execute(delete(FILES).where(FILES.c.sha256 == sha256))


def lock_of(conn: Connection, held_as: tuple[ReportId, int, int], sha256: str) -> FileLock | None:
    """The lock on this file, or on any file of the same content."""
    report_id, version, number = held_as
    table = FILE_LOCKS
    here = and_(table.c.report_id == report_id, table.c.version == version, table.c.number == number)
    same = and_(table.c.sha256 == sha256, table.c.sha256 != "")
    row = conn.execute(select(table).where(or_(here, same)).order_by(table.c.locked_at).limit(1)).first()
    if row is None:
        return None
    return FileLock(number=row.number, sha256=row.sha256, locked_at=moment(row.locked_at), locked_by=row.locked_by)


def _of(report_id: ReportId) -> ColumnElement[bool]:
    return FILES.c.report_id == report_id
