"""Who and what was told of before, as a person reads it: lines of the desk, and the record of the automatic check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from triage.models.clock import london
from triage.models.draft import CheckRecord, CheckState
from triage.models.ids import ReportId
from triage.models.looking_up import BY
from triage.models.report import Report
from triage.models.search import Appearance, KnownPerson, Related, RelatedReport

CHECK = "repeat"
"""The check of the profile that is done by looking for people and households."""
SYSTEM = "Retained reports"
LIKELY = ("strong", "fair")
_STRENGTHS = {"strong": "strong match", "fair": "likely match", "weak": "possible match"}
_SAME = {"strong": "very likely", "fair": "likely", "weak": "possible"}
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the gateway answered at ``at``; ``related`` None and ``why``: it could not be asked."""

    report_id: ReportId
    at: datetime
    related: Related | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """A line to open. ``strength``: strong, fair or weak; ``trail``: the same in words; ``report_id``: the newest
    report it leads to; ``at``: when that came in; ``source``: that report and what the person is in it; ``named``: that
    report as a rationale names it; ``recorded``: whether it has a record to add to, None where that is not known."""

    key: str
    title: str
    evidence: str
    strength: str
    trail: str
    report_id: ReportId
    source: str
    at: datetime
    named: str = ""
    recorded: bool | None = None


def lines(related: Related, report: Report) -> tuple[SeenLine, ...]:
    """Reports that may tell of the same incident, then people, then households; the surest first."""
    found = (
        *(_report_line(item) for item in related.items if item.same in LIKELY or item.strength == "strong"),
        *(_person_line(person, report) for person in related.people if not person.household),
        *(_person_line(person, report) for person in related.people if person.household),
    )
    held = related.recorded
    return found if held is None else tuple(replace(line, recorded=line.report_id in held) for line in found)


def check_record(seen: Seen) -> CheckRecord:
    """The check of repeat callers and households as it is recorded by itself."""
    if seen.related is None:
        told = f"{seen.why or 'The gateway did not answer.'} Earlier reports were not looked through."
        return CheckRecord(key=CHECK, state=CheckState.NOT_POSSIBLE, result=told, by=BY, at=seen.at)
    known = [one for one in seen.related.people if not one.household and one.strength in LIKELY]
    homes = [one for one in seen.related.people if one.household]
    weak = [one for one in seen.related.people if not one.household and one.strength not in LIKELY]
    words = [*_told("Told of before", known), *_told("Same household", homes)]
    if weak and not words:
        # Neither found nor no trace: that is for a person to say.
        told = f"{' '.join(_told('Only possible', weak))} Look at them below and say which it is."
        return CheckRecord(key=CHECK, result=told, system=SYSTEM, by=BY, at=seen.at)
    return CheckRecord(
        key=CHECK,
        state=CheckState.DONE,
        result=" ".join(words) or "Nobody of this report or their household is in the retained reports.",
        system=SYSTEM,
        trace="found" if known or homes else "no_trace",
        by=BY,
        at=seen.at,
    )


def _told(what: str, people: list[KnownPerson]) -> Iterator[str]:
    if people:
        named = ", ".join(f"{one.name} ({_count(one)})" for one in people[:_MOST_NAMED])
        more = f" and {len(people) - _MOST_NAMED} more" if len(people) > _MOST_NAMED else ""
        yield f"{what}: {named}{more}."


def _count(person: KnownPerson) -> str:
    references = [one.summary.customer_reference for one in person.appearances if one.summary.customer_reference]
    if len(person.appearances) == 1:
        return references[0] if references else "1 report"
    return f"{len(person.appearances)} reports"


def _report_line(item: RelatedReport) -> SeenLine:
    same = item.same in LIKELY
    told = [one.words for one in sorted(item.evidence, key=lambda one: -one.bits) if one.words and one.bits > 0]
    summary = item.summary
    title = f"{'Same incident?' if same else 'Linked:'} {summary.title}"
    return SeenLine(
        key=f"report/{item.report_id}",
        title=f"{title}, {summary.place}" if summary.place else title,
        evidence=_sentence(told),
        strength=item.same if same else item.strength,
        trail=_SAME[item.same] if same else "linked",
        report_id=item.report_id,
        source=_source(summary.customer_reference, summary.stage.value),
        at=summary.received_at,
        named=summary.customer_reference or f"“{summary.title}”",
    )


def _person_line(person: KnownPerson, report: Report) -> SeenLine:
    newest = max(person.appearances, key=lambda one: one.summary.received_at)
    here = report.person(person.of)
    told = [one.words for one in sorted(person.evidence, key=lambda one: -one.bits) if one.words]
    mine = here.name if here is not None else "somebody here"
    title = f"{person.name} lives with {mine}" if person.household else _same_person(person, mine)
    return SeenLine(
        key=f"person/{person.of}/{newest.report_id}/{newest.person_key}",
        title=title,
        evidence=_sentence(told),
        strength=person.strength,
        trail="household" if person.household else _STRENGTHS[person.strength],
        report_id=newest.report_id,
        source=_where(person, newest),
        at=newest.summary.received_at,
        named=newest.summary.customer_reference or f"“{newest.summary.title}”",
    )


def _same_person(person: KnownPerson, mine: str) -> str:
    born = f", born {person.born[8:]}/{person.born[5:7]}/{person.born[:4]}" if len(person.born) == 10 else ""
    return f"{person.name}{born}" if person.name.casefold() == mine.casefold() else f"{person.name}{born} (here {mine})"


def _where(person: KnownPerson, newest: Appearance) -> str:
    role = newest.roles[0] if newest.roles else "named"
    told = f"{role} in {_source(newest.summary.customer_reference, newest.summary.stage.value)}: {newest.summary.title}"
    others = len(person.appearances) - 1
    return told + (f", and in {others} more" if others else "")


def _source(reference: str, stage: str) -> str:
    return f"report {reference or 'without a reference'}, {stage.replace('_', ' ')}"


def _sentence(told: list[str]) -> str:
    words = "; ".join(dict.fromkeys(told))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def came_in(line: SeenLine) -> str:
    """When the other report came in, as the desk writes dates."""
    return f"{london(line.at):%d/%m/%Y %H:%M}"
