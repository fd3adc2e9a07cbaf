"""Alarms that stand, and the alarms that supervisors set on views."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, tables
from triage.gateway.alarms.outside import heard_outside
from triage.gateway.alarms.raising import WEBHOOK, mark_of
from triage.gateway.audit import Scalar
from triage.gateway.auth import OVERSEERS, SUPERVISORS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal, invalid
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.alarms import Alarm, AlarmKind, Alarms, Outside, ViewAlarm, ViewAlarmPut
from triage.models.ids import ReportId
from triage.models.query import View

PERSONAL = frozenset({View.MINE.value})
MOST_COUNT, MOST_MINUTES = 1_000_000, 525_600


class AlarmRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._overseer = signed_in(parts, OVERSEERS)
        self._supervisor = signed_in(parts, SUPERVISORS)

    def serve(self, router: APIRouter) -> None:
        add(router, ALARMS, self.alarms)
        add(router, PUT_VIEW, self.put)
        add(router, DELETE_VIEW, self.delete)

    async def alarms(self, request: Request) -> Response:
        await self._overseer(request)
        alarms, views = tables.alarms, tables.view_alarms
        async with self._parts.database.read() as connection:
            standing = select(alarms).where(alarms.c.over_at.is_(None)).order_by(alarms.c.id.desc())
            rows = (await connection.execute(standing)).mappings().all()
            limits = (await connection.execute(select(views).order_by(views.c.view))).mappings().all()
            heard = await heard_outside(connection)
        targets = self._parts.alarms.targets
        told = Alarms(
            standing=tuple(_alarm(row, heard.of(row["id"])) for row in rows),
            views=tuple(ViewAlarm(**row) for row in limits),
            addresses=sum(1 for target in targets if target != WEBHOOK),
            webhook=WEBHOOK in targets,
            outside=heard.last,
        )
        return json_answer(told)

    async def put(self, request: Request, view: str) -> Response:
        who = await self._supervisor(request)
        wanted = _checked(read(ViewAlarmPut, await body_bytes(request)))
        parts = self._parts
        async with parts.database.write() as connection:
            await parts.database.serialise(connection, "alarms")
            if not await _watchable(connection, view):
                raise Refusal("not-found", "Alarms are set on built-in and shared views.")
            now = parts.clock.now()
            kept = ViewAlarm(
                view=view, most_count=wanted.most_count, most_minutes=wanted.most_minutes, set_by=who.id, set_at=now
            )
            await _clear(connection, view)
            values = {name: getattr(kept, name) for name in ("view", "most_count", "most_minutes", "set_by", "set_at")}
            await connection.execute(insert(tables.view_alarms).values(**values))
            details: dict[str, Scalar] = {
                "view": view,
                "count": wanted.most_count,
                "minutes": wanted.most_minutes,
            }
            await audit.record(connection, now, who, "alarm.set", request_id=request_id(request), details=details)
        return json_answer(kept)

    async def delete(self, request: Request, view: str) -> Response:
        who = await self._supervisor(request)
        parts = self._parts
        async with parts.database.write() as connection:
            await parts.database.serialise(connection, "alarms")
            if not await _clear(connection, view):
                raise Refusal("not-found", "There is no alarm on this view.")
            await audit.record(
                connection, parts.clock.now(), who, "alarm.cleared", request_id=request_id(request),
                details={"view": view},
            )  # fmt: skip
        return Response(status_code=204)


def _alarm(row: RowMapping, outside: Outside) -> Alarm:
    return Alarm(
        key=row["key"],
        kind=AlarmKind(row["kind"]),
        raised_at=row["raised_at"],
        told_at=row["told_at"],
        count=row["count"],
        oldest_at=row["oldest_at"],
        report_ids=tuple(ReportId(report_id) for report_id in row["reports"]),
        mark=mark_of(row["key"]),
        outside=outside,
    )


def _checked(wanted: ViewAlarmPut) -> ViewAlarmPut:
    if wanted.most_count is None and wanted.most_minutes is None:
        raise invalid("/most_count", "most_count, most_minutes or both are needed")
    if wanted.most_count is not None and not 0 <= wanted.most_count <= MOST_COUNT:
        raise invalid("/most_count", f"must be from 0 to {MOST_COUNT}")
    if wanted.most_minutes is not None and not 1 <= wanted.most_minutes <= MOST_MINUTES:
        raise invalid("/most_minutes", f"must be from 1 to {MOST_MINUTES}")
    return wanted


async def _watchable(connection: AsyncConnection, view: str) -> bool:
    """Whether it is a view that everybody has: one's own work is different for each."""
    if view in set(View):
        return view not in PERSONAL
    views = tables.saved_views
    shared = select(views.c.key).where(views.c.key == view, views.c.owner == "")
    return await connection.scalar(shared) is not None


async def _clear(connection: AsyncConnection, view: str) -> bool:
    views = tables.view_alarms
    gone = await connection.execute(delete(views).where(views.c.view == view).returning(views.c.view))
    return gone.first() is not None


ALARMS = Call(
    method="GET",
    path="/v1/alarms",
    summary="Alarms that stand now, the alarms on views, and who outside is told",
    answers={200: Alarms},
)
PUT_VIEW = Call(
    method="PUT",
    path="/v1/alarms/views/{view}",
    summary="Set the alarm on a built-in or shared view: more reports than this, or an older one",
    answers={200: ViewAlarm},
    body=ViewAlarmPut,
    words=("bad-request", "too-large", "not-found"),
)
DELETE_VIEW = Call(
    method="DELETE",
    path="/v1/alarms/views/{view}",
    summary="Take the alarm off a view; one that stands is told as over",
    answers={204: "it is gone"},
    words=("not-found",),
)
