"""From what the tables say about a report to its one place, and what they cannot both mean. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from triage.gateway.accounting.books import Books, Ending, Standing
from triage.gateway.workflow.reopening import CLOSING
from triage.models import codec
from triage.models.account import SUPPLEMENT, AccountLine, Contradiction, Difference, Place
from triage.models.decision import HANDED_OFF, Reference
from triage.models.ids import ReportId
from triage.models.stage import Stage

_BY_STAGE = {
    Stage.INCOMING: Place.QUEUE,
    Stage.CLAIMED: Place.WORKED,
    Stage.IN_TRIAGE: Place.WORKED,
    Stage.DECIDED: Place.WORKED,
    Stage.BEGUN: Place.BEGUN,
    Stage.HELD: Place.SET_ASIDE,
    Stage.AWAITING_REPORTER: Place.AWAITING_REPORTER,
    Stage.AWAITING_APPROVAL: Place.AWAITING_APPROVAL,
    Stage.AWAITING_ACCEPTANCE: Place.OFFERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What the log of intake says: this version of this report was kept, and the hub was told so."""

    report_id: str
    version: int
    at: datetime


def line_of(told: Acknowledged, books: Books, now: datetime) -> AccountLine:
    """Where it is now."""
    key = (told.report_id, told.version)
    common: dict[str, Any] = {
        "report_id": ReportId(told.report_id),
        "version": told.version,
        "received_at": told.at,
        "since": told.at,
    }
    standing = books.standing.get(told.report_id)
    if key not in books.stored:
        return AccountLine(place=Place.MISSING, **common)
    if key in books.unread:
        return AccountLine(place=Place.UNREAD, submission_sha256=_hash(books.unread[key]), **common)
    if standing is None or standing.state.version < told.version:
        return AccountLine(place=Place.MISSING, **common)
    common["submission_sha256"] = _hash(standing.state.submission_id)
    if standing.state.stage is Stage.CLOSED:
        return AccountLine(**{**common, **_ended(standing)})
    return AccountLine(**{**common, **_open(standing, now)})


def contradictions(line: AccountLine, books: Books) -> Iterator[Difference]:
    """What of this line the gateway's own tables cannot all mean."""
    this: dict[str, Any] = {"report_id": line.report_id, "version": line.version, "at": line.since}
    if line.place is Place.MISSING:
        stored = (line.report_id, line.version) in books.stored
        yield Difference(kind=Contradiction.NOT_SHOWN if stored else Contradiction.NOT_STORED, **this)
    standing = books.standing.get(line.report_id)
    if standing is None or standing.state.version != line.version:
        return
    if standing.state.stage is Stage.CLOSED and _closing(standing) is None:
        yield Difference(kind=Contradiction.CLOSED_UNEXPLAINED, **this)
    if standing.state.stage is Stage.BEGUN and standing.state.begins not in standing.decided:
        yield Difference(kind=Contradiction.BEGUN_WITHOUT_DECISION, who=line.who, **this)
    yield from _recorded_twice(standing, this)


def _recorded_twice(standing: Standing, this: dict[str, Any]) -> Iterator[Difference]:
    """Two records for one deliverable at one destination, each told to us.

    A reference without a record was given by voice (F9). A record that was made after it doubles it; when dispatch is
    asked anew for what is recorded already, a person knew of both.
    """
    known: dict[tuple[str, str], str] = {}
    for ending in standing.endings:
        for reference in ending.references if ending.kind != "accepted" else ():
            place = (reference.destination, reference.deliverable)
            record = known.setdefault(place, reference.record_id)
            doubled = reference.record_id not in ("", record)
            if doubled and reference.deliverable != SUPPLEMENT:
                yield Difference(
                    kind=Contradiction.RECORDED_TWICE,
                    destination=reference.destination,
                    references=(reference,),
                    **this,
                )


def _open(standing: Standing, now: datetime) -> dict[str, Any]:
    state = standing.state
    stage = state.stage_at(now)
    place = _BY_STAGE[stage]
    told: dict[str, Any] = {"place": place, "since": standing.changed_at}
    if place is Place.QUEUE and standing.unreadable:
        told["place"] = Place.UNREADABLE
    elif place is Place.WORKED and state.lease is not None:
        told |= {"who": state.lease.subject, "since": state.lease.first_granted_at}
    elif place is Place.BEGUN:
        told |= {"who": state.holder_at(now), "since": state.begun_at or standing.changed_at}
    elif place is Place.OFFERED:
        told["where"] = standing.offered_to
    told["references"] = _references(standing)
    return told


def _ended(standing: Standing) -> dict[str, Any]:
    """Closed: how, and whether its words are gone since."""
    state = standing.state
    closed_at = state.closed_at or standing.changed_at
    told: dict[str, Any] = {"place": Place.NO_RECORD, "since": closed_at}
    ending = _closing(standing)
    if ending is not None:
        told |= {
            "place": _how(ending, _references(standing)),
            "who": ending.subject,
            "outcome": ending.outcome,
            "references": _references(standing),
        }
        if ending.kind == "accepted":
            told["where"] = ending.references[0].destination if ending.references else standing.offered_to
    if standing.erased_at is not None and standing.erased_at > closed_at:
        told |= {"ended": told["place"], "place": Place.ERASED, "since": standing.erased_at}
    return told


def _references(standing: Standing) -> tuple[Reference, ...]:
    """All that was ever given for it: a report may have been closed, opened again and closed otherwise."""
    return tuple(dict.fromkeys(one for ending in standing.endings for one in ending.references))


def _closing(standing: Standing) -> Ending | None:
    """What closed it last."""
    return next((ending for ending in reversed(standing.endings) if ending.kind in CLOSING), None)


def _how(ending: Ending, every: tuple[Reference, ...]) -> Place:
    """``every``: all that was ever given for the report. What was added to a record of its own leaves it recorded."""
    if ending.kind == "accepted":
        return Place.TRANSFERRED
    if not ending.references:
        return Place.NO_RECORD
    added = all(one.deliverable == SUPPLEMENT for one in every if not one.deliverable.startswith(HANDED_OFF))
    return Place.ATTACHED if added else Place.RECORDED


def _hash(submission_id: str) -> str:
    return codec.sha256(submission_id.encode())
