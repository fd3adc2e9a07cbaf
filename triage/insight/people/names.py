"""Names as they can be compared: folded words without titles, with the ways of writing one name brought together.

What is brought together: "Mc Donald", "McDonald" and "MacDonald"; "O Brien" and "O’Brien"; "ap Rhys", "van der Berg"
and "al-Hassan" with and without their particles; "Smith née Jones" as Smith, with Jones as another surname. Which box
of a form a name was written into is not trusted: `linkage` looks at both orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.models.fold import words

_LEFT_OUT = """
titles: mr mrs miss ms mx dr prof professor rev reverend revd sir dame lord lady fr father sister br rabbi imam hon pc
titles: sgt capt major col master mister madam maam
suffixes: jr jnr junior snr senior esq ii iii iv obe mbe cbe phd bsc ba
particles: ap ab ferch verch bin ibn bint binti van von der den de del della di da do dos du la le el al ten ter zu y e
formerly: nee born formerly previously aka alias
"""


def _left_out(sort: str) -> frozenset[str]:
    lines = (line.partition(": ") for line in _LEFT_OUT.split("\n"))
    return frozenset(word for name, _, told in lines if name == sort for word in told.split())


TITLES, SUFFIXES, PARTICLES = _left_out("titles"), _left_out("suffixes"), _left_out("particles")
_FORMERLY = _left_out("formerly")
_MOST = 6
"""Words of a name that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """``also``: other surnames (before marriage, an alias)."""

    given: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def name_from(given: str, surname: str, aliases: Iterable[str] = ()) -> Name:
    """The name of a person as a form told it. A whole name in one box is taken apart at its last word."""
    first, before = _parts(given)
    last, also = _parts(surname)
    if not first and len(last) > 1 and "-" not in surname:
        first, last = last[:-1], last[-1:]
    elif not last and len(first) > 1:
        first, last = first[:-1], first[-1:]
    others = [*also, *before]
    for alias in aliases:
        told, more = _parts(alias)
        others += [*told[-1:], *more]
    return Name(
        given=first[:_MOST], surname=last[:_MOST], also=tuple(dict.fromkeys(one for one in others if one not in last))
    )


def _parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of one box, and the surnames that it says somebody had before."""
    told = words(text)
    at = next((number for number, word in enumerate(told) if word in _FORMERLY), len(told))
    if at == 0:
        return (), _written(told[1:])
    return _written(told[:at]), _written(told[at + 1 :])


def _written(told: Sequence[str]) -> tuple[str, ...]:
    """Without titles, suffixes and particles, unless nothing else is there; "mc" and "o" with the word after them."""
    bare = list(told)
    while len(bare) > 1 and bare[0] in TITLES:
        bare.pop(0)
    while len(bare) > 1 and bare[-1] in SUFFIXES:
        bare.pop()
    whole: list[str] = []
    for at, word in enumerate(bare):
        before = bare[at - 1] if at else ""
        if before in ("mc", "mac", "o") and whole and whole[-1] == before:
            whole[-1] = before + word
        else:
            whole.append(word)
    kept = [word for word in whole if word not in PARTICLES] or whole
    return tuple(_clan(word) for word in kept)


def _clan(word: str) -> str:
    return f"mac{word[2:]}" if word.startswith("mc") and len(word) > 4 else word
