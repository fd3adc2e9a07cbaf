"""What this workstation tells the gateway of itself, for the account: which reports, how far, what waits to be sent.

Ids, stages and states, and why a file is left out of a record; nothing that the public said. It goes up a little after
something changed, and once an hour when nothing does, so that a workstation that fell silent is noticed.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from triage.models.account import MOST_STATED, StatedOperation, StatedReport, Statement
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import GATEWAY, OpKind
from triage.services import left_out, work
from triage.services.api.account import AccountApi
from triage.services.audit import chain_of
from triage.services.hub import LinkChanged, OutboxChanged, ReportsChanged
from triage.services.links import REACHABLE, Links
from triage.services.tables import OPERATIONS
from triage.services.workplace import Workplace

SETTLE_SECONDS = 20.0
AGAIN_SECONDS = 60.0
"""After a failure, or to look whether the hour is over."""
HOURLY = timedelta(hours=1)


def stated(conn: Connection, now: datetime) -> Statement:
    """All that this store holds, whoever of its people it belongs to."""
    leases = {lease.report_id: lease for lease in work.all_leases(conn)}
    waiting = _waiting(conn)
    reports = []
    for found in work.all_work(conn):
        lease = leases.get(found.report_id)
        reports.append(
            StatedReport(
                report_id=found.report_id,
                stage=found.shown,
                owner=found.owner,
                fence=lease.fence if lease else 0,
                held=bool(found.begun_etag) or (lease is not None and not lease.lost),
                operations=tuple(waiting.pop(found.report_id, ())),
                left_out=left_out.of_report(conn, found.report_id),
            )
        )
    reports += [StatedReport(report_id=report_id, operations=tuple(ops)) for report_id, ops in waiting.items()]
    chain = chain_of(conn)
    return Statement(installation=chain.installation, store=chain.store, at=now, reports=tuple(reports[:MOST_STATED]))


def _waiting(conn: Connection) -> dict[ReportId, list[StatedOperation]]:
    columns = (OPERATIONS.c.report_id, OPERATIONS.c.kind, OPERATIONS.c.status, OPERATIONS.c.created_by)
    open_ = (OPERATIONS.c.superseded == 0) & (OPERATIONS.c.status != Delivery.DELIVERED.value)
    found: dict[ReportId, list[StatedOperation]] = {}
    for row in conn.execute(select(*columns).where(open_).order_by(OPERATIONS.c.seq)):
        told = StatedOperation(kind=OpKind(row.kind), status=Delivery(row.status), author=row.created_by)
        found.setdefault(ReportId(row.report_id), []).append(told)
    return found


class Statements:
    """Sends them while the gateway can be reached."""

    def __init__(self, place: Workplace, api: AccountApi, links: Links) -> None:
        self._store = place.store
        self._clock = place.clock
        self._api = api
        self._links = links
        self._wake = asyncio.Event()
        self._last: Statement | None = None
        for kind in (OutboxChanged, ReportsChanged, LinkChanged):
            place.hub.subscribe(kind, lambda _event: self._wake.set())

    async def run(self) -> None:
        while True:
            try:
                await self.tell()
            except KnownError:  # the gateway or the store cannot be asked now, or the gateway is an older one
                await asyncio.sleep(AGAIN_SECONDS)
            try:
                async with asyncio.timeout(AGAIN_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()
            await asyncio.sleep(SETTLE_SECONDS)

    async def tell(self) -> bool:
        """Send what is held now, unless the gateway was told the same within the hour; whether it was sent.

        Raises:
            KnownError: the gateway cannot be reached or refuses it, or the store cannot be read.
        """
        if self._links.state(GATEWAY) not in REACHABLE:
            return False
        now = self._clock.now()
        told = await self._store.read(lambda conn: stated(conn, now))
        last = self._last
        if last is not None and last.reports == told.reports and now - last.at < HOURLY:
            return False
        await self._api.state(told)
        self._last = told
        return True
