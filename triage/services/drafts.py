"""Drafts: saved here within half a second of each change, copied to the gateway when it can be reached.

A lease never blocks saving: what a person wrote is kept even when the report was taken by another meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from triage.models.draft import Draft, empty_draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.stage import Stage
from triage.services import snapshot, work
from triage.services.hub import DraftSaved, ReportsChanged
from triage.services.workplace import Workplace

EDITABLE = frozenset({Stage.CLAIMED, Stage.IN_TRIAGE})


class NotEditable(KnownError):
    """The report is not in our hands to be changed; asking again will not help."""


class Drafts:
    def __init__(self, place: Workplace) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me

    async def load(self, report_id: ReportId) -> Draft:
        """The draft as saved last; an empty one against the version we hold when there is none."""
        return await self._store.read(lambda conn: stored_or_empty(conn, report_id))

    async def save(self, draft: Draft) -> Draft:
        """Save and return the draft with its new revision; the same content again changes nothing.

        Raises:
            NotEditable: the report is not ours to edit (never claimed, or its decision is on its way).
            KnownError: the store cannot take it now.
        """

        def save(conn: Connection) -> tuple[Draft, bool]:
            check_editable(work.work_of(conn, draft.report_id))
            known = stored_or_empty(conn, draft.report_id)
            if replace(draft, revision=known.revision) == known:
                return known, False
            saved = replace(draft, revision=known.revision + 1)
            work.put_draft(conn, saved, by=self._me, now=self._clock.now())
            self._audit.line(conn, "draft.saved", draft.report_id, revision=saved.revision)
            return saved, True

        saved, changed = await self._store.write(save)
        if changed:
            self._hub.publish(DraftSaved(saved.report_id, saved.revision))
            if saved.revision == 1:
                self._hub.publish(ReportsChanged(frozenset({saved.report_id})))
        return saved


def stored_or_empty(conn: Connection, report_id: ReportId) -> Draft:
    found = work.draft_of(conn, report_id)
    if found is not None:
        return found
    body = snapshot.body_of(conn, report_id)
    summary = snapshot.summary_of(conn, report_id)
    version = body.report.version if body else summary.version if summary else 1
    return empty_draft(report_id, version)


def check_editable(found: work.Work | None) -> work.Work:
    """Raises NotEditable when the report is not in our hands to be changed."""
    if found is None:
        raise NotEditable("You do not hold this report.", "Claim it first.")
    if found.stage not in EDITABLE:
        raise NotEditable("This report is decided already.", "Undo or recall the decision to change it.")
    return found
