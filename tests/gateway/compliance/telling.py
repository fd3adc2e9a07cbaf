"""Reports as the things that happened to them, put into the gateway's tables; and the figures that must come of it,
calculated in another way than the gateway does."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.builders import a_summary
from triage.gateway import tables
from triage.models import codec
from triage.models.assessment import SetGrade
from triage.models.decision import Decision, Reference
from triage.models.draft import CheckRecord, CheckState, Draft, IncidentLine
from triage.models.ids import ReportId
from triage.models.indicators import Assessment, Indicator, RiskLevel

KINDS = ("theft", "assault")
CHECKS = ("repeat", "place")
LOOK, RECORD = timedelta(minutes=45), timedelta(hours=24)
CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
"""When the clocks go on and back."""
ENDINGS = ("recorded", "nothing", "accepted", "late")
"""A record was made; closed without; another force has it; references that came after the begin was taken back."""


@dataclass(frozen=True, slots=True)
class Told:
    """One report, by what happened and after how many seconds from its sending."""

    sent: datetime
    transit: int
    kind: str
    looks: tuple[int, ...]
    begins: tuple[tuple[int, bool], ...]
    ending: tuple[str, int] | None
    grade: str
    before: str
    strong: bool
    approval: str
    qualifiers: tuple[str, ...]
    checks: dict[str, tuple[str, str]] = field(hash=False)

    @property
    def received(self) -> datetime:
        return self.sent + timedelta(seconds=self.transit)


def _moments(longest: timedelta) -> st.SearchStrategy[int]:
    """Seconds; the limits themselves often."""
    edges = [int(limit.total_seconds()) + off for limit in (LOOK, RECORD) for off in (-1, 0, 1)]
    return st.one_of(st.sampled_from(edges), st.integers(0, int(longest.total_seconds())))


def _near_a_change() -> st.SearchStrategy[datetime]:
    return st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-40 * 3600, 40 * 3600),
    )


def told() -> st.SearchStrategy[Told]:
    spot = _moments(timedelta(hours=30))
    checks = st.fixed_dictionaries(
        {
            key: st.tuples(st.sampled_from(["open", "done", "not_possible"]), st.sampled_from(["", "found"]))
            for key in CHECKS
        }
    )
    return st.builds(
        Told,
        sent=_near_a_change(),
        transit=st.sampled_from([0, 0, 20, 4000]),
        kind=st.sampled_from(KINDS),
        looks=st.lists(spot, max_size=2).map(tuple),
        begins=st.lists(st.tuples(spot, st.booleans()), max_size=3).map(lambda them: tuple(sorted(them))),
        ending=st.one_of(st.none(), st.tuples(st.sampled_from(ENDINGS), spot)),
        grade=st.sampled_from(["emergency", "scheduled", ""]),
        before=st.sampled_from(["", "emergency"]),
        strong=st.booleans(),
        approval=st.sampled_from(["", "open", "approved", "refused", "withdrawn"]),
        qualifiers=st.sets(st.sampled_from(["repeat", "vulnerable", "youth"])).map(lambda them: tuple(sorted(them))),
        checks=checks,
    )


async def put(connection: AsyncConnection, number: int, one: Told, seq: int) -> None:
    """Its rows, as the gateway would have written them at the change ``seq``."""
    this = {"report_id": f"r-{number}"}
    summary = a_summary(
        number, report_id=this["report_id"], kind=one.kind, submitted_at=one.sent, received_at=one.received,
        first_look_by=one.sent + LOOK, record_by=one.sent + RECORD,
    )  # fmt: skip
    closed = one.ending is not None and one.ending[0] != "late"
    hit = Indicator(kind="child", strength=0.9, quote="", start=-1, end=-1, rule="r", why="w")
    assessment = Assessment(
        level=RiskLevel.HIGH, score=9, thrive={}, min_grade="emergency" if one.strong else "none",
        indicators=(hit,) if one.strong else (),
    )  # fmt: skip
    await connection.execute(
        insert(tables.reports).values(
            **this, submission_id=f"s-{number}", version=1, stage="closed" if closed else "incoming", rank=2,
            due_at=one.sent + LOOK, received_at=one.received, summary=codec.encode(summary),
            assessment=codec.encode(assessment), flags={}, seq=seq, fence=len(one.looks),
        )
    )  # fmt: skip
    for fence, seconds in enumerate(one.looks, start=1):
        at = one.sent + timedelta(seconds=seconds)
        lease = {"lease_id": f"l-{number}-{fence}", "fence": fence, "subject": "ann", "expires_at": at}
        await connection.execute(insert(tables.leases).values(**this, **lease, first_granted_at=at, granted_at=at))
    for at, (seconds, aborted) in enumerate(one.begins, start=1):
        begun = one.sent + timedelta(seconds=seconds)
        body = codec.canonical(_decision(one, this["report_id"], begun))
        await connection.execute(
            insert(tables.decisions).values(
                **this, number=at, fence=1, report_version=1, subject="ann", decision=body, begun_at=begun,
                decision_sha256=codec.sha256(body), aborted_at=begun if aborted else None,
            )
        )  # fmt: skip
    await _put_ending(connection, this, one)


async def _put_ending(connection: AsyncConnection, this: dict[str, Any], one: Told) -> None:
    if one.approval:
        row = {"number": 1, "kind": "approval", "state": one.approval, "author": "ann", "at": one.sent}
        await connection.execute(insert(tables.proposals).values(**this, **row, decision=b"{}", decision_sha256=""))
    if one.ending is None:
        return
    word, seconds = one.ending
    deliverable = {"nothing": (), "accepted": ("handoff-1",)}.get(word, ("incident",))
    references = tuple(Reference(deliverable=key, destination="control", reference="CAD 7") for key in deliverable)
    await connection.execute(
        insert(tables.settlements).values(
            **this, decision_number=1, fence=1, subject="ann", outcome="incident", references=codec.encode(references),
            settled_at=one.sent + timedelta(seconds=seconds),
            kind={"accepted": "accepted", "late": "late"}.get(word, "settled"),
        )
    )  # fmt: skip


def _decision(one: Told, report_id: str, at: datetime) -> Decision:
    draft = Draft(
        report_id=ReportId(report_id),
        thrive={},
        grade=one.grade,
        set_grades=(SetGrade(grade=one.before, by="bob", at=at),) if one.before else (),
        incident=IncidentLine(qualifiers=one.qualifiers),
        checks=tuple(
            CheckRecord(key=key, state=CheckState(state), trace=trace) for key, (state, trace) in one.checks.items()
        ),
    )
    return Decision(
        report_id=ReportId(report_id), report_version=1, author="ann", author_name="Ann", decided_at=at,
        profile_version="test-1", draft=draft,
    )  # fmt: skip


def expected(reports: list[Told], since: datetime, until: datetime, now: datetime) -> dict[Any, dict[str, Any]]:
    """(type, grade) → figure → number, and the three spreads; only what is not nothing."""
    cells: dict[Any, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    times: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in reports:
        if not since <= one.received < until:
            continue
        figures, took = _figures_of(one, now)
        grade = one.grade if any(not aborted for _, aborted in one.begins) else ""
        for cell in {(None, None), (one.kind, None), (None, grade), (one.kind, grade)}:
            for name, add in figures.items():
                cells[cell][name] += add
            for name, seconds in took.items():
                times[cell][name].append(seconds)
    for cell, measured in times.items():
        for name, all_seconds in measured.items():
            ordered, many = sorted(all_seconds), len(all_seconds)
            at = [math.ceil(many * share) - 1 for share in (0.5, 0.9)]
            cells[cell][name] = (ordered[at[0]], ordered[at[1]], max(ordered))
    return {cell: {name: value for name, value in named.items() if value} for cell, named in cells.items()}


def _figures_of(one: Told, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Each of what a person would count with a pencil, and the seconds of looking, deciding and recording."""
    # What happened before the gateway had it counts all the same: clocks run from the sending.
    looked = min(one.looks, default=None)
    stands = [seconds for seconds, aborted in one.begins if not aborted]
    decided = min(stands, default=None)
    word, at = one.ending or ("", 0)
    recorded = at if word in ("recorded", "late") else None
    so_far = int((now - one.sent).total_seconds())
    figures = {"received": 1, "decided" if stands else "undecided": 1}
    figures |= _clock("looked", looked, so_far, 45 * 60)
    if word in ("nothing", "accepted"):
        figures["no_record" if word == "nothing" else "passed_on"] = 1
    else:
        figures |= _clock("recorded", recorded, so_far, 24 * 3600)
    if stands:
        figures |= _found(one)
    took = {"looked_s": looked, "decided_s": decided, "recorded_s": recorded}
    return figures, {name: seconds for name, seconds in took.items() if seconds is not None}


def _clock(name: str, after: int | None, so_far: int, limit: int) -> dict[str, int]:
    if after is not None:
        return {name: 1, f"{name}_in_time" if after <= limit else f"{name}_late": 1}
    return {f"{name}_late" if so_far > limit else f"{name}_open": 1}


def _found(one: Told) -> dict[str, int]:
    figures: dict[str, int] = {}
    states = [state for state, _ in one.checks.values()]
    if "repeat" in one.qualifiers or one.checks["repeat"] == ("done", "found"):
        figures["repeat"] = 1
    if "vulnerable" in one.qualifiers:
        figures["vulnerable"] = 1
    if one.grade == "scheduled" and (one.before == "emergency" or one.strong):
        became = {"approved": "approved", "open": "waiting", "refused": "refused"}.get(one.approval, "unapproved")
        figures |= {"downgraded": 1, f"downgrade_{became}": 1}
    worst = "missing" if "open" in states else "not_possible" if "not_possible" in states else "done"
    figures[f"checks_{worst}"] = 1
    counted = {"required": 2, "done": states.count("done"), "not_possible": states.count("not_possible")}
    return figures | counted


def in_words(row: Any) -> dict[str, Any]:
    """A row of the gateway as `expected` tells one."""
    told: dict[str, Any] = dict(row.counts)
    told |= {name: getattr(row, name) for name in ("required", "done", "not_possible")}
    for name in ("looked", "decided", "recorded"):
        spread = getattr(row, name)
        if spread.median is not None:
            told[f"{name}_s"] = (spread.median, spread.ninetieth, spread.worst)
    return {name: value for name, value in told.items() if value}
