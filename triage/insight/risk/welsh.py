"""Welsh put into English, word for word: too few narratives are in Welsh to learn much from them alone.

It is no translation. The order of words and much of the grammar are lost, and what is left is enough to tell what a
report is about. The list is resources/risk-welsh.txt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from triage.models.resources import read_resource


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_MUTATIONS = (
    ("ll", ("l",)), ("rh", ("r",)), ("p", ("b", "mh", "ph")), ("t", ("d", "nh", "th")), ("c", ("g", "ngh", "ch")),
    ("b", ("f", "m")), ("d", ("dd", "n")), ("g", ("", "ng")), ("m", ("f",)),
)  # fmt: skip
"""How a first consonant changes after other words; "th", "ch", "ph" and "dd" are letters of their own and do not."""
_TELLING = _words(
    "yn mae mae'r mae'n fy ei wedi ac ar i'r i'n dw o'r ddim yr wrth ers roedd dim rhywun bob dod a'r sy'n sydd ni gan "
    "efo efo'r gyda gyda'r oedd heb tu ein dydy dydi hyn nhw dwi rydw bod ydi ydy"
)
"""Small words that English has not."""
_LEAST, _SHARE = 2, 0.12
_SHORTEST = 2


def looks_welsh(words: Sequence[str]) -> bool:
    """Whether a text is in Welsh, by its words in lower case."""
    telling = sum(word in _TELLING for word in words)
    return telling >= _LEAST and telling >= _SHARE * len(words)


def in_english(word: str) -> tuple[str, ...]:
    """What a Welsh word in lower case is in English; itself when neither it nor what it changed from is listed."""
    listed = _listed()
    word = word.replace("’", "'")
    return listed.get(word) or listed.get(word.partition("'")[0]) or (word,)


@lru_cache(maxsize=1)
def _listed() -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {}
    for line in read_resource("risk-welsh.txt").splitlines():
        if line.startswith("#") or " = " not in line:
            continue
        welsh, english = line.split(" = ")
        for word in welsh.split():
            told.setdefault(word.lower(), tuple(english.split()))
    for word, english_words in list(told.items()):
        for changed in _mutated(word) if len(word) > _SHORTEST else ():
            if len(changed) >= _SHORTEST:
                told.setdefault(changed, english_words)
    return told


def _mutated(word: str) -> list[str]:
    if word[:2] in ("th", "ch", "ph", "dd"):
        return []
    for letters, changes in _MUTATIONS:
        if word.startswith(letters):
            return [change + word[len(letters) :] for change in changes]
    return []
