"""The small language that rules are written in, made into regular expressions over stems.

    he keep my passport|he hold my papers     alternatives; endings of words do not matter
    hit|kick + face|head                      two parts directly after one another
    @partner .. hit me                        @name is a word class of the pack; .. a gap of up to 4 words,
                                              ... of up to 10, .... of up to 25, all within one sentence
    keep + (all) + money                      a part in brackets may be left out
    =was outside                              = keeps a word just as it is written

Small words (a, the, is, has, just, …) may always stand between two words of a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from triage.insight.risk.words import Vocabulary
from triage.models.errors import FieldError, InputError


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FILL = "(?:_[^ ]+ ){0,3}"
"""Up to three small words, as they are marked in a joined text."""
_GAPS = {"+": 0, "..": 4, "...": 10, "....": 25}
_NO_WORDS = _words("no not never nobody nothing without none ddim heb")
_COMMON = _words(
    "i you he she they we it me him her them us my his their our your a the is was be have do no not go "
    "get say come to of in on at with for from and or but who that this there what when out up off back "
    "put take make one can all so will know want tell see keep man woman people some time day night home "
    "house door work "
)

_Found = tuple[str, frozenset[str]]


@dataclass(slots=True)
class Pattern:
    """A phrase ready to search with. ``anchors``: one of these stems must be in the text.

    The expression is compiled when it is first needed: a report needs few of the thousands.
    """

    phrase: str
    expression: str
    anchors: frozenset[str]
    says_no: bool
    _search: re.Pattern[str] | None = None

    @property
    def search(self) -> re.Pattern[str]:
        if self._search is None:
            self._search = re.compile(self.expression)
        return self._search


@dataclass(slots=True)
class Compiler:
    """Turns phrases into patterns, with the word classes and the vocabulary of one pack."""

    vocabulary: Vocabulary
    classes: Mapping[str, tuple[str, ...]]
    _common: frozenset[str] = frozenset()
    _made: dict[str, _Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._common = frozenset(self.vocabulary.stem(word) for word in _COMMON)

    def compile(self, phrase: str) -> Pattern:
        """Raises InputError: an unknown class, an empty part or a gap at an end."""
        parts: list[str] = [" "]
        anchors: list[frozenset[str]] = []
        words: list[str] = []
        joined = True
        for word in [*phrase.split(), "+"]:
            if word not in _GAPS:
                words.append(word)
                continue
            optional = bool(words) and words[0].startswith("(") and words[-1].endswith(")")
            expression, best = self._part(" ".join(words).strip("()"), phrase)
            words = []
            parts.append("" if joined else _FILL)
            parts.append(f"(?:{expression} )?" if optional else f"{expression} ")
            if not optional:
                anchors.append(best)
            joined = word != "+"
            if joined:
                parts.append(rf"(?:[^\s.]+ ){{0,{_GAPS[word]}}}")
        if not anchors:
            raise _refused(phrase, "has only parts that may be left out")
        says_no = not _NO_WORDS.isdisjoint(re.split(r"[\s|()+]+", phrase))
        return Pattern(phrase, "".join(parts), min(anchors, key=self._commonness), says_no)

    def _part(self, part: str, phrase: str) -> _Found:
        choices: set[str] = set()
        anchors: set[str] = set()
        for choice in part.split("|"):
            if not choice.split():
                raise _refused(phrase, "has an empty part, or starts or ends with a gap")
            found = [self._word(word, phrase) for word in choice.split()]
            choices.add(f" {_FILL}".join(expression for expression, _ in found))
            rarest: frozenset[str] = min((best for _, best in found), key=self._commonness)
            anchors |= rarest
        return f"(?:{'|'.join(sorted(choices, key=_longest_first))})", frozenset(anchors)

    def _word(self, word: str, phrase: str) -> _Found:
        if word.startswith("@"):
            return self._class(word[1:], phrase)
        stems = (word[1:],) if word.startswith("=") else self.vocabulary.forms(word)
        return re.escape(self.vocabulary.joined(stems)), frozenset((min(stems, key=self._rarity),))

    def _class(self, name: str, phrase: str) -> _Found:
        if name not in self._made:
            if name not in self.classes:
                raise _refused(phrase, f"uses the class @{name}, which the pack does not have")
            listed = [
                [stem for word in entry.split() for stem in self.vocabulary.forms(word)] for entry in self.classes[name]
            ]
            joined = sorted({re.escape(self.vocabulary.joined(stems)) for stems in listed}, key=_longest_first)
            best = frozenset(min(stems, key=self._rarity) for stems in listed)
            self._made[name] = (f"(?:{'|'.join(joined)})", best)
        return self._made[name]

    def _rarity(self, stem: str) -> tuple[bool, int]:
        return stem in self._common, -len(stem)

    def _commonness(self, words: frozenset[str]) -> int:
        return sum(1 for word in words if word in self._common) * 20 + len(words)


def _longest_first(expression: str) -> tuple[int, int, str]:
    """Most words first, so that of alternatives that begin alike the one that says most is taken."""
    plain = expression.replace("_", "")
    return -expression.count(_FILL), -len(plain), plain


def _refused(phrase: str, why: str) -> InputError:
    return InputError(f"The phrase “{phrase}” {why}.", (FieldError("phrases", f"“{phrase}” {why}"),))
