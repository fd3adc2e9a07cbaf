"""A back-test of an invented month, and a rule that raises sheds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.builders import NOW
from triage.models.back_test import Changed, Stand
from triage.models.back_test_sum import BackTestSum
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.queue import ProblemDocument, ProblemField
from triage.models.verdict import Reply
from triage.services.api.client import ApiFailure

SHEDS = """
[[rules]]
id = "own/shed"
kind = "immediate_danger"
strength = 0.95
grade = "emergency"
phrases = "shed was opened"
why = "A shed was opened"
"""
_HIGH = Stand(level=RiskLevel.HIGH, grade="priority")
_NOW = Stand(level=RiskLevel.HIGH, grade="emergency")
_RAISED = Stand(level=RiskLevel.RAISED, grade="priority")
_ROUTINE = Stand(level=RiskLevel.ROUTINE, grade="none")
_MOVES: tuple[tuple[str, Stand, Stand, str, str, str], ...] = (
    ("theft", _HIGH, _ROUTINE, "scheduled", "", "Somebody was strangled or could not breathe"),
    ("assault", _NOW, _HIGH, "emergency", "Violence was used", "Danger at this moment"),
    ("domestic", _HIGH, _RAISED, "priority", "", "Controlled by somebody close"),
    ("criminal-damage", _RAISED, _ROUTINE, "", "", ""),
    ("burglary", _ROUTINE, _RAISED, "priority", "A threat was made", ""),
    ("missing", _RAISED, _NOW, "emergency", "Danger at this moment", ""),
)


def some_faults(number: int = 26) -> ApiFailure:
    """What the gateway says of rules in which a class is missing and a few keys are wrong."""
    told = [
        "own/shed.grade: must be one of none, scheduled, priority, emergency",
        "own/van.strength: must be above 0 and at most 1",
        "own/van.phrases: “@vehicle [was] followed * [all the way] home” uses the class @vehicle, which the pack does "
        "not have, so that none of the reports that speak of a van, a lorry or a car would be found by it",
        *(f"own/street-{at}.near: names the class “street”, which the pack does not have" for at in range(number - 3)),
    ]
    errors = tuple(ProblemField(pointer="/rules", detail=one) for one in told)
    problem = ProblemDocument(type="/invalid", title="Invalid", status=422, errors=errors)
    return ApiFailure(Reply(status=422, problem="invalid"), problem)


def a_back_test() -> BackTestSum:
    """4,168 reports tried, of which the first of either direction are listed."""
    made = [_changed(number, *move) for number, move in enumerate(_MOVES)]
    hidden = replace(made[0], report_id=ReportId(""), kind="complaint", graded="", goes=(), restricted=True)
    return BackTestSum(
        whole=4210,
        tried=4168,
        erased=42,
        levels_now=Counter(dict(zip(RiskLevel, (612, 1033, 1405, 1118), strict=True))),
        levels_then=Counter(dict(zip(RiskLevel, (498, 1061, 1470, 1139), strict=True))),
        graded=Counter({"emergency": 88, "priority": 611, "scheduled": 1702, "": 1767}),
        less_now=Counter({"emergency": 11, "priority": 96}),
        less_then=Counter({"emergency": 13, "priority": 101}),
        raised=61,
        lowered=118,
        higher=tuple(made[4:]),
        lower=(*made[:4], hidden),
        pack="Avon rules 7",
        sha256="3f" * 32,
        in_force="Triage rules 12",
    )


def _changed(number: int, kind: str, now: Stand, then: Stand, graded: str, comes: str, goes: str) -> Changed:
    return Changed(
        report_id=ReportId(f"5b7aaf{number:02d}-ada8-5747-b676-8eb5747d06a6"),
        kind=kind,
        received_at=NOW - timedelta(hours=7 * number),
        now=now,
        then=then,
        graded=graded,
        comes=(comes,) if comes else (),
        goes=(goes,) if goes else (),
    )
