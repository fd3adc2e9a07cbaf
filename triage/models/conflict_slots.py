"""Every part of a draft that two people can fill differently: how it is read, shown, put and, if it can be, joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from triage.models.additions import Addition
from triage.models.composed import composed
from triage.models.corrections import label_of
from triage.models.draft import CheckRecord, CheckState, Correction, CrimeLine, Draft, IncidentLine
from triage.models.errors import InputError
from triage.models.outcome_draft import AttachTo, Handover, Question
from triage.models.profile import Choice, Profile
from triage.models.questions import answer_key
from triage.models.report import Report

REPORT, CHECKS, THRIVE, GRADING, CRIMES, ANSWERS, OUTCOME = (
    "Report", "Checks", "THRIVE", "Risk and grade", "Crimes and incident", "Questions", "Outcome",
)  # fmt: skip


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """``join``: how both stand together, None where only one can. ``has``: whether anything was written."""

    key: str
    part: str
    label: str
    get: Callable[[Draft], Any]
    put: Callable[[Draft, Any], Draft]
    show: Callable[[Any], str] = str
    join: Callable[[Any, Any], Any] | None = None
    same: Callable[[Any, Any], bool] = _equal
    has: Callable[[Any], bool] = bool


def slots_of(mine: Draft, theirs: Draft, report: Report | None, profile: Profile) -> Iterator[Slot]:
    """What these two drafts can say differently, in the order of the screen."""
    made = {addition.thing for draft in (mine, theirs) for addition in draft.additions}
    yield from _corrections(mine, theirs, report, made)
    yield _additions(made)
    yield from _checks(mine, theirs, profile)
    yield from _words(mine, theirs, "thrive", THRIVE, {letter.key: letter.name for letter in profile.thrive}, join=True)
    levels = {letter.key: f"{letter.name}, level" for letter in profile.thrive}
    risks = {one.key: one.name for one in profile.risk_levels}
    yield from _words(mine, theirs, "thrive_levels", THRIVE, levels, names=risks)
    yield _chosen("overall_risk", GRADING, "Overall risk", profile.risk_levels)
    yield _chosen("grade", GRADING, "Grade", tuple(Choice(key=one.key, name=one.name) for one in profile.grades))
    yield _text("grade_reason", GRADING, "Why this grade")
    yield _crimes(mine, report, profile)
    yield _incident(profile)
    asked = {answer_key(group, one): one.text for group in profile.questions for one in group.ask}
    given = {key: name for group in profile.questions for one in group.ask for key, name in one.options()}
    yield from _words(mine, theirs, "answers", ANSWERS, asked, names=given)
    yield _many("advice", OUTCOME, "Advice given", profile.advice)
    yield _chosen("outcome", OUTCOME, "Outcome", tuple(Choice(key=one.key, name=one.name) for one in profile.outcomes))
    yield _chosen("reason", OUTCOME, "Reason", profile.reasons)
    yield _many("signpost", OUTCOME, "Pointed to", profile.signposts)
    yield _whole("question", "Asked", _question_words)
    yield _whole("handover", "Handed to", lambda one: _handover_words(one, profile))
    yield _whole("attach", "Added to", lambda one: one.reference if isinstance(one, AttachTo) else "")
    yield _text("rationale", OUTCOME, "Rationale")


def _corrections(mine: Draft, theirs: Draft, report: Report | None, made: set[str]) -> Iterator[Slot]:
    """One for each corrected field of the public's own report; those of added things go with the things."""
    fields = dict.fromkeys(entry.field for draft in (mine, theirs) for entry in draft.corrections)
    for field in fields:
        if field.rpartition("/")[0] not in made:
            yield Slot(
                key=f"corrections/{field}",
                part=REPORT,
                label=_field_label(field, report),
                get=partial(_correction, field=field),
                put=partial(_corrected, field=field),
                show=lambda told: told.value or "(emptied)",
                same=lambda one, other: (one and one.value) == (other and other.value),
                has=lambda told: told is not None,
            )


def _correction(draft: Draft, *, field: str) -> Correction | None:
    return next((one for one in draft.corrections if one.field == field), None)


def _corrected(draft: Draft, told: Correction | None, *, field: str) -> Draft:
    others = tuple(entry for entry in draft.corrections if entry.field != field)
    return replace(draft, corrections=(*others, told) if told else others)


def _field_label(field: str, report: Report | None) -> str:
    room, _, rest = field.partition("/")
    try:
        label = label_of(field)
    except InputError:  # written by another version
        return field
    person = report.person(rest.partition("/")[0]) if report and room == "people" else None
    return f"{person.name}: {label.lower()}" if person else label


def _additions(made: set[str]) -> Slot:
    """Added things, people joined, and what was corrected in them: they name each other, so they go together."""

    def own(draft: Draft) -> tuple[Correction, ...]:
        return tuple(one for one in draft.corrections if one.field.rpartition("/")[0] in made)

    def get(draft: Draft) -> tuple[Any, ...]:
        return draft.additions, draft.merges, own(draft)

    def put(draft: Draft, told: tuple[Any, ...]) -> Draft:
        additions, merges, inside = told
        others = tuple(one for one in draft.corrections if one.field.rpartition("/")[0] not in made)
        return replace(draft, additions=additions, merges=merges, corrections=(*others, *inside))

    def show(told: tuple[Any, ...]) -> str:
        additions, merges, _ = told
        lines = [f"{one.role or one.room}: “{one.source.quote}”" for one in additions if isinstance(one, Addition)]
        return "\n".join([*lines, *(["People joined into one"] if merges else [])])

    return Slot(
        key="additions", part=REPORT, label="Added and joined", get=get, put=put, show=show,
        has=lambda told: bool(told[0] or told[1]),
    )  # fmt: skip


def _checks(mine: Draft, theirs: Draft, profile: Profile) -> Iterator[Slot]:
    names = {rule.key: rule.name for rule in profile.checks}
    for key in dict.fromkeys(check.key for draft in (mine, theirs) for check in draft.checks):
        yield Slot(
            key=f"checks/{key}",
            part=CHECKS,
            label=names.get(key, key),
            get=partial(_check, key=key),
            put=_with_check,
            show=_check_words,
            same=lambda one, other: replace(one, by="", at=None) == replace(other, by="", at=None),
            has=lambda told: told.state is not CheckState.OPEN,
        )


def _check(draft: Draft, *, key: str) -> CheckRecord:
    return draft.check(key)


def _with_check(draft: Draft, told: CheckRecord) -> Draft:
    return replace(draft, checks=(*(one for one in draft.checks if one.key != told.key), told))


def _check_words(told: CheckRecord) -> str:
    trace = {"found": "found", "no_trace": "no trace"}.get(told.trace, "")
    state = "Done" if told.state is CheckState.DONE else "Could not be done"
    head = ", ".join(part for part in (state, trace, told.system, told.reference) if part)
    return f"{head}. {told.result}".strip() if told.result else head


def _words(
    mine: Draft,
    theirs: Draft,
    name: str,
    part: str,
    labels: Mapping[str, str],
    *,
    join: bool = False,
    names: Mapping[str, str] | None = None,
) -> Iterator[Slot]:
    """One for each key of a mapping of the draft (THRIVE, its levels, answers). ``names``: of what was chosen."""
    shown = names or {}
    for key in dict.fromkeys([*labels, *getattr(mine, name), *getattr(theirs, name)]):
        yield Slot(
            key=f"{name}/{key}",
            part=part,
            label=labels.get(key, key),
            get=partial(_word, name=name, key=key),
            put=partial(_with_words, name=name, key=key),
            show=lambda told: shown.get(told, told),
            join=_two_lines if join else None,
        )


def _word(draft: Draft, *, name: str, key: str) -> str:
    return str(getattr(draft, name).get(key, ""))


def _with_words(draft: Draft, told: str, *, name: str, key: str) -> Draft:
    others = {known: words for known, words in getattr(draft, name).items() if known != key}
    return replace(draft, **{name: {**others, key: told} if told else others})  # type: ignore[arg-type]


def _two_lines(mine: str, theirs: str) -> str:
    """Both, mine first; a line that both have stands once."""
    lines = mine.splitlines()
    return "\n".join([*lines, *(line for line in theirs.splitlines() if line not in lines)])


def _text(name: str, part: str, label: str) -> Slot:
    return Slot(
        key=name, part=part, label=label, get=lambda draft: getattr(draft, name), put=_putting(name), join=_two_lines
    )


def _putting(name: str) -> Callable[[Draft, Any], Draft]:
    return lambda draft, told: replace(draft, **{name: told})


def _chosen(name: str, part: str, label: str, choices: tuple[Choice, ...]) -> Slot:
    names = {one.key: one.name for one in choices}
    return Slot(
        key=name, part=part, label=label, get=lambda draft: getattr(draft, name), put=_putting(name),
        show=lambda told: names.get(told, told),
    )  # fmt: skip


def _many(name: str, part: str, label: str, choices: tuple[Choice, ...]) -> Slot:
    names = {one.key: one.name for one in choices}
    return Slot(
        key=name, part=part, label=label, get=lambda draft: getattr(draft, name), put=_putting(name),
        show=lambda told: ", ".join(names.get(key, key) for key in told),
        join=lambda mine, theirs: tuple(dict.fromkeys((*mine, *theirs))),
        same=lambda one, other: set(one) == set(other),
    )  # fmt: skip


def _whole(name: str, label: str, show: Callable[[Any], str]) -> Slot:
    return Slot(
        key=name, part=OUTCOME, label=label, get=lambda draft: getattr(draft, name), put=_putting(name), show=show,
        has=lambda told: told is not None,
    )  # fmt: skip


def _question_words(told: Any) -> str:
    if not isinstance(told, Question):
        return ""
    return f"{told.address}: {told.text or ' '.join(told.fields.values()) or told.template}"


def _handover_words(told: Any, profile: Profile) -> str:
    if not isinstance(told, Handover):
        return ""
    team = profile.team(told.to)
    return ". ".join(part for part in (team.name if team else told.to, told.why, told.note) if part)


def _crimes(mine: Draft, report: Report | None, profile: Profile) -> Slot:
    people = composed(report, mine) if report else None

    def words(line: CrimeLine) -> str:
        known = profile.crime_class(line.class_code)
        victim = people.person(line.victim) if people and line.victim else None
        bits = (
            f"{line.class_code} {known.name if known else ''}".strip(),
            victim.name if victim else "",
            "principal" if line.principal else "",
            line.note,
        )
        return " · ".join(bit for bit in bits if bit)

    return Slot(
        key="crimes", part=CRIMES, label="Crimes", get=lambda draft: draft.crimes, put=_putting("crimes"),
        show=lambda told: "\n".join(words(line) for line in told), join=joined_crimes,
        same=lambda one, other: {_crime(line) for line in one} == {_crime(line) for line in other},
    )  # fmt: skip


def _crime(line: CrimeLine) -> tuple[object, ...]:
    return line.class_code, line.victim, line.place_key, line.principal, line.note


def joined_crimes(mine: tuple[CrimeLine, ...], theirs: tuple[CrimeLine, ...]) -> tuple[CrimeLine, ...]:
    """All of mine, then those of theirs that mine lack, under keys of their own; my principal one stays it."""
    have = {(line.class_code, line.victim, line.place_key) for line in mine}
    numbers = [int(line.key.rpartition("-")[2]) for line in mine if line.key.rpartition("-")[2].isdecimal()]
    number, made = max(numbers, default=0), list(mine)
    principal = any(line.principal for line in mine)
    for line in theirs:
        if (line.class_code, line.victim, line.place_key) not in have:
            number += 1
            made.append(replace(line, key=f"crime-{number}", principal=line.principal and not principal))
    return tuple(made)


def _incident(profile: Profile) -> Slot:
    categories = {one.key: one.name for one in profile.incident_categories}
    qualifiers = {one.key: one.name for one in profile.qualifiers}

    def show(told: IncidentLine) -> str:
        told_qualifiers = (qualifiers.get(key, key) for key in told.qualifiers)
        return ", ".join(part for part in (categories.get(told.category, told.category), *told_qualifiers) if part)

    return Slot(
        key="incident", part=CRIMES, label="Incident", get=lambda draft: draft.incident, put=_putting("incident"),
        show=show, has=lambda told: told != IncidentLine(),
    )  # fmt: skip
