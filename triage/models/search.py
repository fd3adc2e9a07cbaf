"""The words of search and of knowing (contracts B): hits, related reports, people; as types."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.ids import PersonKey, ReportId
from triage.models.queue import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A report that was found. ``snippet`` is text of the public as it was told, never markup; ``marks`` are the
    places in it (start, end, in characters) that made the hit. ``field``: where it stands: narrative, form, answers,
    people, places, vehicles, property, files, reference or title. ``version``: the version it was found in.
    """

    report_id: ReportId
    version: int
    summary: Summary
    field: str = ""
    snippet: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """``total`` counts up to a cap; ``total_is_least``: there are more. ``next``: the cursor of the next page."""

    items: tuple[SearchHit, ...] = ()
    total: int = 0
    total_is_least: bool = False
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why two reports, or a question and a person, belong together. ``kind``: reference, phone, email, registration,
    name_born, name, address, uprn, scene, words; or a field of the comparison of people (given, surname, born, …) or of
    reports (place, time, …). ``strength``: strong, fair or weak. ``here`` and ``there`` say which field on either side;
    ``value`` is what they have in common, folded. ``words`` say it as a person reads it; ``bits``: what it is worth,
    0 where it was found by its key alone (docs/matching.md).
    """

    kind: str
    strength: str
    value: str
    here: str
    there: str
    words: str = ""
    bits: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A person in one report, as told there."""

    report_id: ReportId
    version: int
    person_key: PersonKey
    name: str
    born: str = ""
    roles: tuple[str, ...] = ()
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Appearances that look like one person. ``household``: found only by an address or landline shared with somebody
    else. ``of``: the person of the report that was asked about; ``probability``: that both are one, 0 to 1, where that
    was worked out.
    """

    name: str
    born: str = ""
    household: bool = False
    strength: str
    evidence: tuple[Evidence, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    of: str = ""
    probability: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedReport:
    """``strength``: how surely both belong together; ``same``: how surely both tell of one incident (strong, fair, weak
    or ""), by the sum of ``bits`` of the evidence."""

    report_id: ReportId
    summary: Summary
    strength: str
    evidence: tuple[Evidence, ...]
    same: str = ""
    bits: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Other reports, likeliest one incident first, then by strength, newest first; ``more``: there are others beyond
    the limit. ``people``: who of its people, or of their households, other reports tell of. ``recorded``: those of all
    these reports that have a record, to which another report can be added; None where that was not looked up."""

    report_id: ReportId
    items: tuple[RelatedReport, ...] = ()
    more: bool = False
    people: tuple[KnownPerson, ...] = ()
    recorded: tuple[ReportId, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeople:
    items: tuple[KnownPerson, ...] = ()
    more: bool = False
