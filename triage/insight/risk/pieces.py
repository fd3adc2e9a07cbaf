"""A narrative cut into the pieces of words that the second look knows, each with the characters it came from.

The cut is that of BERT's uncased models (WordPiece): lower case, no accents, the longest known piece first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from triage.insight.risk.welsh import in_english, looks_welsh

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_WHOLE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST_WORD = 100

Piece = tuple[int, int, int]
"""Number of a piece, first character, character after the last."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The known pieces by number; ``_cache`` of words already cut."""

    numbers: dict[str, int]
    _cache: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def of(self, text: str) -> list[Piece]:
        """The pieces of a text in order, without marks of begin and end; Welsh by its words in English."""
        words = [found.group().lower() for found in _WHOLE.finditer(text)]
        welsh = looks_welsh([word.replace("’", "'") for word in words])
        return list(self._welsh(text) if welsh else self._plain(text, 0))

    def _plain(self, text: str, offset: int) -> Iterator[Piece]:
        for found in _WORD.finditer(text):
            for number in self._cut(_folded(found.group())):
                yield number, offset + found.start(), offset + found.end()

    def _welsh(self, text: str) -> Iterator[Piece]:
        reached = 0
        for found in _WHOLE.finditer(text):
            yield from self._plain(text[reached : found.start()], reached)
            reached = found.end()
            for english in in_english(found.group().lower()):
                for word in _WORD.findall(english):
                    for number in self._cut(_folded(word)):
                        yield number, found.start(), found.end()
        yield from self._plain(text[reached:], reached)

    def _cut(self, word: str) -> tuple[int, ...]:
        known = self._cache.get(word)
        if known is None:
            known = self._longest_first(word)
            if len(self._cache) < 50_000:  # a bound: words of the public are without end
                self._cache[word] = known
        return known

    def _longest_first(self, word: str) -> tuple[int, ...]:
        cut: list[int] = []
        begin = 0
        while begin < len(word):
            for end in range(min(len(word), begin + _LONGEST_WORD), begin, -1):
                number = self.numbers.get(("##" if begin else "") + word[begin:end])
                if number is not None:
                    cut.append(number)
                    begin = end
                    break
            else:
                return (self.numbers[UNKNOWN],)
        return tuple(cut)


def _folded(word: str) -> str:
    """A word in lower case without accents; a curly apostrophe is a straight one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.replace("’", "'").lower())
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
