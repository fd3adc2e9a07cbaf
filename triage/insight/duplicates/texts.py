"""Which words of a report say what happened, how alike two such sets of words are, and keys that like texts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from math import log, sqrt

from triage.models.fold import words
from triage.models.resources import read_resource

FILE = "common-words.txt"
MOST = 400
"""Different words of one report that are looked at."""
SHOWN = 6
"""Words in common that are told as evidence."""
BANDS, ROWS = 8, 2
_PRIME = (1 << 61) - 1
_USUAL = 40
"""Reports that rarity starts from, in none of which a word stands: a word in two reports of two is not yet common."""


@cache
def common() -> frozenset[str]:
    """Words that many reports have whatever happened (resources/common-words.txt)."""
    return frozenset(word for line in read_resource(FILE).splitlines() for word in words(line.partition("#")[0]))


def telling(text: str) -> tuple[str, ...]:
    """The different words of a text that are not in every other report, in order."""
    usual = common()
    found = dict.fromkeys(word for word in words(text) if len(word) > 2 and word not in usual)
    return tuple(found)[:MOST]


class Rarity:
    """How rare each word is among some reports: inverse document frequency, smoothed."""

    def __init__(self, texts: Iterable[Sequence[str]] = ()) -> None:
        self._seen: dict[str, int] = {}
        self._total = _USUAL
        for told in texts:
            self._total += 1
            for word in told:
                self._seen[word] = self._seen.get(word, 0) + 1

    def of(self, word: str) -> float:
        return log((self._total + 1) / (self._seen.get(word, 0) + 1))


def likeness(one: Sequence[str], other: Sequence[str], rarity: Rarity) -> tuple[float, tuple[str, ...]]:
    """Cosine of two sets of words weighed by rarity (0 to 1), and the rarest they share. Symmetric."""
    mine, theirs = {word: rarity.of(word) for word in one}, {word: rarity.of(word) for word in other}
    shared = mine.keys() & theirs.keys()
    if not shared:
        return 0.0, ()
    cosine = sum(mine[word] * theirs[word] for word in shared) / (_length(mine) * _length(theirs) or 1.0)
    return min(cosine, 1.0), tuple(sorted(shared, key=lambda word: (-mine[word], word))[:SHOWN])


def _length(weights: Mapping[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in weights.values()))


@cache
def _turns() -> tuple[tuple[int, int], ...]:
    """The hash functions of the signature: fixed, so that keys of different days can be compared."""
    made = (blake2b(f"turn {number}".encode(), digest_size=16).digest() for number in range(BANDS * ROWS))
    return tuple((int.from_bytes(one[:8]) % _PRIME or 1, int.from_bytes(one[8:]) % _PRIME) for one in made)


def bands(told: Sequence[str]) -> tuple[str, ...]:
    """Keys of a set of words (MinHash in bands): two sets that share half of their words nearly always share a key, two
    that share a tenth hardly ever. () when there are too few words to say anything."""
    if len(told) < ROWS * 4:
        return ()
    hashes = [int.from_bytes(blake2b(word.encode(), digest_size=8).digest()) for word in told]
    least = [min((a * one + b) % _PRIME for one in hashes) for a, b in _turns()]
    return tuple(
        f"{band}:{blake2b(repr(least[band * ROWS : (band + 1) * ROWS]).encode(), digest_size=8).hexdigest()}"
        for band in range(BANDS)
    )
