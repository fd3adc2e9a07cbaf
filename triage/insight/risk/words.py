"""A narrative as plain word stems, each still knowing the characters it came from.

Spelling, text-speak and dialect are put into one form ("hes", "he's", "e's" → he is; "fone" → phone) and endings are
cut, so that a rule is written once and matches "keeps", "kept" and "he keep". Offsets are always those of the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from triage.insight.risk.welsh import in_english, looks_welsh

_TOKEN = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*|[.!?;:\n]+|[,–—-]")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_SHORT_FORM = re.compile(r"([a-z]+)['’‘`´](ll|re|ve|d)")
_SHORT_FORMS = {"ll": "will", "re": "are", "ve": "have", "d": "would"}
_STOPS = frozenset(".!?;:\n")
STOP = "."
"""The token that ends a sentence; no gap of a rule reaches over it."""
_KEEP_ING = frozenset(
    {"morning", "evening", "king", "thing", "ring", "string", "bring", "spring", "sing", "wing", "during", "swing"}
)
SMALL = (
    "a an the is was be been being have had just really very so then all also even still get to of"
    " his her my our their your its some bit like actually now again into in on at always up down"
)
"""Words that may stand between any two words of a pattern."""
_MARK = "_"
"""Stands before each small word of a joined text, so that patterns need not list them; no stem begins with it."""
_VOWEL = re.compile("[aeiouyŵŷ]")
_REPEATED = re.compile(r"(.)\1{2,}")
_BLANK = re.compile(" ")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How words are put into one form: ``spelling`` of whole words (to one or more), ``stems`` of irregular forms."""

    spelling: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, str]
    _cache: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _small: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._small.update((stem, _MARK + stem) for stem in map(self.stem, SMALL.split()))

    def joined(self, stems: Iterable[str]) -> str:
        """Stems with single blanks between them, the small ones marked: what patterns search."""
        return " ".join([self._small.get(stem, stem) for stem in stems])

    def forms(self, word: str) -> tuple[str, ...]:
        """The stems of one lower-case word without apostrophes."""
        found = self._cache.get(word)
        if found is None:
            told = self.spelling.get(word)
            if told is None and (shorter := _REPEATED.sub(r"\1\1", word)) != word:
                told = self.spelling.get(shorter) or (_REPEATED.sub(r"\1", word),)
            found = tuple(self.stem(one) for one in told or (word,))
            if len(self._cache) < 50_000:  # a bound: words of the public are without end
                self._cache[word] = found
        return found

    def stem(self, word: str) -> str:
        """One form for "control", "controls", "controlled", "controlling"."""
        known = self.stems.get(word)
        return known if known is not None else plain_stem(word)


def plain_stem(word: str) -> str:
    """A word without its regular ending."""
    if len(word) < _SHORT or word in _KEEP_ING or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3] + "i"
    if word.endswith("ing") and _VOWEL.search(word[:-3]):
        word = word[:-3]
    elif word.endswith("ed") and not word.endswith("eed") and _VOWEL.search(word[:-2]):
        word = word[:-2]
    elif word.endswith("s") and word[-2] not in "sui":
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if word.endswith("y") and len(word) > 3:
        word = word[:-1] + "i"
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


@dataclass(slots=True)
class Told:
    """A text in stems. ``joined`` is every stem between single blanks, small ones marked (`Vocabulary.joined`);
    ``spans`` the original characters of each.
    """

    text: str
    stems: list[str]
    spans: list[tuple[int, int]]
    commas: frozenset[int]
    """Indexes of stems that follow a comma or dash."""
    joined: str
    _starts: list[int]
    english: tuple[tuple[str, int], ...] = ()
    """A Welsh text in English stems, each with the index of the stem that it stands for."""

    def at(self, position: int) -> int:
        """The index of the stem at a position of ``joined``."""
        return bisect_right(self._starts, position) - 1

    def sentence(self, index: int) -> tuple[int, int]:
        """The first stem of the sentence around a stem, and the one after its last."""
        low = index
        while low > 0 and self.stems[low - 1] != STOP:
            low -= 1
        high = index
        while high < len(self.stems) and self.stems[high] != STOP:
            high += 1
        return low, high


def _forms(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The stems of a word as it was typed; "he'll" and "we're" are not "hell" and "were"."""
    short = _SHORT_FORM.fullmatch(word)
    if short is None:
        return vocabulary.forms(word.translate(_APOSTROPHES))
    return (*vocabulary.forms(short[1]), *vocabulary.forms(_SHORT_FORMS[short[2]]))


def told_in_words(text: str, vocabulary: Vocabulary) -> Told:
    """Cut a text into stems; the last stem is always a full stop."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered; offsets must stay those of the text
        lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    stems: list[str] = []
    spans: list[tuple[int, int]] = []
    commas: set[int] = set()
    words: list[tuple[str, int]] = []
    for found in _TOKEN.finditer(lower):
        word = found.group()
        if word[0] in _STOPS:
            if stems and stems[-1] != STOP:
                stems.append(STOP)
                spans.append(found.span())
        elif len(word) == 1 and word in ",–—-":
            commas.add(len(stems))
        else:
            words.append((word, len(stems)))
            for stem in _forms(word, vocabulary):
                stems.append(stem)
                spans.append(found.span())
    stems.append(STOP)
    spans.append((len(text), len(text)))
    joined = f" {vocabulary.joined(stems)} "
    starts = [found.end() for found in _BLANK.finditer(joined)][:-1]
    english = _english(words, vocabulary)
    return Told(text, stems, spans, frozenset(commas), joined, starts, english)


def _english(words: list[tuple[str, int]], vocabulary: Vocabulary) -> tuple[tuple[str, int], ...]:
    if not looks_welsh([word for word, _ in words]):
        return ()
    return tuple((stem, at) for word, at in words for english in in_english(word) for stem in vocabulary.forms(english))
