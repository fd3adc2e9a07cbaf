"""One file of a report as the database has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.engine import RowMapping

from triage.gateway import tables
from triage.models.files import FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A row of ``attachments``. ``due_at``: when a worker may take it up (None: there is nothing to do); while
    ``busy``, when another may take it over. ``take`` counts those; ``kept`` is the take whose parts are its bytes,
    0 when there are none. ``media_type`` is the sender's word, ``sniffed`` ours.
    """

    report_id: str
    version: int
    number: int
    name: str
    media_type: str
    size: int | None
    sha256: str
    state: str
    due_at: datetime | None
    busy: bool
    take: int
    kept: int
    tries: int
    reason: str
    sniffed: str
    scan: str
    signature: str

    @property
    def row(self) -> ColumnElement[bool]:
        """Finds its row in ``attachments``."""
        return row_of(self.report_id, self.version, self.number)

    @property
    def key(self) -> dict[str, Any]:
        return {"report_id": self.report_id, "version": self.version, "number": self.number}


def row_of(report_id: str, version: int, number: int) -> ColumnElement[bool]:
    table = tables.attachments
    return and_(table.c.report_id == report_id, table.c.version == version, table.c.number == number)


def file_from(row: RowMapping) -> File:
    return File(**{name: row[name] for name in File.__dataclass_fields__})


def told(file: File) -> FileState:
    """The file as desktops hear of it."""
    return FileState(
        number=file.number,
        name=file.name,
        state=file.state,
        reason=file.reason,
        media_type=file.sniffed,
        claimed_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        scan=file.scan,
        signature=file.signature,
        tries=file.tries,
        next_try_at=None if file.busy or not file.tries else file.due_at,
    )
