"""Text as words that can be compared: without case, accents and hidden characters.

Both engines are given words that are folded here already, so that neither's own idea of a letter matters: "Siân",
"SIAN" and "sian" are one word, and so are "O’Brien" and "obrien".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

LONGEST_WORD = 64
"""Longer words are known by their beginning."""
_KEPT_IN_MEMORY = 20_000
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_APOSTROPHES = frozenset("'`´ʹʻʼʽˈ‘’‛′＇")
_WORD = re.compile(r"[^\W_]+")


class Spot(NamedTuple):
    """A folded word and where it stands in the text as it was."""

    word: str
    start: int
    end: int


class _Letters(dict[int, str]):
    """What each character becomes; worked out once."""

    def __missing__(self, number: int) -> str:
        made = _folded(chr(number))
        if len(self) < _KEPT_IN_MEMORY:
            self[number] = made
        return made


def _folded(char: str) -> str:
    if char in _APOSTROPHES or unicodedata.category(char) == "Cf":
        return ""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = (part for part in apart if not unicodedata.category(part).startswith("M"))
    return "".join(_LETTERS.get(part, part) for part in kept)


_TABLE = _Letters()


def folded(text: str) -> str:
    """The text with every character folded; what stands between words stays."""
    return text.translate(_TABLE)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded(text))]


def spots(text: str) -> Iterator[Spot]:
    """The folded words of a text with their places in it."""
    plain = folded(text)
    if len(plain) == len(text) and text.isascii():
        for found in _WORD.finditer(plain):
            yield Spot(found[0][:LONGEST_WORD], found.start(), found.end())
        return
    # ends[i]: how much of the folded text stands before character i of the text.
    ends = list(accumulate((len(_TABLE[ord(char)]) for char in text), initial=0))
    at = 0
    for found in _WORD.finditer(plain):
        while ends[at + 1] <= found.start():
            at += 1
        start = at
        while ends[at + 1] < found.end():
            at += 1
        yield Spot(found[0][:LONGEST_WORD], start, at + 1)


def joined(text: str) -> str:
    """All folded words of a text as one: what references, addresses and names are compared by."""
    return "".join(words(text))
