"""A report as the handler leaves it: additions, then corrections, then merges laid over what the public sent.

Screen, record document and checks all read this one report, so they cannot disagree. The changes of a draft that make
it are here too, each a pure function from draft to draft.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from triage.models.additions import Addition, Merge, Room, Source, next_key, with_additions, with_merges
from triage.models.corrections import corrected
from triage.models.deciding import add_crime
from triage.models.draft import Draft
from triage.models.ids import PersonKey
from triage.models.report import Report


def composed(report: Report, draft: Draft) -> Report:
    """What will be sent of the report; the original stays as it was told."""
    whole = corrected(with_additions(report, draft.additions), draft.corrections)
    return with_merges(whole, draft.merges)


def unmerged(report: Report, draft: Draft) -> Report:
    """The same before people were joined, uncorrected: where originals are looked up."""
    return with_additions(report, draft.additions)


def add_thing(
    draft: Draft, report: Report, room: Room, role: str, source: Source, *, by: str, at: datetime
) -> tuple[Draft, Addition]:
    """The draft with one more thing made from words of the narrative."""
    key = next_key(draft.additions, report)
    made = Addition(key=key, room=room, role=role, source=source, by=by, at=at)
    return replace(draft, additions=(*draft.additions, made)), made


def remove_thing(draft: Draft, thing: str) -> Draft:
    """The draft without an added thing ("people/a1"), its corrections and merges; crimes lose it as victim or place."""
    room, _, key = thing.partition("/")
    merges, crimes = draft.merges, draft.crimes
    if room == "people":
        merges = tuple(entry for entry in merges if key not in (entry.kept, entry.gone))
        crimes = tuple(replace(line, victim=None) if line.victim == key else line for line in crimes)
    if room == "places":
        crimes = tuple(replace(line, place_key="") if line.place_key == key else line for line in crimes)
    return replace(
        draft,
        additions=tuple(entry for entry in draft.additions if entry.thing != thing),
        corrections=tuple(entry for entry in draft.corrections if not entry.field.startswith(f"{thing}/")),
        merges=merges,
        crimes=crimes,
    )


def add_crime_from(draft: Draft, class_code: str, report: Report, source: Source) -> Draft:
    """The draft with one more crime that remembers the words it was made from."""
    after = add_crime(draft, class_code, composed(report, draft))
    *others, made = after.crimes
    return replace(after, crimes=(*others, replace(made, source=source)))


def merge_people(draft: Draft, kept: PersonKey, gone: PersonKey, *, by: str, at: datetime) -> Draft:
    """The draft in which two people are one; crimes of the one are crimes of the other."""
    if kept == gone or any(entry.gone in (kept, gone) for entry in draft.merges):
        return draft
    crimes = tuple(replace(line, victim=kept) if line.victim == gone else line for line in draft.crimes)
    return replace(draft, merges=(*draft.merges, Merge(kept=kept, gone=gone, by=by, at=at)), crimes=crimes)


def separate_people(draft: Draft, kept: PersonKey) -> Draft:
    """The draft in which everybody joined into ``kept`` is a person of their own again."""
    return replace(draft, merges=tuple(entry for entry in draft.merges if entry.kept != kept))
