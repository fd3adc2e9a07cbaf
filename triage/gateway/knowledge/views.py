"""Saved views: each person's own, the shared ones that supervisors write, and which one a person starts with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import Role, Subject
from triage.gateway.database import Database
from triage.gateway.knowledge.row_filter import Asker
from triage.gateway.knowledge.view_conditions import shown_by
from triage.gateway.problems import Refusal, invalid
from triage.gateway.wire import etag_told
from triage.models import codec
from triage.models.query import ListQuery, View
from triage.models.view_store import StoredView, ViewList, ViewPut

MOST_OWN = 50
MOST_SHARED = 100
_SHARED = ""
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LONGEST = 100
_MOST_COLUMNS = 40


async def all_views(
    connection: AsyncConnection, who: Subject, visible: ColumnElement[bool], now: datetime, *, counts: bool
) -> ViewList:
    """One's own and the shared views; with ``counts`` all of them are counted in one pass over what desks hold."""
    rows = await _rows(connection, who)
    default = await _default(connection, who)
    views = [_stored(row, default) for row in rows]
    if not counts:
        return ViewList(items=tuple(views))
    queries = [*(view.query for view in views), *(ListQuery(view=view) for view in View)]
    asker = Asker(subject=who.id, now=now, embedded=connection.dialect.name == "sqlite")
    columns = [
        func.coalesce(func.sum(case((shown_by(query, asker), 1), else_=0)), 0).label(f"n{number}")
        for number, query in enumerate(queries)
    ]
    reports = tables.reports
    counted = select(*columns).select_from(reports).where(reports.c.left_feed.is_(False), visible)
    found = (await connection.execute(counted)).one()
    numbers = [int(number) for number in found]
    return ViewList(
        items=tuple(replace(view, count=number) for view, number in zip(views, numbers, strict=False)),
        built_in={view.value: number for view, number in zip(View, numbers[len(views) :], strict=True)},
    )


async def put_view(
    connection: AsyncConnection,
    database: Database,
    who: Subject,
    key: str,
    told: ViewPut,
    if_match: str | None,
    now: datetime,
) -> tuple[StoredView, bool]:
    """Keep a view, new or in place of the one that the caller has read; says whether it is new.

    Raises:
        Refusal: forbidden (a shared one, by somebody else than a supervisor), 422, precondition-required, stale.
    """  # fmt: skip
    owner = _owner(who, shared=told.shared)
    _check(key, told)
    await database.serialise(connection, f"views of {owner}")
    kept = await _kept(connection, owner, key)
    values = {
        "name": told.name,
        "query": codec.encode(replace(told.query, me="")),
        "columns": codec.encode(told.columns),
        "changed_at": now,
        "changed_by": who.id,
    }
    views = tables.saved_views
    if kept is not None:
        _same(kept, if_match)
        this = (views.c.owner == owner, views.c.key == key)
        await connection.execute(update(views).where(*this).values(**values, revision=kept["revision"] + 1))
    elif if_match:
        raise Refusal("stale", "The view was deleted since.")
    else:
        await _room(connection, owner)
        await connection.execute(insert(views).values(owner=owner, key=key, **values, revision=1))
    await _make_default(connection, who, key, told.default)
    made = await _kept(connection, owner, key)
    assert made is not None
    return _stored(made, await _default(connection, who)), kept is None


async def delete_view(
    connection: AsyncConnection, who: Subject, key: str, if_match: str | None, *, shared: bool
) -> None:
    """Raises Refusal: forbidden, not-found, precondition-required, stale."""
    owner = _owner(who, shared=shared)
    kept = await _kept(connection, owner, key)
    if kept is None:
        raise Refusal("not-found", "There is no such view.")
    _same(kept, if_match)
    views, defaults = tables.saved_views, tables.default_views
    await connection.execute(delete(views).where(views.c.owner == owner, views.c.key == key))
    if shared:  # alarms are on shared views only: the same key of one's own has none
        await connection.execute(delete(tables.view_alarms).where(tables.view_alarms.c.view == key))
    left = select(views.c.owner).where(views.c.key == key, views.c.owner.in_([defaults.c.subject, _SHARED])).exists()
    await connection.execute(delete(defaults).where(defaults.c.key == key, ~left))


def _owner(who: Subject, *, shared: bool) -> str:
    if shared and Role.SUPERVISOR not in who.held:
        raise Refusal("forbidden", "Shared views are written by supervisors.")
    return _SHARED if shared else who.id


def _check(key: str, told: ViewPut) -> None:
    if not _KEY.fullmatch(key) or key in set(View):
        raise invalid("/key", "must be 1 to 64 of a-z, 0-9, - and _, and no built-in view's")
    if not 0 < len(told.name.strip()) <= _LONGEST:
        raise invalid("/name", f"must have 1 to {_LONGEST} characters")
    if len(told.query.text) > 2 * _LONGEST:
        raise invalid("/query/text", f"must have at most {2 * _LONGEST} characters")
    if len(told.columns) > _MOST_COLUMNS or any(not 0 < len(column) <= _LONGEST for column in told.columns):
        raise invalid("/columns", f"must be at most {_MOST_COLUMNS} names of 1 to {_LONGEST} characters")


async def _room(connection: AsyncConnection, owner: str) -> None:
    views = tables.saved_views
    most = MOST_OWN if owner else MOST_SHARED
    if (await connection.scalar(select(func.count()).where(views.c.owner == owner)) or 0) >= most:
        raise invalid("", f"There are {most} views already: delete one first.")


def _same(kept: RowMapping, if_match: str | None) -> None:
    if etag_told(if_match) != _etag(kept):
        raise Refusal("stale", "The view was changed since you read it.")


async def _make_default(connection: AsyncConnection, who: Subject, key: str, wanted: bool | None) -> None:
    defaults = tables.default_views
    if wanted is None:
        return
    mine = defaults.c.subject == who.id
    await connection.execute(delete(defaults).where(mine if wanted else mine & (defaults.c.key == key)))
    if wanted:
        await connection.execute(insert(defaults).values(subject=who.id, key=key))


async def _rows(connection: AsyncConnection, who: Subject) -> Sequence[RowMapping]:
    views = tables.saved_views
    mine = select(views).where(views.c.owner.in_([who.id, _SHARED]))
    return (await connection.execute(mine.order_by(views.c.owner.desc(), views.c.name, views.c.key))).mappings().all()


async def _kept(connection: AsyncConnection, owner: str, key: str) -> RowMapping | None:
    views = tables.saved_views
    found = await connection.execute(select(views).where(views.c.owner == owner, views.c.key == key))
    return found.mappings().first()


async def _default(connection: AsyncConnection, who: Subject) -> str:
    defaults = tables.default_views
    return str(await connection.scalar(select(defaults.c.key).where(defaults.c.subject == who.id)) or "")


def _etag(row: RowMapping) -> str:
    words = f"{row['owner']}|{row['key']}|{row['revision']}|{row['changed_at'].isoformat()}"
    return f"view-{codec.sha256(words.encode())[:20]}"


def _stored(row: RowMapping, default: str) -> StoredView:
    return StoredView(
        key=row["key"],
        name=row["name"],
        query=codec.decode(ListQuery, row["query"]),
        columns=codec.decode(tuple[str, ...], row["columns"]),
        shared=row["owner"] == _SHARED,
        default=row["key"] == default,
        etag=_etag(row),
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )
