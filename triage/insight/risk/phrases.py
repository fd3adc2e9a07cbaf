"""Finding listed phrases in free text, quickly and with an eye on "no" and "not"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’")
_NEGATIONS = frozenset(
    {"no", "not", "never", "without", "none", "nobody", "nothing", "neither", "nor", "zero", "cannot",
     "didnt", "wasnt", "isnt", "werent", "arent", "hasnt", "havent", "hadnt", "dont", "doesnt", "wont", "couldnt",
     "dim", "heb"}
)  # fmt: skip
_BREAKS = re.compile(
    r"[.;:!?\n]|,\s*(?:but|and then|then|so)\b|\b(?:but|however|although|though|except|only|until)\b", re.IGNORECASE
)
_SAID_NO = re.compile(r"\s*[:?\-–]+\s*(?:no|none|n/?a|nil)\b", re.IGNORECASE)
_REACH = 4
"""Words before a phrase in which a "no" still means it: "there was no sign of a knife"."""
_STEM = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """``name`` is what the phrase was listed under; offsets are into the text."""

    name: str
    phrase: str
    start: int
    end: int
    negated: bool


_Entry = tuple[tuple[str, ...], str, str]


@dataclass(slots=True)
class _Text:
    """A text in words; where they stand is worked out only when something was found."""

    text: str
    lower: str
    words: list[str]
    _spans: list[tuple[int, int]] | None = None

    def span(self, at: int) -> tuple[int, int]:
        if self._spans is None:
            self._spans = [found.span() for found in _WORD.finditer(self.lower)]
        return self._spans[at]


@dataclass(slots=True)
class PhraseFinder:
    """Listed phrases, indexed by their first word (its first letters when it may have any ending) and the second."""

    by_word: dict[str, dict[str, list[_Entry]]] = field(default_factory=dict)
    by_stem: dict[str, list[_Entry]] = field(default_factory=dict)

    def add(self, name: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            words = tuple(phrase.lower().translate(_APOSTROPHES).split())
            entry = (words, name, phrase)
            if words[0].endswith("*"):
                self.by_stem.setdefault(words[0][:_STEM], []).append(entry)
            else:
                second = words[1] if len(words) > 1 and not words[1].endswith("*") else ""
                self.by_word.setdefault(words[0], {}).setdefault(second, []).append(entry)

    def find(self, text: str) -> Iterator[Hit]:
        """Every hit in the order of the text."""
        told = _in_words(text)
        words, starts, stems = told.words, self.by_word, self.by_stem
        for at in [at for at, word in enumerate(words) if word in starts or word[:_STEM] in stems]:
            for phrase_words, name, phrase in self._entries(words, at):
                if _matches(phrase_words, words, at):
                    end = told.span(at + len(phrase_words) - 1)[1]
                    yield Hit(name, phrase, told.span(at)[0], end, _is_negated(told, at, end))

    def _entries(self, words: list[str], at: int) -> list[_Entry]:
        found = list(self.by_stem.get(words[at][:_STEM], ()))
        seconds = self.by_word.get(words[at])
        if seconds is not None:
            found += seconds.get("", ())
            if at + 1 < len(words):
                found += seconds.get(words[at + 1], ())
        return found


def _in_words(text: str) -> _Text:
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered; offsets must stay those of the text
        lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    words = _WORD.findall(lower)
    if "'" in lower or "’" in lower:
        words = [word.translate(_APOSTROPHES) for word in words]
    return _Text(text, lower, words)


def _matches(words: tuple[str, ...], told: list[str], at: int) -> bool:
    if at + len(words) > len(told):
        return False
    return all(
        told[at + step].startswith(word[:-1]) if word[-1] == "*" else told[at + step] == word
        for step, word in enumerate(words)
    )


def _is_negated(told: _Text, at: int, end: int) -> bool:
    if _SAID_NO.match(told.text, end):
        return True
    for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
        if told.words[back] in _NEGATIONS:
            return not _BREAKS.search(told.text, told.span(back)[1], told.span(at)[0])
    return False
