"""What the handler made of the reporter's words, as parts of a record document: additions with their source, merges."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from triage.models.additions import Source
from triage.models.composed import composed
from triage.models.decision import Decision
from triage.models.draft import Draft
from triage.models.report import Report
from triage.records.parts import AdditionPart, MergePart
from triage.records.reported import person_part


def addition_parts(decision: Decision) -> tuple[AdditionPart, ...]:
    """The added things in the order they were made, then the crimes that were made from words of the narrative."""
    draft = decision.draft
    things = [_addition(entry.thing, entry.source, entry.by, entry.at) for entry in draft.additions]
    crimes = [
        _addition(f"crimes/{line.key}", line.source, decision.author_name or decision.author, decision.decided_at)
        for line in draft.crimes
        if line.source is not None
    ]
    return (*things, *crimes)


def merge_parts(report: Report, draft: Draft) -> tuple[MergePart, ...]:
    """Who was joined into whom, the other person whole, so that nothing told about them is lost.

    Args:
        report: as the public sent it.
    """
    apart = composed(report, replace(draft, merges=()))
    found = ((entry, apart.person(entry.gone)) for entry in draft.merges if apart.person(entry.kept) is not None)
    return tuple(
        MergePart(kept=entry.kept, gone=person_part(gone, apart), by=entry.by, at=entry.at)
        for entry, gone in found
        if gone is not None
    )


def _addition(thing: str, source: Source, by: str, at: datetime) -> AdditionPart:
    return AdditionPart(
        thing=thing,
        words=source.quote,
        start=source.start,
        end=source.end,
        report_version=source.version,
        by=by,
        at=at,
    )
