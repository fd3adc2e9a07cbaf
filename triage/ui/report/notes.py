"""Margin notes beside the narrative: which rule saw which words. Pure; the widgets only paint them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from triage.models.additions import Source
from triage.models.indicators import Indicator
from triage.models.report import Report

STRONG = 0.6
"""Strength from which a hit is marked as strong."""
SHOWN = 8
"""Notes shown before "Show all"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginNote:
    """One note. ``start``/``end`` are characters of the narrative, -1 when a structured answer made the hit.

    ``made``: no sign of a rule, but the words that a person made something of.
    """

    title: str
    quote: str
    why: str
    rule: str
    strong: bool
    start: int
    end: int
    made: bool = False

    @property
    def in_narrative(self) -> bool:
        return 0 <= self.start < self.end

    @property
    def spoken(self) -> str:
        """The note as one sentence for a screen reader."""
        strength = "strong" if self.strong else "weaker"
        words = f", words “{self.quote}”" if self.quote else ""
        return f"{self.title}, {strength} sign{words}, rule {self.rule}. {self.why}".strip()


def margin_notes(indicators: tuple[Indicator, ...], length: int) -> tuple[MarginNote, ...]:
    """Notes in reading order: those in the text by place, then those that structured answers made.

    The same words under the same title make one note. Offsets outside the narrative (``length`` characters) are
    treated as a structured hit: a wrong offset must not underline the wrong words.
    """
    seen: set[tuple[str, int, int, str]] = set()
    notes: list[MarginNote] = []
    for hit in indicators:
        inside = 0 <= hit.start < hit.end <= length
        start, end = (hit.start, hit.end) if inside else (-1, -1)
        key = (hit.kind, start, end, hit.quote)
        if key in seen:
            continue
        seen.add(key)
        notes.append(_note(hit, start, end))
    return tuple(sorted(notes, key=lambda note: (not note.in_narrative, note.start, note.end)))


def outermost(notes: Iterable[MarginNote]) -> tuple[MarginNote, ...]:
    """The same notes without those whose words lie within the words of another of the same title and strength.

    “a knife” says nothing more beside “came back with a knife”.
    """
    kept: list[MarginNote] = []
    reach: dict[tuple[str, bool], int] = {}
    for note in sorted(notes, key=lambda one: (not one.in_narrative, one.start, -one.end)):
        what = (note.title, note.strong)
        if note.in_narrative and note.end <= reach.get(what, -1):
            continue
        reach[what] = max(note.end, reach.get(what, -1))
        kept.append(note)
    return tuple(kept)


def source_notes(sources: Iterable[Source], report: Report) -> tuple[MarginNote, ...]:
    """The words that something was made of, where this version of the narrative still has them there."""
    return tuple(
        MarginNote(
            title="Made from these words",
            quote=one.quote,
            why="",
            rule="",
            strong=False,
            start=one.start,
            end=one.end,
            made=True,
        )
        for one in sources
        if report.narrative[one.start : one.end] == one.quote
    )


def _note(hit: Indicator, start: int, end: int) -> MarginNote:
    return MarginNote(
        title=in_words(hit.kind),
        quote=hit.quote,
        why=hit.why,
        rule=hit.rule,
        strong=hit.strength >= STRONG,
        start=start,
        end=end,
    )


def in_words(key: str) -> str:
    """A key as a person reads it: "happening_now" → "Happening now"."""
    words = key.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
