"""Our work beside theirs, when somebody else took a report while we wrote: compared, proposed, kept, or let go.

Nothing is decided here and nothing leaves by itself. What a person makes of both goes to whoever holds the report as a
proposal, through the outbox; our own words stay until the gateway has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from triage.models import codec
from triage.models.conflict import Difference, Keep, differences, merged
from triage.models.deciding import unsigned
from triage.models.draft import Draft, empty_draft
from triage.models.errors import InputError, KnownError
from triage.models.ids import OpId, ReportId
from triage.models.operation import OpKind
from triage.models.profile import Profile
from triage.models.proposal import ProposalKind, ProposalRequest
from triage.models.report import Report
from triage.models.stage import Stage
from triage.models.workflow import MOST_WORDS
from triage.services import lost, operations, snapshot, state, work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.hub import OutboxChanged, ReportsChanged
from triage.services.messages import words_op
from triage.services.moments import millis, moment
from triage.services.renewals import not_held
from triage.services.tables import STATE
from triage.services.workplace import Workplace

_CHOICES, _DISCARDS = "conflict.choices:", "conflict.discarded:"
UNDO = timedelta(seconds=30)
"""How long words that were let go can be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """``holder``: who has the report now, "" for nobody; ``choices``: what was chosen before, kept for later."""

    report_id: ReportId
    title: str
    customer_reference: str
    mine: Draft
    theirs: Draft
    report: Report | None
    version: int
    stage: Stage
    holder: str
    differences: tuple[Difference, ...]
    choices: Mapping[str, Keep]


class Conflicts:
    """One person's lost work."""

    def __init__(self, place: Workplace, api: QueueApi, profile: Callable[[], Profile], author_name: str) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me
        self._api = api
        self._profile = profile
        self._name = author_name

    async def waiting(self) -> tuple[ReportId, ...]:
        """Reports that somebody else took and on which we wrote; those being let go are left out."""

        def read(conn: Connection) -> tuple[ReportId, ...]:
            gone = {key.removeprefix(_DISCARDS) for key in _keys(conn, _DISCARDS)}
            return tuple(one.report_id for one in lost.lost_work(conn) if one.report_id not in gone)

        return await self._store.read(read)

    async def open(self, report_id: ReportId) -> Conflict:
        """Ours and theirs as they stand now.

        Raises:
            KnownError: nothing of ours is lost here, or the gateway cannot be asked for theirs.
        """
        mine = await self._store.read(lambda conn: _mine(conn, report_id))
        try:
            body = await self._api.report(report_id)
        except ApiFailure as failure:
            if failure.status in (404, 410):  # restricted since, or erased after its time
                what = "This report was taken out of your sight, so theirs cannot be shown."
                raise KnownError(what, "What you wrote is kept here. Ask a supervisor, or let it go.") from failure
            raise
        report = body.report
        theirs = body.draft or empty_draft(report_id, report.version)
        found = differences(mine, theirs, report, self._profile())
        return Conflict(
            report_id=report_id,
            title=body.summary.title,
            customer_reference=body.summary.customer_reference,
            mine=mine,
            theirs=theirs,
            report=report,
            version=report.version,
            stage=body.summary.stage,
            holder=body.summary.held_by,
            differences=found,
            choices=await self._store.read(lambda conn: _kept(conn, report_id, found)),
        )

    async def keep(self, report_id: ReportId, choices: Mapping[str, Keep]) -> None:
        """Remember what was chosen so far: it is there again when the conflict is opened next."""
        kept = codec.encode({key: choice.value for key, choice in choices.items()}).decode()
        await self._store.write(lambda conn: state.put(conn, _CHOICES + report_id, kept))

    async def propose(self, conflict: Conflict, choices: Mapping[str, Keep], why: str) -> OpId:
        """Queue what was made of both for whoever holds the report, and every supervisor.

        Raises:
            InputError: a field that differs has no choice.
            KnownError: no reason, our words changed since, or part of the decision may have been sent.
        """
        why = reason_of(why, "Say what whoever holds the report now should know.")
        made = merged(conflict.mine, conflict.theirs, self._profile(), choices)
        body = self._body(ProposalKind.LEASE_LOST, made, conflict.version, why)
        new = words_op(conflict.report_id, OpKind.PROPOSE, body, self._me)

        def write(conn: Connection) -> None:
            if _mine(conn, conflict.report_id) != conflict.mine:
                raise KnownError("What you wrote has changed since.", "Open the comparison again.")
            if any(one.op.kind is OpKind.PROPOSE for one in operations.words_of(conn, conflict.report_id)):
                raise KnownError("This is proposed already and waits to be sent.", "The outbox shows how it stands.")
            lost.check_nothing_under_way(conn, conflict.report_id)
            operations.append(conn, new, self._clock.now())
            state.drop(conn, _CHOICES + conflict.report_id)
            self._audit.line(conn, "proposed", conflict.report_id, op=new.op_id, fields=len(conflict.differences))

        await self._store.write(write)
        self._changed(conflict.report_id)
        return new.op_id

    async def ask_supervisor(self, report_id: ReportId, why: str) -> OpId:
        """Queue the draft as it stands with the words of whoever is stuck; the report stays where it is.

        Raises:
            KnownError: no reason, or nothing of ours is here.
        """
        why = reason_of(why, "Say what keeps you from going on.")

        def write(conn: Connection) -> OpId:
            draft = work.draft_of(conn, report_id)
            found = snapshot.body_of(conn, report_id)
            if work.work_of(conn, report_id) is None or draft is None or found is None:
                raise not_held()
            body = self._body(ProposalKind.STUCK, draft, found.report.version, why)
            new = words_op(report_id, OpKind.PROPOSE, body, self._me)
            operations.append(conn, new, self._clock.now())
            self._audit.line(conn, "supervisor.asked", report_id, op=new.op_id)
            return new.op_id

        op_id = await self._store.write(write)
        self._changed(report_id)
        return op_id

    async def discard(self, report_id: ReportId, why: str) -> datetime:
        """Let our words go; until the moment returned that can be undone. The reason is kept in the audit.

        Raises:
            KnownError: no reason, nothing of ours is lost here, or part of it may have been sent.
        """
        why = reason_of(why, "Say why what you wrote is not needed.")
        until = self._clock.now() + UNDO

        def write(conn: Connection) -> None:
            _mine(conn, report_id)
            lost.check_nothing_under_way(conn, report_id)
            state.put(conn, _DISCARDS + report_id, str(millis(until)))
            self._audit.line(conn, "conflict.discarded", report_id, why=why)

        await self._store.write(write)
        self._changed(report_id)
        return until

    async def undo_discard(self, report_id: ReportId) -> None:
        """Take back letting go; raises KnownError when the words are gone."""

        def write(conn: Connection) -> None:
            if not state.get(conn, _DISCARDS + report_id):
                raise KnownError("What you wrote is gone from here.", "The gateway keeps the copy that it had.")
            state.drop(conn, _DISCARDS + report_id)
            self._audit.line(conn, "conflict.discard_undone", report_id)

        await self._store.write(write)
        self._changed(report_id)

    async def end_discards(self) -> None:
        """Erase what was let go longer ago than it can be undone."""
        now = self._clock.now()

        def write(conn: Connection) -> tuple[ReportId, ...]:
            over = [key for key, until in _keys(conn, _DISCARDS).items() if moment(int(until)) <= now]
            gone = [ReportId(key.removeprefix(_DISCARDS)) for key in over]
            for key, report_id in zip(over, gone, strict=True):
                state.drop(conn, key)
                state.drop(conn, _CHOICES + report_id)
                if lost.forget(conn, report_id):
                    self._audit.line(conn, "let_go", report_id)
            return tuple(gone)

        if await self._store.read(lambda conn: bool(_keys(conn, _DISCARDS))):
            for report_id in await self._store.write(write):
                self._changed(report_id)

    def _body(self, kind: ProposalKind, draft: Draft, version: int, why: str) -> bytes:
        decision = unsigned(
            draft,
            self._profile(),
            version=min(draft.base_version, version),
            author=self._me,
            author_name=self._name,
            now=self._clock.now(),
        )
        return codec.encode(ProposalRequest(kind=kind, decision=decision, why=why))

    def _changed(self, report_id: ReportId) -> None:
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        self._hub.publish(OutboxChanged(frozenset({report_id})))


def reason_of(told: str, do: str) -> str:
    """Words that must be given; raises KnownError when there are none, or too many."""
    if not told.strip():
        raise KnownError("A reason is missing.", do)
    if len(told) > MOST_WORDS:
        raise KnownError("The reason is too long.", f"Keep it to {MOST_WORDS:,} characters.")
    return told.strip()


def _mine(conn: Connection, report_id: ReportId) -> Draft:
    draft = work.draft_of(conn, report_id)
    if draft is None or not lost.is_lost(conn, report_id):
        what, do = (
            "Nothing of yours stands against somebody else's here.",
            "Open the report; mend what is refused.",
        )
        raise KnownError(what, do)
    return draft


def _kept(conn: Connection, report_id: ReportId, found: tuple[Difference, ...]) -> Mapping[str, Keep]:
    """Choices kept for later that still answer a field that differs."""
    text = state.get(conn, _CHOICES + report_id)
    try:
        told = codec.decode(dict[str, Keep], text) if text else {}
    except InputError:  # kept by another version
        return {}
    offered = {one.key: one.options for one in found}
    return {key: choice for key, choice in told.items() if choice in offered.get(key, ())}


def _keys(conn: Connection, prefix: str) -> dict[str, str]:
    rows = conn.execute(select(STATE.c.key, STATE.c.value).where(STATE.c.key.startswith(prefix, autoescape=True)))
    return {row.key: row.value for row in rows}
