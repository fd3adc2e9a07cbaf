"""Finding a crime class by its code, its name or the words people use for it."""

from __future__ import annotations

from triage.models.profile import CrimeClass, Profile
from triage.models.report import Report

SHOWN = 6
PER_WORDS = {
    "victim": "One crime for each victim",
    "incident": "One crime for each incident",
    "course": "One crime for each course of conduct",
    "vehicle": "One crime for each vehicle",
}


def counting_rule(entry: CrimeClass) -> str:
    """How many crimes of this class a report makes, in words."""
    return entry.counting or PER_WORDS.get(entry.per, f"One crime per {entry.per}")


def suggested(report: Report, profile: Profile) -> tuple[CrimeClass, ...]:
    """The classes that the report's kind usually becomes."""
    kind = profile.kind(report.kind)
    found = (profile.crime_class(code) for code in (kind.suggested_crimes if kind else ()))
    return tuple(entry for entry in found if entry is not None)


def search(text: str, report: Report, profile: Profile, limit: int = SHOWN) -> tuple[CrimeClass, ...]:
    """The best matches first; for no text the classes that the report's kind suggests.

    Every typed word must begin the code or a word of the name or the synonyms. A match of the code comes before the
    name, the name before synonyms, and what the kind suggests before the rest.
    """
    words = text.lower().split()
    likely = {entry.code for entry in suggested(report, profile)}
    if not words:
        return suggested(report, profile)[:limit]
    found = [(score, entry) for entry in profile.crime_classes if (score := _score(words, entry)) is not None]
    found.sort(key=lambda hit: (hit[0], hit[1].code not in likely, hit[1].code))
    return tuple(entry for _, entry in found[:limit])


def _score(words: list[str], entry: CrimeClass) -> int | None:
    """0 = the code itself, 1 = begins the code, 2 = in the name, 3 = among the synonyms; None = no match."""
    code = entry.code.lower()
    if "".join(words) == code:
        return 0
    if code.startswith("".join(words)):
        return 1
    name = _starts(entry.name)
    if all(any(start.startswith(word) for start in name) for word in words):
        return 2
    everything = {code, *name, *(start for synonym in entry.words for start in _starts(synonym))}
    return 3 if all(any(start.startswith(word) for start in everything) for word in words) else None


def _starts(text: str) -> set[str]:
    """The words of a text, split at blanks and punctuation."""
    return set("".join(char if char.isalnum() else " " for char in text.lower()).split())
