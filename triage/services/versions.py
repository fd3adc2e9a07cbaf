"""Earlier versions of reports. Those that a newer one replaced while we held the report are here (server snapshots,
rule R8: erased with it); all others are asked for at the gateway and not kept.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.ids import ReportId
from triage.models.queue import ReportBody
from triage.models.report import Report
from triage.services.api.versions import VersionsApi
from triage.services.tables import BODIES, EARLIER
from triage.services.workplace import Workplace


class Versions:
    """Earlier versions as the screen asks for them, and the audit of what left the screen on paper."""

    def __init__(self, place: Workplace, api: VersionsApi) -> None:
        self._store = place.store
        self._audit = place.audit
        self._api = api

    async def report(self, report_id: ReportId, version: int) -> Report:
        """The report as it was in this version.

        Raises:
            KnownError: it is not here, and the gateway cannot be asked or does not have it (any more).
        """
        here = await self._store.read(lambda conn: report_of(conn, report_id, version))
        return here or (await self._api.version(report_id, version)).report

    async def printed(self, report_id: ReportId, how: str, pages: int) -> None:
        """A summary left the screen (DPA 2018 s.62: a disclosure is logged). ``how``: "pdf" or "printer"."""
        await self._store.write(lambda conn: self._audit.line(conn, "summary.printed", report_id, how=how, pages=pages))


def keep(conn: Connection, report_id: ReportId, newer: int) -> None:
    """Set what we hold aside, when ``newer`` is about to replace it."""
    old = select(BODIES.c.report_id, BODIES.c.version, BODIES.c.body)
    old = old.where(BODIES.c.report_id == report_id, BODIES.c.version < newer)
    conn.execute(insert(EARLIER).from_select(["report_id", "version", "body"], old).on_conflict_do_nothing())


def numbers_of(conn: Connection, report_id: ReportId) -> tuple[int, ...]:
    """Which earlier versions are here, the oldest first."""
    found = select(EARLIER.c.version).where(EARLIER.c.report_id == report_id).order_by(EARLIER.c.version)
    return tuple(conn.scalars(found))


def report_of(conn: Connection, report_id: ReportId, version: int) -> Report | None:
    body = conn.scalar(select(EARLIER.c.body).where(EARLIER.c.report_id == report_id, EARLIER.c.version == version))
    return None if body is None else codec.decode(ReportBody, body).report


def drop(conn: Connection, report_id: ReportId) -> None:
    """Erase every earlier version of this report."""
    conn.execute(delete(EARLIER).where(EARLIER.c.report_id == report_id))
