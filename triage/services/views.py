"""Saved views: the gateway keeps them, this workstation remembers them, so that they are there without it."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from sqlalchemy import Connection

from triage.models import codec
from triage.models.errors import KnownError
from triage.models.query import ListQuery
from triage.models.view_filter import Field
from triage.models.view_store import StoredView, ViewList, ViewPut
from triage.services import state, tags
from triage.services.api.client import ApiFailure
from triage.services.api.views import ListApi
from triage.services.workplace import Workplace

KEPT = "views.json"
MOST_CHOICES = 40
_PLAIN = re.compile(r"[^a-z0-9]+")
_DISTINCT = {
    Field.REPORTER: "SELECT reporter AS told, count(*) FROM facts GROUP BY 1 ORDER BY 2 DESC LIMIT ?",
    Field.PLACE: "SELECT place AS told, count(*) FROM summaries GROUP BY 1 ORDER BY 2 DESC LIMIT ?",
    Field.HOLDER: "SELECT held_by AS told, count(*) FROM summaries WHERE held_by <> '' GROUP BY 1 ORDER BY 1 LIMIT ?",
}
_MARKS = "SELECT marks, count(*) FROM facts GROUP BY 1"


class Views:
    def __init__(self, place: Workplace, api: ListApi) -> None:
        self._place = place
        self._api = api
        self._unanswered: dict[tuple[str, bool], str] = {}
        """By name, and whether it is shared: the key of a new view that may have been kept unheard."""

    async def known(self) -> tuple[StoredView, ...]:
        """The views as the gateway last told them."""
        text = await self._place.store.read(lambda conn: state.get(conn, KEPT))
        return codec.decode(ViewList, text).items if text else ()

    async def refresh(self) -> tuple[StoredView, ...]:
        """Ask the gateway and remember; without an answer what is known stays."""
        try:
            told = await self._api.views()
        except ApiFailure:
            return await self.known()
        await self._place.store.write(lambda conn: state.put(conn, KEPT, codec.encode(told).decode()))
        return told.items

    async def keep(
        self, name: str, query: ListQuery, *, shared: bool, default: bool | None = None, old: StoredView | None = None
    ) -> StoredView:
        """Keep a new view, or with ``old`` put this in its place.

        Raises:
            KnownError: no name, a shared one by somebody who may not, changed by others meanwhile, gateway away.
        """
        name = name.strip()
        if not name:
            raise KnownError("The view has no name yet.", "Give it one and keep it again.")
        put = ViewPut(name=name, query=replace(query, me=""), shared=shared, default=default)
        anew = old is None or old.shared != shared
        key, etag = await self._place_of(name, shared=shared) if anew or old is None else (old.key, old.etag)
        try:
            kept = await self._api.put_view(key, put, etag)
        except ApiFailure as failure:
            if anew and failure.may_have_happened:
                self._unanswered[name, shared] = key
            raise _failed(failure, "kept") from failure
        self._unanswered.pop((name, shared), None)
        await self.refresh()
        return kept

    async def _place_of(self, name: str, *, shared: bool) -> tuple[str, str]:
        """The key of a new view, and the etag of what stands there: of one that was kept when we were not answered."""
        asked = self._unanswered.get((name, shared), "")
        if not asked:
            return key_of(name), ""
        there = next((view for view in await self.refresh() if view.key == asked and view.shared == shared), None)
        return asked, there.etag if there else ""

    async def make_default(self, view: StoredView, *, on: bool) -> None:
        """The view that this person starts with. Raises KnownError as `keep`; a shared view's only supervisors set."""
        await self.keep(view.name, view.query, shared=view.shared, default=on, old=view)

    async def delete(self, view: StoredView) -> None:
        """Raises KnownError as `keep`."""
        try:
            await self._api.delete_view(view)
        except ApiFailure as failure:
            raise _failed(failure, "deleted") from failure
        await self.refresh()

    async def choices(self) -> dict[Field, tuple[str, ...]]:
        """What the reports that are here hold, for the filter editor: the most frequent first."""
        return await self._place.store.read(lambda conn: _choices(conn, self._place.me))


def key_of(name: str) -> str:
    """A key the gateway takes, that no other view has."""
    return f"{_PLAIN.sub('-', name.casefold()).strip('-')[:40] or 'view'}-{uuid.uuid4().hex[:6]}"


def _choices(conn: Connection, me: str) -> dict[Field, tuple[str, ...]]:
    found = {
        field: tuple(row.told for row in conn.exec_driver_sql(sql, (MOST_CHOICES,)) if row.told)
        for field, sql in _DISTINCT.items()
    }
    weights: dict[str, int] = {}
    for joined, number in conn.exec_driver_sql(_MARKS):
        for mark in filter(None, joined.split("\x1f")):
            weights[mark] = weights.get(mark, 0) + number
    found[Field.MARK] = tuple(sorted(weights, key=lambda mark: -weights[mark])[:MOST_CHOICES])
    found[Field.TAG] = tags.all_tags(conn, me)
    return found


def _failed(failure: ApiFailure, done: str) -> KnownError:
    if failure.status == 0:
        return KnownError(
            f"The gateway cannot be reached, so the view was not {done}.", "Try again when it is back; filters work on."
        )
    if failure.word == "stale":
        return KnownError("Somebody changed this view meanwhile.", "Look at it as it is now, then change it again.")
    return failure
