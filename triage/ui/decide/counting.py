"""The counting rule of a class held against what the report names: what a handler might still have to add, or to join.

Source: Home Office Counting Rules: classes count per victim, per incident, per course of conduct or per vehicle. It is
said beside the crime and changes nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.draft import CrimeLine, Draft
from triage.models.profile import CrimeClass
from triage.models.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """``words`` beside the crime; ``victim``: a person for whom one more crime of the class may be added, or ""."""

    words: str
    victim: str = ""


def prompt_of(entry: CrimeClass, line: CrimeLine, draft: Draft, report: Report) -> Prompt | None:
    """What the class's counting rule asks about this crime; None when it asks nothing, or another line says it."""
    same = [one for one in draft.crimes if one.class_code == entry.code]
    if not same or same[-1].key != line.key:
        return None  # said once for a class, at its last line
    if entry.per == "victim":
        return _per_victim(entry, same, report)
    if entry.per == "vehicle":
        named = sum(1 for one in report.vehicles if "suspect" not in " ".join(one.roles))
        if named > len(same):
            return Prompt(words=f"Counted for each vehicle: the report names {named}, {len(same)} recorded so far.")
        return None
    if len(same) > 1:
        thing = "incident" if entry.per == "incident" else "course of conduct"
        return Prompt(words=f"Counted once for each {thing}: {len(same)} lines need {len(same)} of them.")
    return None


def _per_victim(entry: CrimeClass, same: list[CrimeLine], report: Report) -> Prompt | None:
    taken = [one.victim for one in same if one.victim]
    twice = next((key for key in taken if taken.count(key) > 1), None)
    if twice is not None:
        person = report.person(twice)
        name = person.name if person else "the same victim"
        return Prompt(words=f"Counted for each victim: {name} is the victim of more than one {entry.code}.")
    left = [person for person in report.with_role("victim") if person.key not in taken]
    if not left or not taken:
        return None
    words = f"Counted for each victim: {left[0].name} is named as a victim too."
    return Prompt(words=words, victim=str(left[0].key))
