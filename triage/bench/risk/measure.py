"""How well the sense of risk does on narratives that were never used to make it, beside a plain list of words."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.bench.risk import generated
from triage.bench.risk.narratives import Narrative, read_part
from triage.insight.risk.assess import assess
from triage.insight.risk.pack import GRADES, KINDS
from triage.insight.risk.rules import EVIDENCE, shipped_rules
from triage.insight.risk.second_look import SecondLook, shipped_second_look
from triage.models.clock import SystemClock
from triage.models.ids import SubmissionId, report_id_for
from triage.models.report import Report, Submission

_PRIORITY = GRADES.index("priority")
_LEAST_GROUP = 8
_SAMPLE = 400
_FEW = 150


@dataclass(frozen=True, slots=True)
class Found:
    """What one way of looking made of a text."""

    kinds: frozenset[str]
    grade: str

    @property
    def flagged(self) -> bool:
        """Whether it asks for priority or more."""
        return GRADES.index(self.grade) >= _PRIORITY


Look = Callable[[Narrative], Found]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the narratives and, when there is one, the folder of outside texts are; ``part``: "held_back", or "unseen",
    which was written after everything that is shipped was made."""

    narratives: Path
    data: Path | None = None
    part: str = "held_back"


def measure(plan: Plan) -> dict[str, Any]:
    """Every figure, of the product and of the plain list of phrases beside it."""
    told = read_part(plan.narratives, plan.part)
    found: dict[str, Any] = {"narratives": len(told)}
    ways: dict[str, Look] = {"triage": by_triage, "first": by_first, "plain": by_plain}
    for name, look in ways.items():
        found[name] = _figures([(one, look(one)) for one in told])
    found["generated"] = generated.measure()
    found["weak_groups"] = _weak(found["triage"])
    found["reports_a_second"] = _speed(told, by_first)
    found["with_second_look_a_second"] = _speed(told[:_FEW], by_triage)
    if plan.data is not None:
        found["outside"] = {name: _outside(plan.data, look) for name, look in ways.items()}
    return found


def by_triage(one: Narrative) -> Found:
    """The product with all its senses, as a report stands in the queue once it had its second look."""
    return _assessed(one, shipped_second_look())


def by_first(one: Narrative) -> Found:
    """Rules and learned weights alone, as a report stands at intake."""
    return _assessed(one, None)


def _assessed(one: Narrative, look: SecondLook | None) -> Found:
    submission_id = SubmissionId(one.id)
    report = Report(
        report_id=report_id_for("bench", submission_id),
        submission=Submission(submission_id=submission_id),
        kind=one.type or "other",
        narrative=one.text,
    )
    made = assess(report, now=SystemClock().now(), look=look)
    return Found(frozenset(hit.kind for hit in made.indicators), made.min_grade)


def by_plain(one: Narrative) -> Found:
    """The list of phrases alone, with its own grades."""
    rules = shipped_rules()
    hits = [hit for hit in rules.finder.find(one.text) if not hit.negated and not hit.name.startswith(EVIDENCE)]
    grades = [rules.sorts[hit.name].min_grade for hit in hits]
    return Found(frozenset(hit.name for hit in hits), max(grades, key=GRADES.index, default="none"))


def _figures(pairs: list[tuple[Narrative, Found]]) -> dict[str, Any]:
    emergencies = [(one, it) for one, it in pairs if one.min_grade == "emergency"]
    risky = [(one, it) for one, it in pairs if set(one.kinds) - {"repeat"}]
    quiet = [(one, it) for one, it in pairs if not one.kinds]
    prior = [(one, it) for one, it in pairs if one.min_grade in ("priority", "emergency")]
    return {
        "emergencies": len(emergencies),
        "without_risk": len(quiet),
        "emergency_recall": _share(it.grade == "emergency" for _, it in emergencies),
        "emergency_told_as_priority_or_more": _share(it.flagged for _, it in emergencies),
        "priority_or_more_recall": _share(it.flagged for _, it in prior),
        "others_told_as_emergency": _share(
            it.grade == "emergency" for one, it in pairs if one.kinds and one.min_grade != "emergency"
        ),
        "any_indicator_recall": _share(bool(it.kinds) for _, it in risky),
        "right_indicator_recall": _share(bool(it.kinds & set(one.kinds)) for one, it in risky),
        "quiet_flagged_priority": _share(it.flagged for _, it in quiet),
        "quiet_with_an_indicator": _share(bool(it.kinds) for _, it in quiet),
        "kinds": {kind: _kind(kind, pairs) for kind in KINDS},
        "writers": _writers(risky),
    }


def _kind(kind: str, pairs: list[tuple[Narrative, Found]]) -> dict[str, float | int]:
    counted = Counter((kind in one.kinds, kind in it.kinds) for one, it in pairs)
    right, missed, false = counted[True, True], counted[True, False], counted[False, True]
    return {
        "narratives": right + missed,
        "recall": round(right / max(right + missed, 1), 3),
        "false_alarms": round(false / max(false + counted[False, False], 1), 3),
        "precision": round(right / max(right + false, 1), 3),
    }


def _writers(risky: list[tuple[Narrative, Found]]) -> dict[str, dict[str, float | int]]:
    groups: dict[str, list[bool]] = {}
    for one, it in risky:
        right = bool(it.kinds & set(one.kinds))
        writer = one.writer
        for name, value in (
            ("length", writer.length),
            ("spelling", writer.spelling),
            ("language", writer.language),
            ("dialect", "some" if writer.dialect else "none"),
        ):
            groups.setdefault(f"{name} {value}", []).append(right)
    return {
        name: {"narratives": len(told), "right_indicator_recall": _share(told)}
        for name, told in sorted(groups.items())
        if len(told) >= _LEAST_GROUP
    }


def _weak(figures: dict[str, Any]) -> list[str]:
    """Groups of writers whose recall is more than 0.10 below the whole."""
    whole = figures["right_indicator_recall"]
    return [name for name, group in figures["writers"].items() if group["right_indicator_recall"] < whole - 0.10]


def _speed(told: list[Narrative], look: Look) -> int:
    begin = time.process_time()
    for one in told:
        look(one)
    return round(len(told) / max(time.process_time() - begin, 1e-6))


def _outside(data: Path, look: Look) -> dict[str, Any]:
    """Texts of others, by path: threats and their negations, and everyday messages; what is absent is left out."""
    found: dict[str, Any] = {}
    for name, texts in _outside_texts(data):
        if not texts:
            continue
        seen = [look(Narrative(id=str(at), text=text)) for at, text in enumerate(texts[:_SAMPLE])]
        found[name] = {
            "texts": len(seen),
            "with_threat_or_violence": _share(
                bool(it.kinds & {"threat", "violence", "immediate_danger"}) for it in seen
            ),
            "flagged_priority": _share(it.flagged for it in seen),
        }
    return found


def _outside_texts(data: Path) -> Iterator[tuple[str, list[str]]]:
    cases = _rows(data / "risk_hatecheck" / "test_suite_cases.csv")
    for name in ("threat_dir_h", "threat_norm_h", "negate_neg_nh", "negate_pos_h"):
        yield f"hatecheck {name}", [row["test_case"] for row in cases if row.get("functionality") == name]
    for name in ("britishproblems", "london", "unitedkingdom", "relationship_advice"):
        yield f"reddit {name}", [row["selftext"] for row in _rows(data / "text_reddit_pddl_dev" / f"{name}.csv")]
    messages = _rows(data / "text_sms_spam_uk" / "spam.csv")
    yield "text messages", [row["v2"] for row in messages if row.get("v1") == "ham"]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


def _share(answers: Iterable[bool]) -> float:
    told = list(answers)
    return round(sum(told) / len(told), 3) if told else 0.0
