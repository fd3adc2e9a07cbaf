"""A first plain score of a report's risk: fields and phrases, each hit shown with the words that made it.

It orders the queue and suggests; it knows nothing about people's history and never grades. Pure and fast: the same
function runs at the gateway at intake and on the desktop after a correction.
"""

from __future__ import annotations

from datetime import datetime

from triage.insight.risk.phrases import Hit
from triage.insight.risk.rules import EVIDENCE, Rules, Sort, shipped_rules
from triage.models.indicators import Assessment, Indicator, RiskLevel
from triage.models.person import Person
from triage.models.report import Report
from triage.models.sdm.scalars import as_bool

THRIVE = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
_GRADES = ("none", "scheduled", "priority", "emergency")
_AT_RISK = frozenset({"victim", "missing person", "child", "person at risk", "witness"})
_CHILD, _OLDER = 18, 75
_MAX_TEXT = 20_000
_MAX_HITS = 200
_QUOTE = 90


def assess(report: Report, *, now: datetime) -> Assessment:
    """The plain assessment of a report.

    ``score`` (0 to 100) is the chance-like sum of the strongest hit of each sort, so ten mentions of one knife count
    once. ``now`` is part of the contract for scores that age; this one does not use it.
    """
    del now
    rules = shipped_rules()
    indicators, evidence = _hits(report, rules)
    best = _strongest(indicators)
    ordered = sorted(best.values(), key=lambda hit: -hit.strength)
    score = _score(ordered)
    return Assessment(
        level=_level(score, rules),
        score=score,
        indicators=tuple(indicators),
        thrive=_thrive(report, ordered, evidence, rules),
        min_grade=_least_grade(ordered, rules),
        why=tuple(dict.fromkeys(hit.why for hit in ordered)),
        marks=tuple(dict.fromkeys(rules.sorts[hit.kind].mark for hit in ordered)),
        pack=rules.pack.pack,
    )


def _hits(report: Report, rules: Rules) -> tuple[list[Indicator], dict[str, list[str]]]:
    found = [*_from_kind(report, rules), *_from_fields(report, rules), *_from_people(report, rules)]
    evidence: dict[str, list[str]] = {}
    text = report.narrative[:_MAX_TEXT]
    for hit in rules.finder.find(text):
        if hit.negated:
            continue
        quote = _around(text, hit.start, hit.end)
        if hit.name.startswith(EVIDENCE):
            evidence.setdefault(hit.name.removeprefix(EVIDENCE), []).append(quote)
        elif len(found) < _MAX_HITS:
            sort = rules.sorts[hit.name]
            found.append(_worded(sort, hit, text))
    return found, evidence


def _worded(sort: Sort, hit: Hit, text: str) -> Indicator:
    return Indicator(
        kind=sort.key,
        strength=sort.strength,
        quote=text[hit.start : hit.end],
        start=hit.start,
        end=hit.end,
        rule=f"phrase/{sort.key}/{hit.phrase}",
        why=sort.why,
    )


def _structured(sort: Sort, strength: float, quote: str, rule: str, path: str = "") -> Indicator:
    return Indicator(
        kind=sort.key, strength=strength, quote=quote, start=-1, end=-1, rule=rule, why=sort.why, path=path
    )


def _from_kind(report: Report, rules: Rules) -> list[Indicator]:
    key = rules.pack.kinds.get(report.kind)
    if key is None:
        return []
    sort = rules.sorts[key]
    return [_structured(sort, sort.strength, report.title, f"kind/{report.kind}")]


def _from_fields(report: Report, rules: Rules) -> list[Indicator]:
    found: list[Indicator] = []
    for told in report.answers:
        sort = rules.fields.get(told.path.rpartition("/")[2].lower())
        if sort is not None and as_bool(told.raw) is True:
            quote = f"{told.label} {told.text}"
            found.append(_structured(sort, sort.fields_strength, quote, f"field/{sort.key}", told.path))
    return found


def _from_people(report: Report, rules: Rules) -> list[Indicator]:
    found: list[Indicator] = []
    for person in report.people:
        if not _AT_RISK.intersection(person.roles):
            continue
        role = next(role for role in person.roles if role in _AT_RISK)
        path = person.details[0].path if person.details else ""
        if _is_child(person):
            sort = rules.sorts["child"]
            found.append(_structured(sort, sort.strength, f"The {role} is under 18", "person/child", path))
        elif person.age is not None and person.age >= _OLDER:
            sort = rules.sorts["vulnerable_adult"]
            found.append(_structured(sort, sort.strength, f"The {role} is {person.age}", "person/older", path))
    return found


def _is_child(person: Person) -> bool:
    return person.under_18 is True or (person.age is not None and person.age < _CHILD)


def _strongest(indicators: list[Indicator]) -> dict[str, Indicator]:
    best: dict[str, Indicator] = {}
    for hit in indicators:
        if hit.kind not in best or hit.strength > best[hit.kind].strength:
            best[hit.kind] = hit
    return best


def _score(best: list[Indicator]) -> int:
    left = 1.0
    for hit in best:
        left *= 1 - hit.strength
    return round(100 * (1 - left))


def _level(score: int, rules: Rules) -> RiskLevel:
    levels = rules.pack.levels
    if score >= levels.high:
        return RiskLevel.HIGH
    if score >= levels.raised:
        return RiskLevel.RAISED
    return RiskLevel.ROUTINE if score >= levels.routine else RiskLevel.LOW


def _least_grade(best: list[Indicator], rules: Rules) -> str:
    asked = [rules.sorts[hit.kind].min_grade for hit in best]
    return max(asked, key=_GRADES.index, default="none")


def _thrive(
    report: Report, best: list[Indicator], evidence: dict[str, list[str]], rules: Rules
) -> dict[str, tuple[str, ...]]:
    """Evidence lines per letter, strongest first; a letter without any has an empty tuple."""
    lines: dict[str, list[str]] = {letter: [] for letter in THRIVE}
    for hit in best:
        quote = _around(report.narrative, hit.start, hit.end) if hit.start >= 0 else hit.quote
        for letter in rules.sorts[hit.kind].thrive:
            lines.setdefault(letter, []).append(f"{hit.why}: “{quote}”")
    for letter, quotes in evidence.items():
        lines.setdefault(letter, []).extend(f"Said: “{quote}”" for quote in quotes[:3])
    lines["investigation"] += _material(report)
    lines["engagement"] += _reachable(report)
    return {letter: tuple(dict.fromkeys(told)) for letter, told in lines.items()}


def _material(report: Report) -> list[str]:
    counted = (
        (len(report.attachments), "file came with the report", "files came with the report"),
        (len(report.with_role("witness")), "witness named", "witnesses named"),
        (len(report.with_role("suspect")), "suspect described", "suspects described"),
        (sum(1 for one in report.vehicles if one.registration), "registration given", "registrations given"),
    )
    return [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]


def _reachable(report: Report) -> list[str]:
    found = [
        f"Prefers contact by {person.contact_preference.lower()}"
        for person in report.people
        if person.contact_preference
    ]
    if any(person.anonymous for person in report.people):
        found.append("Wishes to stay anonymous")
    elif not any(person.contacts for person in report.people):
        found.append("No phone number or e-mail was given")
    return found


def _around(text: str, start: int, end: int) -> str:
    """The hit with a few words on each side, on one line."""
    room = max((_QUOTE - (end - start)) // 2, 0)
    low, high = max(start - room, 0), min(end + room, len(text))
    if low > 0:
        low = text.find(" ", low, start) + 1 or low
    if high < len(text):
        cut = text.rfind(" ", end, high)
        high = cut if cut > 0 else high
    quote = " ".join(text[low:high].split())
    return f"{'…' if low > 0 else ''}{quote}{'…' if high < len(text) else ''}"
