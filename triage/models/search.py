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
    name_born, name, address, uprn, scene. ``strength``: strong, fair or weak. ``here`` and ``there`` say which field
    on either side; ``value`` is what they have in common, folded.
    """

    kind: str
    strength: str
    value: str
    here: str
    there: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedReport:
    report_id: ReportId
    summary: Summary
    strength: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Other reports by strength, then newest first; ``more``: there are others beyond the limit."""

    report_id: ReportId
    items: tuple[RelatedReport, ...] = ()
    more: bool = False


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
    """Appearances that look like one person. ``household``: found only by an address shared with somebody else."""

    name: str
    born: str = ""
    household: bool = False
    strength: str
    evidence: tuple[Evidence, ...] = ()
    appearances: tuple[Appearance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeople:
    items: tuple[KnownPerson, ...] = ()
    more: bool = False
