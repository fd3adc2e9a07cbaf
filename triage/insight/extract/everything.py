"""All that a text names, without one thing named twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from triage.insight.extract.contacts import emails, phones
from triage.insight.extract.moments import moments
from triage.insight.extract.numbers import money, nhs_numbers, ni_numbers, references, what3words
from triage.insight.extract.postcodes import postcodes
from triage.insight.extract.registrations import registrations
from triage.insight.extract.spans import MOST, Spans
from triage.models.mention import Mention, MentionKind

MOST_TEXT = 50_000
"""Characters that are looked through; a longer narrative is not one that a person wrote."""
PIECE = 4_000
"""Characters that are looked through at a time. A search keeps the interpreter until it is over: over a text of 50,000
a thread that looked through it kept the window from painting for a tenth of a second.
"""
_ENDS = ("\n", ". ", " ")
"""Where a long text is cut, the best first."""
_ORDER = (
    MentionKind.EMAIL,
    MentionKind.WHAT3WORDS,
    MentionKind.NI_NUMBER,
    MentionKind.NHS_NUMBER,
    MentionKind.REFERENCE,
    MentionKind.PHONE,
    MentionKind.POSTCODE,
    MentionKind.REGISTRATION,
    MentionKind.MOMENT,
    MentionKind.MONEY,
)
"""Who wins where two read the same words, the most particular form first."""


def extract(text: str, written: datetime) -> tuple[Mention, ...]:
    """What the text names, by place; ``written``: when it was sent, for days told as "yesterday"."""
    every: list[Mention] = []
    for begin, piece in pieces(text[:MOST_TEXT]):
        every += (replace(one, start=begin + one.start, end=begin + one.end) for one in _in(piece, written))
    return tuple(_most(sorted(_apart(every), key=lambda one: one.start)))


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces of at most `PIECE` characters, each with its place: cut at the end of a line, a sentence or a
    word. A word that is longer is not cut."""
    begin = 0
    while len(text) - begin > PIECE:
        cuts = (text.rfind(end, begin + PIECE // 2, begin + PIECE) for end in _ENDS)
        at = next((cut for cut in cuts if cut >= 0), text.find(" ", begin + PIECE))
        if at < 0:
            break
        yield begin, text[begin : at + 1]
        begin = at + 1
    yield begin, text[begin:]


def _in(text: str, written: datetime) -> Iterator[Mention]:
    for found in (
        emails(text), what3words(text), ni_numbers(text), nhs_numbers(text), references(text), phones(text),
        postcodes(text), registrations(text), moments(text, written), money(text),
    ):  # fmt: skip
        yield from islice(found, MOST)


def _most(every: list[Mention]) -> Iterator[Mention]:
    """At most `MOST` of each kind, the first ones."""
    counted: Counter[MentionKind] = Counter()
    for one in every:
        counted[one.kind] += 1
        if counted[one.kind] <= MOST:
            yield one


def _apart(every: Iterable[Mention]) -> list[Mention]:
    """Without overlaps: sure ones first, then by `_ORDER`, then the longer."""
    kept: list[Mention] = []
    taken = Spans()
    for one in sorted(every, key=lambda one: (not one.sure, _ORDER.index(one.kind), one.start - one.end)):
        if taken.free(one.start, one.end):
            taken.take(one.start, one.end)
            kept.append(one)
    return kept
