"""The words around a hit, with the hit's places in them; plain text of the public, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.gateway.knowledge.document import Passage, passages
from triage.gateway.knowledge.terms import Query, Term
from triage.models.fold import Spot, folded, spots
from triage.models.numbers import numbers_in
from triage.models.report import Report

WIDTH = 200
BEFORE = 60
_LOOKED_THROUGH = 50_000
"""Characters of one text in which hits are looked for."""
_MOST_MARKS = 20
_DIGIT = re.compile(r"\d")

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """``marks`` are (start, end) in ``text``, in order."""

    field: str = ""
    text: str = ""
    marks: tuple[Mark, ...] = ()


def snippet(report: Report, query: Query) -> Snippet:
    """The place of a report that shows most of the wanted terms."""
    best: tuple[Passage, tuple[Mark, ...]] | None = None
    most = 0
    for passage in passages(report):
        told = passage.text[:_LOOKED_THROUGH]
        if not told.strip():
            continue
        plain = folded(told)
        if sum(_may_be(plain, term) for term in query.wanted) <= most:
            continue
        found = [_marks(told, term) for term in query.wanted]
        shown = sum(bool(marks) for marks in found)
        if shown > most:
            best, most = (passage, _merged(mark for marks in found for mark in marks)), shown
        if most == len(query.wanted):
            break
    if best is None:
        return Snippet(field="narrative", text=report.narrative[:WIDTH]) if report.narrative else Snippet()
    return _cut(*best)


def _may_be(plain: str, term: Term) -> bool:
    """A quick look at folded text, which spares most texts the search for places."""
    return all(word in plain for word in term.words) or bool(term.number and _DIGIT.search(plain))


def _cut(passage: Passage, marks: tuple[Mark, ...]) -> Snippet:
    text = passage.text
    start = max(0, marks[0][0] - BEFORE)
    if start:
        start = _after_blank(text, start, marks[0][0])
    end = max(min(len(text), start + WIDTH), min(marks[0][1], start + 2 * WIDTH))
    inside = [(first - start, min(last, end) - start) for first, last in marks if first < end]
    return Snippet(field=passage.field, text=text[start:end], marks=tuple(inside[:_MOST_MARKS]))


def _after_blank(text: str, start: int, most: int) -> int:
    """The beginning of the next whole word, not beyond ``most``."""
    for at in range(start, most):
        if text[at].isspace():
            return at + 1
    return start


def _marks(text: str, term: Term) -> list[Mark]:
    if not term.number:
        return list(_runs(text, term))
    found = [(number.start, number.end) for number in numbers_in(text) if number.value.startswith(term.number)]
    if found:
        return found
    return [mark for word in term.words for mark in _runs(text, Term((word,)))]


def _runs(text: str, term: Term) -> Iterator[Mark]:
    wanted, last = term.words, len(term.words) - 1
    run: list[Spot] = []
    for spot in spots(text):
        run = [*run[-last:], spot] if last else [spot]
        if len(run) == len(wanted) and _fits(run, term):
            yield run[0].start, run[-1].end


def _fits(run: list[Spot], term: Term) -> bool:
    last = len(run) - 1
    for at, (spot, word) in enumerate(zip(run, term.words, strict=True)):
        same = spot.word.startswith(word) if term.prefix and at == last else spot.word == word
        if not same:
            return False
    return True


def _merged(marks: Iterator[Mark]) -> tuple[Mark, ...]:
    merged: list[Mark] = []
    for first, last in sorted(marks):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
