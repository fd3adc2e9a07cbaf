"""All that a text names, without one thing named twice."""

from __future__ import annotations

from collections.abc import Iterable
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
    text = text[:MOST_TEXT]
    every: list[Mention] = []
    for found in (
        emails(text), what3words(text), ni_numbers(text), nhs_numbers(text), references(text), phones(text),
        postcodes(text), registrations(text), moments(text, written), money(text),
    ):  # fmt: skip
        every += islice(found, MOST)
    return tuple(sorted(_apart(every), key=lambda one: one.start))


def _apart(every: Iterable[Mention]) -> list[Mention]:
    """Without overlaps: sure ones first, then by `_ORDER`, then the longer."""
    kept: list[Mention] = []
    taken = Spans()
    for one in sorted(every, key=lambda one: (not one.sure, _ORDER.index(one.kind), one.start - one.end)):
        if taken.free(one.start, one.end):
            taken.take(one.start, one.end)
            kept.append(one)
    return kept
