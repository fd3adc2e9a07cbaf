"""From a saved draft to a decision with its operations, all in the caller's one transaction.

The body of each operation is frozen and hashed here and never made again. A decision that follows a mend begins again
under the same fence and creates only at destinations that have not delivered yet, each looked up there first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from triage.models import codec
from triage.models.approval import approved_first
from triage.models.deciding import decide
from triage.models.decision import Decision
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import BugError, KnownError
from triage.models.ids import ReportId, new_op_id
from triage.models.lease import Lease
from triage.models.operation import MAKES, OpKind
from triage.models.outcome_draft import LEAVES
from triage.models.outcome_problems import does
from triage.models.profile import Profile
from triage.models.queue import BeginRequest, ReportBody
from triage.models.stage import StageEvent, step
from triage.services import dispatching, leaving, operations, snapshot, state, work
from triage.services.audit import Audit
from triage.services.drafts import stored_or_empty
from triage.services.enclosing import enclosures, mark_of
from triage.services.learning import TRAINEE, approval_of, roles_of
from triage.services.moments import millis
from triage.services.operations import NewOp, Stored
from triage.services.renewals import not_held
from triage.services.tables import DECISIONS, RECEIPTS
from triage.services.work import Work


class Deciding:
    def __init__(
        self,
        audit: Audit,
        profile: Callable[[], Profile],
        author: str,
        author_name: str,
    ) -> None:
        self._audit = audit
        self._profile = profile
        self._author = author
        self._author_name = author_name

    def decide(self, conn: Connection, report_id: ReportId, now: datetime) -> Decision:
        """Sign, freeze and queue. Raises what `Triage.decide` says; the caller's transaction is rolled back then."""
        found, lease, body = _ours(conn, report_id)
        step(found.stage, StageEvent.DECIDE)
        profile = self._profile()
        decision = decide(
            body.report,
            stored_or_empty(conn, report_id),
            profile,
            author=self._author,
            author_name=self._author_name,
            now=now,
            assessment=body.assessment,
        )
        undo_until = now + timedelta(seconds=profile.undo_seconds)
        decision_id = self._keep(conn, decision, undo_until)
        work.advance(conn, replace(found, decision_id=decision_id), StageEvent.DECIDE)
        doing = does(decision.draft, profile)
        told = (decision.draft, decision.report_version)
        if TRAINEE in roles_of(conn, self._author) and approved_first(body.approved, *told, profile):
            made = [approval_of(found, lease, decision, decision_id=decision_id, due=undo_until)]
        elif doing in LEAVES:
            made = [_leave(found, lease, decision, doing, decision_id=decision_id, undo_until=undo_until)]
        else:
            begin = self._begin(conn, found, lease, decision, decision_id=decision_id, undo_until=undo_until)
            made = [begin, *self._creates(conn, found, body, decision, decision_id)]
        for new in made:
            operations.append(conn, new, now)
            self._audit.line(
                conn, "op.queued", report_id, op=new.op_id, kind=new.kind.value, destination=new.destination
            )
        return decision

    def _keep(self, conn: Connection, decision: Decision, undo_until: datetime) -> int:
        encoded = codec.canonical(decision)
        values = {
            "report_id": decision.report_id,
            "author": decision.author,
            "decided_at": millis(decision.decided_at),
            "undo_until": millis(undo_until),
            "state": "standing",
            "body": encoded,
            "body_sha256": codec.sha256(encoded),
        }
        key = conn.execute(insert(DECISIONS).values(**values)).inserted_primary_key
        if key is None:
            raise BugError("the store gave no key for a decision")
        self._audit.line(
            conn,
            "decided",
            decision.report_id,
            decision=int(key[0]),
            sha256=codec.sha256(encoded),
            outcome=decision.draft.outcome,
            grade=decision.draft.grade,
            version=decision.report_version,
            profile=decision.profile_version,
        )
        return int(key[0])

    def _begin(
        self, conn: Connection, found: Work, lease: Lease, decision: Decision, *, decision_id: int, undo_until: datetime
    ) -> NewOp:
        request = BeginRequest(
            lease_id=lease.lease_id,
            fence=lease.fence,
            decision=decision,
            decision_sha256=codec.sha256(codec.canonical(decision)),
        )
        return NewOp(
            op_id=new_op_id(),
            report_id=decision.report_id,
            decision_id=decision_id,
            kind=OpKind.BEGIN,
            body=codec.encode(request),
            if_match=found.begun_etag or snapshot.etag_of(conn, decision.report_id),
            created_by=self._author,
            held=HeldBecause.UNDO,
            next_at=undo_until,
        )

    def _creates(
        self, conn: Connection, found: Work, body: ReportBody, decision: Decision, decision_id: int
    ) -> list[NewOp]:
        # Many types to build, and none is needed for the first list; `Desk.start` imports them ahead of the first use.
        from triage.records.document import as_supplement, build_documents, parts_of, to_json

        earlier = _unsettled(operations.of_report(conn, decision.report_id, superseded=True))
        there = _records_there(conn, body, found)
        profile = self._profile()
        delivered = _destinations(earlier, delivered=True)
        by_voice = _incident_by_voice(conn, decision) or _given_before(conn, body, decision)
        # A second decision may meet what the first one made without our knowing.
        doubtful = bool(found.begun_etag) or bool(_destinations(earlier, delivered=False))
        doubtful = doubtful or decision.report_id in state.get(conn, state.DOUBTFUL)
        # Whoever worked it before (a new version brings a recorded report back) may have made it from another desk.
        recorded = {entry.destination for entry in body.references}
        made = []
        documents = build_documents(body.report, decision, profile)
        for document in (part for whole in documents.values() for part in parts_of(whole, profile)):
            destination, keys = document.destination, tuple(entry.key for entry in document.deliverables)
            if destination in delivered and (keys in delivered[destination] or not _goes_apart(profile, destination)):
                continue
            supplement = destination in there or keys == ("supplement",)
            if destination in there:
                document = as_supplement(document, there[destination])
                keys = tuple(entry.key for entry in document.deliverables)
            if by_voice and keys == ("incident",):
                continue  # dispatch made it already: a second one would send a second crew
            new = NewOp(
                op_id=new_op_id(),
                report_id=decision.report_id,
                decision_id=decision_id,
                kind=OpKind.SUPPLEMENT if supplement else OpKind.CREATE,
                destination=destination,
                body=to_json(document),
                deliverables=keys,
                created_by=self._author,
                look_first=doubtful or destination in recorded,
                sent_at=_last_sent(earlier, destination),
            )
            made.append(new)
        places = {new.destination for new in made} | set(delivered)
        return [*made, *self._files(body, decision_id, earlier, places, made)]

    def _files(
        self, body: ReportBody, decision_id: int, earlier: tuple[Stored, ...], places: set[str], made: list[NewOp]
    ) -> Iterator[NewOp]:
        """The files that go to the records of this decision and have not gone yet."""
        gone = {(one.op.destination, one.op.deliverables) for one in earlier if _is_attached(one)}
        doubtful = {new.destination for new in made if new.look_first}
        doubtful |= {one.op.destination for one in earlier if one.op.kind is OpKind.ATTACH and one.left}
        for place in self._profile().destinations:
            for file in enclosures(body, place) if place.key in places else ():
                if (place.key, mark_of(file)) not in gone:
                    yield NewOp(
                        op_id=new_op_id(),
                        report_id=body.report.report_id,
                        decision_id=decision_id,
                        kind=OpKind.ATTACH,
                        destination=place.key,
                        body=codec.encode(file),
                        deliverables=mark_of(file),
                        created_by=self._author,
                        look_first=place.key in doubtful,
                        sent_at=_last_sent(earlier, place.key),
                    )


def _is_attached(stored: Stored) -> bool:
    return stored.op.kind is OpKind.ATTACH and stored.op.status is Delivery.DELIVERED


def _leave(
    found: Work, lease: Lease, decision: Decision, doing: str, *, decision_id: int, undo_until: datetime
) -> NewOp:
    """The one operation of an outcome that goes through the gateway alone."""
    if found.begun_etag:
        what = "Part of this report is recorded already, so it cannot be asked about or handed over now."
        raise KnownError(what, "Choose an outcome that records; then hand it over or write to the reporter.")
    kind, body = leaving.body_of(doing, decision, lease)
    return NewOp(
        op_id=new_op_id(),
        report_id=decision.report_id,
        decision_id=decision_id,
        kind=kind,
        body=body,
        created_by=found.owner,
        held=HeldBecause.UNDO,
        next_at=undo_until,
    )


def _ours(conn: Connection, report_id: ReportId) -> tuple[Work, Lease, ReportBody]:
    found, lease = work.work_of(conn, report_id), work.lease_of(conn, report_id)
    body = snapshot.body_of(conn, report_id)
    if found is None or lease is None or body is None:
        raise not_held()
    if lease.lost and not found.begun_etag:
        raise KnownError("You do not hold this report any more.", "Claim it again; what you wrote is kept.")
    summary = snapshot.summary_of(conn, report_id)
    if summary is not None and summary.version > body.report.version:
        raise KnownError("The public sent a newer version of this report.", "Read it first; what you wrote is kept.")
    return found, lease, body


def _incident_by_voice(conn: Connection, decision: Decision) -> bool:
    """Whether dispatch took the report on and gave the incident's reference, which then counts as its receipt."""
    dispatch = dispatching.of_report(conn, decision.report_id)
    made = next((entry for entry in decision.deliverables if entry.kind == "incident"), None)
    if dispatch is None or dispatch.accepted_at is None or made is None:
        return False
    values = {"reference": dispatch.reference, "record_id": ""}
    row = upsert(RECEIPTS).values(
        report_id=decision.report_id, destination=made.destination, deliverable=made.key, **values
    )
    conn.execute(row.on_conflict_do_nothing())
    return True


def _unsettled(every: tuple[Stored, ...]) -> tuple[Stored, ...]:
    """What belongs to no decision that was settled: a report that came back begins anew."""
    settled = {one.decision_id for one in every if one.op.kind is OpKind.SETTLE and one.op.status is Delivery.DELIVERED}
    return tuple(one for one in every if one.decision_id not in settled)


def _records_there(conn: Connection, body: ReportBody, found: Work) -> dict[str, dict[str, str]]:
    """Records that earlier, settled decisions made of this report: destination → deliverable → the record's id there.

    They are kept as receipts, so that what is added now knows its record on whichever workstation that is.
    """
    there: dict[str, dict[str, str]] = {}
    for one in body.references:
        if one.record_id and one.deliverable != "supplement":
            there.setdefault(one.destination, {})[one.deliverable] = one.record_id
            row = upsert(RECEIPTS).values(report_id=found.report_id, **codec.builtins(one))
            conn.execute(row.on_conflict_do_nothing())
    return there


def _given_before(conn: Connection, body: ReportBody, decision: Decision) -> bool:
    """Whether dispatch gave the incident's reference when this report was worked before (a new version, a reopening).

    Records cannot be asked for it: a person made that incident, without our external reference. So what the gateway
    keeps counts as its receipt, wherever the report is worked now.
    """
    made = next((entry for entry in decision.deliverables if entry.kind == "incident"), None)
    known = next(
        (
            one
            for one in body.references
            if made and not one.record_id and (one.deliverable, one.destination) == (made.key, made.destination)
        ),
        None,
    )
    if known is None:
        return False
    row = upsert(RECEIPTS).values(report_id=decision.report_id, **codec.builtins(known))
    conn.execute(row.on_conflict_do_nothing())
    return True


def _destinations(earlier: tuple[Stored, ...], *, delivered: bool) -> dict[str, set[tuple[str, ...]]]:
    """Where earlier creates of this report were delivered, or may have been, and of which deliverables."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for stored in earlier:
        if stored.op.kind in MAKES and (stored.op.status is Delivery.DELIVERED if delivered else stored.left):
            found.setdefault(stored.op.destination, set()).add(stored.op.deliverables)
    return found


def _goes_apart(profile: Profile, destination: str) -> bool:
    """Whether what was made there says nothing of the decision's other deliverables."""
    return any(place.one_each for place in profile.destinations if place.key == destination)


def _last_sent(earlier: tuple[Stored, ...], destination: str) -> datetime | None:
    sent = [stored.sent_at for stored in earlier if stored.op.destination == destination and stored.sent_at]
    return max(sent, default=None)
