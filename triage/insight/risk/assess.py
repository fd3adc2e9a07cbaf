"""A report's risk: fields, people and words, each hit shown with the words that made it.

It orders the queue and suggests; it knows nothing about people's history and never grades. Pure and fast: the same
function runs at the gateway at intake and on the desktop after a correction.
"""

from __future__ import annotations

from datetime import datetime

from triage.insight.risk.learned import shipped_weights
from triage.insight.risk.pack import GRADES, Kind, Pack, shipped_pack
from triage.insight.risk.rules import shipped_rules
from triage.insight.risk.second_look import SecondLook
from triage.insight.risk.sense import DANGER, Sense, Sign, sense
from triage.models.indicators import Assessment, Indicator, RiskLevel
from triage.models.person import Person
from triage.models.report import Report
from triage.models.sdm.scalars import as_bool

THRIVE = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
_AT_RISK = frozenset({"victim", "missing person", "child", "person at risk", "witness"})
_CHILD, _OLDER = 18, 75
_TYPE_STRENGTH, _PERSON_STRENGTH = 0.6, 0.4
_SHORT_WORDS = 10
"""A narrative of fewer words cannot speak against the sort of form that was chosen."""
_MAX_TEXT = 20_000
_QUOTE = 90


def assess(report: Report, *, now: datetime, pack: Pack | None = None, look: SecondLook | None = None) -> Assessment:
    """The assessment of a report.

    ``score`` (0 to 100) is the chance-like sum of the strongest hit of each kind, so ten mentions of one knife count
    once; hits too weak for a mark do not count. ``now`` is part of the contract for scores that age; this one does
    not use it. ``pack``: the rules; None: the shipped ones. ``look``: the second look as well, thirty times slower; it
    can only raise what is told without it.
    """
    del now
    pack = pack or shipped_pack()
    text = report.narrative[:_MAX_TEXT]
    expected = pack.file.types.get(report.kind, "")
    told = sense(text, pack, shipped_weights(), expected=expected, look=look)
    structured = [*_from_type(report, expected, pack), *_from_fields(report, pack), *_from_people(report, pack)]
    indicators = [*structured, *(_worded(sign, pack, text) for sign in told.signs)]
    ordered = sorted(_strongest(indicators).values(), key=lambda hit: -hit.strength)
    # What a form says is certain; of weak words half are wrong, and a queue that marks every second line marks none.
    shown = [hit for hit in ordered if hit.start < 0 or hit.strength >= pack.file.levels.shown]
    grade = _least_grade(told, structured, pack)
    if grade == "scheduled" and all(hit.kind == "repeat" for hit in shown):
        grade = "none"  # words too weak for a mark are too weak to ask for a visit
    score = _score(shown)
    shown += [hit for hit in _asking(ordered, grade) if hit not in shown]
    return Assessment(
        level=_level(score, grade, pack),
        score=score,
        indicators=tuple(indicators),
        thrive=_thrive(report, shown, _evidence(text), pack),
        min_grade=grade,
        why=tuple(dict.fromkeys(hit.why for hit in shown)),
        marks=tuple(dict.fromkeys(pack.kinds[hit.kind].mark for hit in shown)),
        pack=pack.file.pack,
    )


def _asking(ordered: list[Indicator], grade: str) -> list[Indicator]:
    """What asks for the grade is shown, however weak: on top without a reason, a report tells nobody where to look."""
    if grade == "emergency":
        return [hit for hit in ordered if hit.kind == DANGER]
    return ordered[:1] if grade == "priority" else []


def _evidence(text: str) -> dict[str, list[str]]:
    evidence: dict[str, list[str]] = {}
    for hit in shipped_rules().evidence.find(text):
        if not hit.negated:
            evidence.setdefault(hit.name, []).append(_around(text, hit.start, hit.end))
    return evidence


def _worded(sign: Sign, pack: Pack, text: str) -> Indicator:
    return Indicator(
        kind=sign.kind,
        strength=sign.strength,
        quote=text[sign.start : sign.end],
        start=sign.start,
        end=sign.end,
        rule=f"{sign.rule.id if sign.rule else sign.by}/{sign.kind}",
        why=(sign.rule.why if sign.rule else "") or pack.kinds[sign.kind].why,
    )


def _structured(kind: Kind, strength: float, quote: str, rule: str, path: str = "") -> Indicator:
    return Indicator(
        kind=kind.key, strength=strength, quote=quote, start=-1, end=-1, rule=rule, why=kind.why, path=path
    )


def _from_type(report: Report, expected: str, pack: Pack) -> list[Indicator]:
    """The form itself speaks, unless only a word says which it is and a whole narrative says nothing like it."""
    trusted = report.submission.category or len(report.narrative.split()) < _SHORT_WORDS
    if not expected or not trusted:
        return []
    return [_structured(pack.kinds[expected], _TYPE_STRENGTH, report.title, f"kind/{report.kind}")]


def _from_fields(report: Report, pack: Pack) -> list[Indicator]:
    found: list[Indicator] = []
    for told in report.answers:
        kind = pack.fields.get(told.path.rpartition("/")[2].lower())
        if kind is not None and as_bool(told.raw) is True:
            quote = f"{told.label} {told.text}"
            found.append(_structured(kind, kind.fields_strength, quote, f"field/{kind.key}", told.path))
    return found


def _from_people(report: Report, pack: Pack) -> list[Indicator]:
    found: list[Indicator] = []
    for person in report.people:
        if not _AT_RISK.intersection(person.roles):
            continue
        role = next(role for role in person.roles if role in _AT_RISK)
        path = person.details[0].path if person.details else ""
        if _is_child(person):
            quote = f"The {role} is under 18"
            found.append(_structured(pack.kinds["child"], _PERSON_STRENGTH, quote, "person/child", path))
        elif person.age is not None and person.age >= _OLDER:
            quote = f"The {role} is {person.age}"
            found.append(_structured(pack.kinds["vulnerable_adult"], _PERSON_STRENGTH, quote, "person/older", path))
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


def _level(score: int, grade: str, pack: Pack) -> RiskLevel:
    """High needs signs that ask for priority: many weak ones together are not it."""
    levels = pack.file.levels
    if grade == "emergency" or (score >= levels.high and grade == "priority"):
        return RiskLevel.HIGH
    if score >= levels.raised or grade == "priority":
        return RiskLevel.RAISED
    return RiskLevel.ROUTINE if score >= levels.routine else RiskLevel.LOW


def _least_grade(told: Sense, structured: list[Indicator], pack: Pack) -> str:
    asked = [told.min_grade, *(pack.kinds[hit.kind].min_grade for hit in structured)]
    return max(asked, key=GRADES.index)


def _thrive(
    report: Report, best: list[Indicator], evidence: dict[str, list[str]], pack: Pack
) -> dict[str, tuple[str, ...]]:
    """Evidence lines per letter, strongest first; a letter without any has an empty tuple.

    A line stands under one letter: the first of its kind's letters that has none yet, so that nobody reads it twice.
    """
    lines: dict[str, list[str]] = {letter: [] for letter in THRIVE}
    for hit in best:
        quote = _around(report.narrative, hit.start, hit.end) if hit.start >= 0 else hit.quote
        letters = pack.kinds[hit.kind].thrive
        letter = next((one for one in letters if not lines.get(one)), letters[0])
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
