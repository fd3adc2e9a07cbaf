"""A query in the language of each engine. Both are given folded words in quotes, so nothing typed is an operator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    TableClause,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from triage.gateway import tables
from triage.gateway.knowledge.terms import Query, Term

_DOCUMENTS = tables.search_documents
_FTS: TableClause = table("search_index", column("rowid"), column("search_index"))
MOST_WEIGHED = 8
"""Terms whose place in the head is looked at; more would only cost."""


def matches(query: Query, *, embedded: bool) -> ColumnElement[bool]:
    """The documents that a query finds."""
    parts = [_words(query, embedded=embedded)]
    parts += [_phrase(term, embedded=embedded) for term in query.wanted if term.phrase]
    parts += [not_(_phrase(term, embedded=embedded)) for term in query.unwanted if term.phrase]
    return and_(*parts)


def relevance(query: Query, *, embedded: bool) -> ColumnElement[int]:
    """How many of the wanted terms stand in the head of the document; the same number on both engines."""
    found: ColumnElement[int] = literal(0)
    for term in query.wanted[:MOST_WEIGHED]:
        told = _in_head(term) if embedded else _lexemes(term, mark="^")
        chosen = _DOCUMENTS.c.id.in_(_found_ids(told, embedded=embedded))
        found = found + cast(chosen, Integer)
    return found


def _words(query: Query, *, embedded: bool) -> ColumnElement[bool]:
    unwanted = [term for term in query.unwanted if not term.phrase]
    if embedded:
        told = " AND ".join(_fts(term) for term in query.wanted)
        if unwanted:
            told = f"({told}) NOT ({' OR '.join(_fts(term) for term in unwanted)})"
        return _DOCUMENTS.c.id.in_(_found_ids(told, embedded=True))
    parts = [*(_lexemes(term) for term in query.wanted), *(f"!({_lexemes(term)})" for term in unwanted)]
    return _by_vector(" & ".join(parts))


def _found_ids(told: str, *, embedded: bool) -> Select[tuple[int]]:
    if embedded:
        return select(_FTS.c.rowid).where(_FTS.c.search_index.op("MATCH")(told))
    other = _DOCUMENTS.alias()
    return select(other.c.id).where(other.c.vector.op("@@")(_tsquery(told)))


def _by_vector(told: str) -> ColumnElement[bool]:
    return _DOCUMENTS.c.vector.op("@@")(_tsquery(told))


def _tsquery(told: str) -> ColumnElement[object]:
    return cast(literal(told, Text), TSQUERY)


def _fts(term: Term) -> str:
    every = " AND ".join(_starred(term, '"', "*"))
    return f'("{term.number}"* OR ({every}))' if term.number else f"({every})"


def _in_head(term: Term) -> str:
    return f"{{head}} : {_fts(term)}"


def _lexemes(term: Term, mark: str = "") -> str:
    every = " & ".join(f"'{mark}{word[1:]}" for word in _starred(term, "'", ":*"))
    return f"('{mark}{term.number}':* | ({every}))" if term.number else f"({every})"


def _starred(term: Term, quote: str, star: str) -> Iterator[str]:
    for at, word in enumerate(term.words):
        last = at == len(term.words) - 1
        goes_on = term.prefix and (last or bool(term.number))
        yield f"{quote}{word}{quote}{star if goes_on else ''}"


def _phrase(term: Term, *, embedded: bool) -> ColumnElement[bool]:
    """The words one after the other. Found by plain text search in what the index has narrowed down, because
    positions in a tsvector end at 16,383 and are kept 256 times for each word."""
    told = f" {' '.join(term.words)}" + ("" if term.prefix else " ")
    return or_(*(_contains(side, told, embedded=embedded) for side in _sides()))


def _sides() -> Iterable[ColumnElement[str]]:
    return (_DOCUMENTS.c.head, _DOCUMENTS.c.body)


def _contains(side: ColumnElement[str], told: str, *, embedded: bool) -> ColumnElement[bool]:
    place = func.instr(side, told) if embedded else func.strpos(side, told)
    return place > 0
