"""How likely two people told of are one: the weights of all agreements added up, with the reason for each bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from triage.insight.people import compare
from triage.insight.people.agreement import EMAIL, GIVEN, HOME, MISSING, ORDER, PHONE, SURNAME, Agreement
from triage.insight.people.traits import Traits, landline
from triage.insight.people.weights import NOTHING_COUNTED, Shares, Weights, shipped

STRONG, FAIR, WEAK, NONE = "strong", "fair", "weak", ""
_Weighed = tuple[Agreement, float]
_SWAPPED = Agreement(ORDER, "swapped")
_ENOUGH = frozenset({"same", "nickname", "letter", "part"})
_AT_HOME = frozenset({"uprn", "door"})
_MOST = 900.0
_LEAST_SHARE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One agreement and what it is worth. ``value``: what both have in common, folded, or ""."""

    field: str
    level: str
    words: str
    bits: float
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """``prior`` and the bits of all ``reasons`` add up to ``bits``, the log2 odds that both are one person."""

    prior: float
    bits: float
    reasons: tuple[Reason, ...]
    word: str

    @property
    def probability(self) -> float:
        bits = max(-_MOST, min(_MOST, self.bits))
        return 1 / (1 + 2**-bits)


class Linkage:
    """Compares people by one set of weights among one population."""

    def __init__(self, weights: Weights | None = None, shares: Shares = NOTHING_COUNTED) -> None:
        self._weights = weights or shipped()
        self._shares = shares
        population = max(self._weights.population, shares.total)
        self.prior = log2(self._weights.expected / population)
        self._limits = [
            (float(log2(least / (1 - least))), word)
            for least, word in (
                (self._weights.strong, STRONG),
                (self._weights.fair, FAIR),
                (self._weights.weak, WEAK),
            )
        ]

    def compare(self, one: Traits, other: Traits) -> Likeness:
        """Symmetric."""
        return self._explained(self.agreements(one, other))

    def likely(self, one: Traits, others: Iterable[Traits]) -> Iterator[tuple[int, Likeness]]:
        """Those of the others that may be this person, by their place, with at least the weakest word."""
        least = self._limits[-1][0] - self.prior
        for at, other in enumerate(others):
            found = self.agreements(one, other)
            if sum(bits for _, bits in found) >= least:
                yield at, self._explained(found)

    def word(self, bits: float) -> str:
        return next((word for least, word in self._limits if bits >= least), NONE)

    def agreements(self, one: Traits, other: Traits) -> list[_Weighed]:
        """Every field that both told, how far it agrees and what that is worth."""
        home = compare.home(one, other)
        phone = compare.phone(one.phones, other.phones)
        at_home = home.level in _AT_HOME
        together = at_home or (phone.level == "same" and landline(phone.value))
        found = self._named(one, other, together)
        for agreement, shared in (
            (compare.born(one.born, other.born), False),
            (phone, at_home),
            (compare.email(one.emails, other.emails), together),
            (home, False),
        ):
            if agreement.level != MISSING:
                found.append((agreement, self._worth(agreement, shared)))
        return found

    def _explained(self, found: list[_Weighed]) -> Likeness:
        bits = self.prior + sum(worth for _, worth in found)
        reasons = tuple(
            Reason(field=told.field, level=told.level, words=told.words, bits=worth, value=told.value)
            for told, worth in found
        )
        return Likeness(prior=self.prior, bits=bits, reasons=reasons, word=self.word(bits))

    def _named(self, one: Traits, other: Traits, together: bool) -> list[_Weighed]:
        """The names as written, or given name and surname the other way round, whichever says more."""
        straight = self._weighed((compare.given(one.given, other.given), compare.surname(one, other)), together)
        if _settled(straight) or not _may_cross(one, other):
            return straight
        return max(straight, self._crossed(one, other, together), key=_bits)

    def _crossed(self, one: Traits, other: Traits, together: bool) -> list[_Weighed]:
        """Each name against the other's other name. Which of the two pairs is the surname is not known, so that the
        reading that says less counts."""
        readings = (
            (compare.given(one.given, other.surname), compare.surnames(one.surname, other.given)),
            (compare.given(one.surname, other.given), compare.surnames(one.given, other.surname)),
        )
        crossed = min((self._weighed(reading, together) for reading in readings), key=_bits)
        # A single name stands in either box; to find it in the other one says nothing.
        single = not (one.given and one.surname) or not (other.given and other.surname)
        if not single:
            crossed.append((_SWAPPED, self._worth(_SWAPPED, together)))
        return crossed

    def _weighed(self, agreements: Iterable[Agreement], together: bool) -> list[_Weighed]:
        return [(told, self._worth(told, together)) for told in agreements if told.level != MISSING]

    def _worth(self, agreement: Agreement, together: bool) -> float:
        """Bits. ``together``: between people who live in one home, who share some things by that."""
        level = self._weights.levels[agreement.field][agreement.level]
        share = level.u
        if level.counted and agreement.value:
            share = self._shares.share(agreement.kind, agreement.value, level.u, self._weights.trust)
            share = min(max(share, _LEAST_SHARE), 1.0)
        if together and level.shared_home is not None:
            share = max(share, level.shared_home)
        return float(log2(level.m / share))


def _bits(found: Iterable[_Weighed]) -> float:
    return sum(bits for _, bits in found)


def _settled(straight: list[_Weighed]) -> bool:
    """Whether names agree as they stand, so that the other order need not be tried."""
    return len(straight) == 2 and all(told.level in _ENOUGH for told, _ in straight)


def _may_cross(one: Traits, other: Traits) -> bool:
    """Whether a name of one begins like another name of the other: else trying the other order is in vain."""
    return _begin_alike(one.given, other.surname) or _begin_alike(other.given, one.surname)


def _begin_alike(these: tuple[str, ...], those: tuple[str, ...]) -> bool:
    return any(this[0] == that[0] for this in these for that in those)


def household(one: Traits, other: Traits) -> Reason | None:
    """Whether two people live together: the same address, or the same landline."""
    home = compare.home(one, other)
    if home.level in _AT_HOME:
        return Reason(field=HOME, level=home.level, words=home.words, bits=0.0, value=home.value)
    phone = compare.phone(one.phones, other.phones)
    if phone.level == "same" and landline(phone.value):
        return Reason(field=PHONE, level="same", words="same landline", bits=0.0, value=phone.value)
    return None


def counted_values(person: Traits) -> Iterator[tuple[str, str]]:
    """(kind, value) of everything of a person whose frequency is worth counting: what `Shares` is asked for."""
    for word in dict.fromkeys((*person.given, "".join(person.given))):
        if len(word) > 1:
            yield GIVEN, word
    for word in dict.fromkeys((*person.surname, *person.also, "".join(person.surname))):
        if len(word) > 1:
            yield SURNAME, word
    for kind, values in ((PHONE, person.phones), (EMAIL, person.emails)):
        for value in values:
            yield kind, value
    for kind, value in (
        ("door", person.door),
        ("postcode", person.postcode),
        ("town", person.town),
        ("uprn", person.uprn),
    ):
        if value:
            yield kind, value
