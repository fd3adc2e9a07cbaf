"""Whom to compare a person with at all: keys, at least one of which two records of one person nearly always share.

Each key is chosen so that in a million people some dozens share it, not thousands; several of them together let any one
or two fields be wrong, missing or in the wrong box.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from jellyfish import metaphone

from triage.insight.people.nicknames import roots
from triage.insight.people.traits import Traits

_MOST_NAMES = 3
SOUND = 5


def blocks(person: Traits) -> tuple[str, ...]:
    """Every key that a person is kept under, each once. A key begins with a letter that says what it is made of."""
    return tuple(dict.fromkeys((*_blocks(person), *_single(person))))


def asked(person: Traits) -> tuple[str, ...]:
    """The keys that a person is looked for by: one name alone, which thousands share, only when no other is known."""
    alone = _single(person) if not (person.given and person.surname) else ()
    return tuple(dict.fromkeys((*_blocks(person), *alone)))


def _blocks(person: Traits) -> Iterator[str]:
    yield from (f"t{number}" for number in person.phones)
    for mail in person.emails:
        yield f"e{mail}"
        name = mail.partition("@")[0]
        if len(name) > 4:
            yield f"m{name}"
    if person.uprn:
        yield f"u{person.uprn}"
    if person.postcode:
        yield f"p{person.postcode}"
    if person.door:
        yield f"a{person.door}"
    if person.street and person.surname:
        yield f"h{sound(person.surname[-1])}{' '.join(person.doors)}|{person.street[:4]}"
    yield from _named(person)
    yield from _born(person)


def _named(person: Traits) -> Iterator[str]:
    """Two names by sound, whichever is the surname."""
    firsts = tuple(islice(_forms(person.given), _MOST_NAMES))
    lasts = [sound(name) for name in (*person.surname, *person.also)[:_MOST_NAMES]]
    for first, last in product(firsts, lasts):
        yield "n" + "|".join(sorted((first, last)))


def _single(person: Traits) -> Iterator[str]:
    """Each name by itself: a person known by one name, in whichever box, is one of two for somebody else."""
    for name in dict.fromkeys((*person.given[:1], *person.surname[-1:])):
        yield f"o{sound(name)}"


def _forms(given: tuple[str, ...]) -> Iterator[str]:
    """A given name by sound, in each full form that it may stand for."""
    for name in given[:1]:
        yield from dict.fromkeys(sound(root) for root in sorted(roots(name)))
    for name in given[1:2]:
        yield sound(name)


def _born(person: Traits) -> Iterator[str]:
    if not person.born:
        return
    year, month, day = person.born.split("-")
    low, high = sorted((month, day))
    yield f"b{year}{low}{high}"
    letters = sorted({name[0][:1] for name in (person.given, person.surname) if name})
    yield f"d{low}{high}{''.join(letters)}"
    if len(letters) > 1:
        yield f"i{year}{''.join(letters)}"
    for name in dict.fromkeys((*person.given[:1], *person.surname[-1:])):
        yield f"y{sound(name)}{year}"


def sound(name: str) -> str:
    """A name by its sound, as an English reader would say it; itself when it has none (other scripts)."""
    return metaphone(name)[:SOUND] or name[:SOUND]
