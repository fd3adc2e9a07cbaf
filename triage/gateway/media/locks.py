"""Files that may be illegal: locked for everybody but the roles that the profile names, wherever the same bytes lie.

A lock names a file of a version and, where they are known, its bytes; it outlives what the report said.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.media.files import File
from triage.gateway.problems import Refusal
from triage.models import codec
from triage.models.files import INLINE, LOCKED, FileLocked, FileState
from triage.models.ids import ReportId
from triage.models.profile import Profile
from triage.models.report import Report


def may_open(who: Subject, profile: Profile) -> bool:
    """Whether the profile lets this person open locked files (``[illegal_images] roles``)."""
    return not {role.value for role in who.held}.isdisjoint(profile.illegal_images.roles)


async def locked_numbers(connection: AsyncConnection, report_id: str, version: int) -> frozenset[int]:
    """Which files of this version are locked: themselves, or a file of the same bytes anywhere."""
    table = tables.attachments
    query = select(table.c.number).where(table.c.report_id == report_id, table.c.version == version, is_locked())
    return frozenset((await connection.scalars(query)).all())


def is_locked() -> ColumnElement[bool]:
    """Of a row of ``attachments``. The bytes of a file that was locked before it was fetched are known by its row."""
    table, locks, other = tables.attachments, tables.attachment_locks, tables.attachments.alias()
    itself = and_(
        locks.c.report_id == table.c.report_id, locks.c.version == table.c.version, locks.c.number == table.c.number
    )
    same_file = and_(
        locks.c.report_id == other.c.report_id, locks.c.version == other.c.version, locks.c.number == other.c.number
    )
    bytes_of_lock = exists().where(locks.c.sha256 == table.c.sha256)
    bytes_of_file = exists().where(same_file, other.c.sha256 == table.c.sha256)
    return or_(exists().where(itself), and_(table.c.sha256 != "", or_(bytes_of_lock, bytes_of_file)))


def laid_over(files: Collection[FileState], locked: Collection[int]) -> tuple[FileState, ...]:
    """The files as readers hear of them, with what is locked said so."""
    return tuple(replace(one, state=LOCKED, reason="") if one.number in locked else one for one in files)


async def refuse_locked_payload(
    connection: AsyncConnection, report_id: str, version: int, who: Subject, profile: Profile
) -> None:
    """Raises Refusal locked when the hub's own bytes hold a locked file and this person may not open it."""
    if may_open(who, profile):
        return
    locked = await locked_numbers(connection, report_id, version)
    if not locked:
        return
    versions = tables.versions
    kept = await connection.scalar(
        select(versions.c.report).where(versions.c.report_id == report_id, versions.c.version == version)
    )
    files = codec.decode(Report, kept).attachments if kept else ()
    if any(one.number in locked and one.state == INLINE for one in files):
        raise Refusal("locked", "The payload holds a locked file.")


async def lock_of(connection: AsyncConnection, file: File) -> FileLocked | None:
    """The lock on this very file."""
    locks = tables.attachment_locks
    this = and_(locks.c.report_id == file.report_id, locks.c.version == file.version, locks.c.number == file.number)
    row = (await connection.execute(select(locks).where(this))).first()
    if row is None:
        return None
    return FileLocked(
        report_id=ReportId(row.report_id),
        version=row.version,
        number=row.number,
        sha256=row.sha256,
        told=row.told,
        locked_at=row.locked_at,
        locked_by=row.locked_by,
    )


async def put(connection: AsyncConnection, file: File, who: Subject, reason: str, told: int, now: datetime) -> None:
    """Lock a file that is not locked; call it with the report locked. ``told``: how many were written to."""
    values = {"sha256": file.sha256, "reason": reason, "told": told, "locked_at": now, "locked_by": who.id}
    await connection.execute(insert(tables.attachment_locks).values(**file.key, **values))
