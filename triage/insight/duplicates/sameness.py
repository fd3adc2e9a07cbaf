"""Whether two reports tell of one incident: every piece of evidence with its bits, and a word for the sum."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt

from triage.insight.duplicates.gist import Gist
from triage.insight.duplicates.texts import Rarity, likeness
from triage.insight.people import compare
from triage.insight.people.linkage import FAIR, NONE, STRONG, WEAK, Linkage
from triage.models.resources import read_resource

FILE = "duplicates.toml"
NEAR_METRES = 150.0
_EARTH_METRES = 6_371_000.0
_HOUR, _DAY, _WEEK = timedelta(hours=2), timedelta(hours=24), timedelta(days=7)
_SAME, _MUCH, _SOME = 0.75, 0.35, 0.18
_TIES = frozenset({"reference", "registration", "identifier", "phone", "person_strong"})
"""Evidence that ties two reports together even when they are two incidents: a series, one household, one car."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One piece of evidence: ``kind`` is its key in duplicates.toml, ``words`` what a person reads."""

    kind: str
    words: str
    bits: float
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """``bits``: log2 odds of one incident, the prior and all ``signs``; ``word``: strong, fair, weak or "";
    ``tied``: they belong together whether or not they are one incident."""

    prior: float
    bits: float
    signs: tuple[Sign, ...]
    word: str
    tied: bool


@cache
def _worth() -> tuple[float, Mapping[str, float], tuple[tuple[float, str], ...]]:
    table = tomllib.loads(read_resource(FILE))
    words = table["words"]
    return table["prior"], table["bits"], ((words[STRONG], STRONG), (words[FAIR], FAIR), (words[WEAK], WEAK))


def sameness(one: Gist, other: Gist, linkage: Linkage, rarity: Rarity) -> Sameness:
    """Symmetric. ``linkage`` compares people, ``rarity`` weighs words."""
    prior, _, limits = _worth()
    signs = tuple(_signs(one, other, linkage, rarity))
    bits = prior + sum(sign.bits for sign in signs)
    word = next((word for least, word in limits if bits >= least), NONE)
    return Sameness(prior=prior, bits=bits, signs=signs, word=word, tied=any(sign.kind in _TIES for sign in signs))


def _sign(kind: str, words: str, value: str = "") -> Sign:
    return Sign(kind=kind, words=words, bits=_worth()[1][kind], value=value)


def _signs(one: Gist, other: Gist, linkage: Linkage, rarity: Rarity) -> Iterator[Sign]:
    if one.reference and one.reference == other.reference:
        yield _sign("reference", "the same customer reference", one.reference)
    yield from _person(one, other, linkage)
    shared = one.registrations & other.registrations
    if shared:
        yield _sign("registration", "the same vehicle registration", min(shared))
    items = one.identifiers & other.identifiers
    if items:
        yield _sign("identifier", "the same serial number of property", min(items))
    yield from _place(one, other)
    yield from _time(one, other)
    if "other" not in (one.kind, other.kind):
        alike = one.kind == other.kind
        yield _sign("kind" if alike else "other_kind", "the same kind of report" if alike else "another kind of report")
    yield from _told(one, other, rarity)


def _person(one: Gist, other: Gist, linkage: Linkage) -> Iterator[Sign]:
    """The likest pair of people of both reports, and a telephone that different people share."""
    found = [(linkage.compare(here.traits, there.traits), here, there) for here in one.people for there in other.people]
    likest = max(found, key=lambda pair: (pair[0].bits, _roles(pair[1].role, pair[2].role)), default=None)
    if likest and likest[0].word in (STRONG, FAIR):
        sure = likest[0].word == STRONG
        words = (
            f"{'the same person' if sure else 'probably the same person'} ({_roles(likest[1].role, likest[2].role)})"
        )
        yield _sign("person_strong" if sure else "person_fair", words)
        return
    mine = {number for person in one.people for number in person.traits.phones}
    shared = mine & {number for person in other.people for number in person.traits.phones}
    if shared:
        yield _sign("phone", "the same telephone, of different people", min(shared))


def _roles(one: str, other: str) -> str:
    return one if one == other else " and ".join(sorted((one, other)))


def _place(one: Gist, other: Gist) -> Iterator[Sign]:
    level = compare.home(one.place, other.place).level
    if level in ("uprn", "door"):
        yield _sign("door", "at the same address", one.place.postcode)
        return
    metres = _metres(one.spot, other.spot) if one.spot and other.spot else None
    if level == "postcode":
        yield _sign("postcode", "in the same postcode", one.place.postcode)
    elif level == "line" or (metres is not None and metres <= NEAR_METRES):
        yield _sign("near", "close by" if metres is None else f"within {NEAR_METRES:.0f} metres")
    elif level in ("differs", "town") or (metres is not None and metres > 10 * NEAR_METRES):
        yield _sign("elsewhere", "at another place")


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, spot)) for spot in (one, other))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * _EARTH_METRES * asin(min(1.0, sqrt(half)))


def _time(one: Gist, other: Gist) -> Iterator[Sign]:
    if one.at and other.at:
        apart = abs(one.at - other.at)
        if apart <= _HOUR:
            yield _sign("hour", "within two hours of each other")
            return
    elif one.on and other.on:
        apart = abs(one.on - other.on)
    else:
        return
    if apart <= _DAY:
        yield _sign("day", "within a day of each other")
    elif apart <= _WEEK:
        yield _sign("week", "within a week of each other")
    else:
        yield _sign("apart", f"{apart.days} days apart")


def _told(one: Gist, other: Gist, rarity: Rarity) -> Iterator[Sign]:
    cosine, shared = likeness(one.words, other.words, rarity)
    few = len(shared) < 2
    kind = "" if few else "words_same" if cosine >= _SAME else "words_much" if cosine >= _MUCH else "words_some"
    if kind and cosine >= _SOME:
        how = {"words_same": "told in nearly the same words", "words_much": "many telling words in common"}
        yield _sign(kind, f"{how.get(kind, 'some telling words in common')}: {', '.join(shared)}", " ".join(shared))
