"""What a person types to search, read once for both engines.

Every word finds words that begin with it; "words in quotes" stand one after the other just so; -word leaves out
reports that have it (-word* what begins with it). All of the rest must be there. A number counts in every way of
writing it. Any other sign means nothing, so nothing that is typed is ever an operator of an engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.gateway.problems import invalid
from triage.models import codec
from triage.models.fold import words
from triage.models.numbers import Number, numbers_in

LONGEST_QUERY = 200
MOST_TERMS = 16
_PIECE = re.compile(r'(?P<minus>-?)"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+)')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "\0": " "})


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; ``prefix``: the last may go on. ``number`` is one word that will do in
    their place ("" for none), and then they need not stand together.
    """

    words: tuple[str, ...]
    prefix: bool = True
    number: str = ""

    @property
    def phrase(self) -> bool:
        return len(self.words) > 1 and not self.number


@dataclass(frozen=True, slots=True)
class Query:
    """``wanted``: all of them; ``unwanted``: none of them."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    def canonical(self) -> bytes:
        """The same bytes for queries that say the same: what an audit line's keyed hash is made of."""
        parts = [sorted({_spelled(term) for term in terms}) for terms in (self.wanted, self.unwanted)]
        return codec.canonical(parts)


def read_query(text: str) -> Query:
    """Read what was typed.

    Raises:
        Refusal: 422 naming /q.
    """
    if len(text) > LONGEST_QUERY:
        raise invalid("/q", f"must have at most {LONGEST_QUERY} characters")
    text = text.translate(_QUOTES)
    if text.count('"') % 2:
        raise invalid("/q", "has a quotation mark that is not closed")
    wanted: list[Term] = []
    unwanted: list[Term] = []
    run: list[str] = []
    for piece in _PIECE.finditer(text):
        bare = piece["bare"]
        if bare and not (bare.startswith("-") and words(bare)):
            run.append(bare)
            continue
        if bare:
            unwanted += _term(bare, prefix=bare.endswith("*"))
        else:
            (unwanted if piece["minus"] else wanted).extend(_term(piece["quoted"], prefix=False))
    wanted += _run(run)
    if not wanted:
        raise invalid("/q", "needs a word to look for")
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise invalid("/q", f"must have at most {MOST_TERMS} words")
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def _term(text: str, *, prefix: bool) -> list[Term]:
    found = tuple(words(text))
    return [Term(found, prefix)] if found else []


def _run(pieces: list[str]) -> list[Term]:
    """Bare words; those that are written apart but make one number are one term."""
    text = " ".join(pieces)
    numbers = sorted(numbers_in(text), key=lambda number: (number.start, -number.end))
    made: list[Term] = []
    start, waiting = 0, numbers
    taken = 0
    while taken < len(pieces):
        end = start + len(pieces[taken])
        waiting = [number for number in waiting if number.start >= start]
        number = next((number for number in waiting if number.start < end), None)
        if number is None:
            made += _term(pieces[taken], prefix=True)
            start, taken = end + 1, taken + 1
            continue
        covered = [pieces[taken]]
        while number.end > end:
            taken += 1
            covered.append(pieces[taken])
            end += 1 + len(pieces[taken])
        made.append(_numbered(number, " ".join(covered)))
        start, taken = end + 1, taken + 1
    return made


def _numbered(number: Number, covered: str) -> Term:
    return Term(tuple(words(covered)), prefix=True, number=number.value)


def _spelled(term: Term) -> str:
    said = term.number or " ".join(term.words)
    return f"{said}*" if term.prefix else said
