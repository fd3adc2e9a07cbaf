"""Narratives as lessons: pieces with what each of them tells, some told with slips, short forms and polite words."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from triage.bench.risk.narratives import FOLDS, UNSEEN, fold_of
from triage.insight.risk.learned import PRIORITY
from triage.insight.risk.pack import KINDS
from triage.insight.risk.pieces import BEGIN, END, Pieces

OUTPUTS = (*KINDS, PRIORITY, "any")
"""What is taught. "any" sharpens the others and is not kept."""
PIECES_WEIGH = 0.3
"""What being wrong of each piece weighs beside being wrong of the text."""
MOST = 254
_CHANCE = 1
_WEIGHTIEST = {"immediate_danger": 5.0, "priority": 3.0, "any": 3.0}
_SURE = 0.01
_WORD = re.compile(r"\S+")
_STOPS = re.compile(r'[.,;:!?"]')
_SHORT = {
    "you": "u", "are": "r", "because": "cos", "with": "wiv", "please": "pls", "about": "abt", "the": "da", "and": "n",
    "what": "wot", "have": "av", "is": "iz", "they": "dey", "was": "woz", "nothing": "nuffin", "for": "4", "to": "2",
    "night": "nite", "people": "ppl", "something": "summat",
}  # fmt: skip
_POLITE = (
    "Thank you for reading this.", "Sorry if this is the wrong form.", "I hope someone can help.", "I live nearby.",
    "Many thanks.", "Sent from my phone.", "I have tried the phone but could not get through.", "Hello,",
    "Not sure if this is for you.", "This is my first time doing this.", "We have lived here nine years.",
)  # fmt: skip

Marks = NDArray[np.uint8]
Rows = NDArray[np.float32]
"""A row for each text, a column for each output."""


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """A narrative with the words that show each kind; its README tells what each field means."""

    id: str
    text: str
    kinds: tuple[str, ...]
    min_grade: str
    spans: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Numbers of pieces, and for each what it tells (a column for each output)."""

    numbers: list[int]
    marks: Marks


def read(folder: Path) -> list[Labelled]:
    decoder = msgspec.json.Decoder(Labelled)
    files = sorted((folder / "tuning").glob("*.jsonl"))
    return [decoder.decode(line) for file in files for line in file.read_bytes().splitlines()]


def chosen(narratives: list[Labelled], new: int, old: float, longest: int) -> list[Labelled]:
    """Those that are told further: of the files from ``new`` on all but the part kept apart, ``old`` of those before.

    Texts of more than ``longest`` words are left out. The same arguments give the same ones.
    """
    dice = random.Random(_CHANCE)
    return [
        one
        for one in narratives
        if (dice.random() < old or int(one.id[1:3]) >= new)
        and fold_of(one.id, FOLDS) != UNSEEN
        and len(one.text.split()) <= longest
    ]


def not_apart(narratives: list[Labelled], whole: int, longest: int) -> list[Labelled]:
    """Those that are told when nothing is told further: all but the part kept apart of the files before ``whole``.

    Of the files from ``whole`` on nothing is kept apart. Texts of more than ``longest`` words are left out.
    """
    return [
        one
        for one in narratives
        if (int(one.id[1:3]) >= whole or fold_of(one.id, FOLDS) != UNSEEN) and len(one.text.split()) <= longest
    ]


def labels(one: Labelled) -> list[float]:
    """Which outputs are true of it."""
    urgent, risky = one.min_grade in ("priority", "emergency"), bool(set(one.kinds) - {"repeat"})
    return [float(kind in one.kinds) for kind in KINDS] + [float(urgent), float(risky)]


def softened(labelled: Rows) -> Rows:
    """Labels as chances: nothing is quite sure."""
    return labelled * np.float32(1 - 2 * _SURE) + np.float32(_SURE)


def weights(outputs: Sequence[str]) -> Rows:
    """What being wrong of each output weighs; 1 on average."""
    made = np.array([_WEIGHTIEST.get(name, 1.0) for name in outputs], np.float32)
    result: Rows = made / made.mean()
    return result


def scarcity(wanted: Rows) -> Rows:
    """For each output, how much more being wrong of it weighs where it is true, because that is seldom: 1 to 4."""
    share = wanted.mean(axis=0)
    made: Rows = np.clip(np.sqrt((1 - share) / share), 1, 4).astype(np.float32)
    return made


def lesson(one: Labelled, pieces: Pieces, dice: random.Random | None) -> Lesson:
    """``dice``: it is told another way, with what slips and chance bring; None: as it is."""
    told = _Told(one.text, _marks(one))
    if dice is not None:
        told = told.other_way(dice)
    numbers, marks = [pieces.numbers[BEGIN]], [np.zeros(len(OUTPUTS), np.uint8)]
    for number, start, end in pieces.of(told.text)[:MOST]:
        numbers.append(number)
        marks.append(told.marks[start:end].max(axis=0))
    return Lesson([*numbers, pieces.numbers[END]], np.array([*marks, marks[0]]))


def _marks(one: Labelled) -> Marks:
    """For each character, which outputs it shows."""
    made = np.zeros((len(one.text), len(OUTPUTS)), np.uint8)
    for kind, quotes in one.spans.items():
        for quote in quotes:
            at = one.text.find(quote)
            made[at : at + len(quote), KINDS.index(kind)] = 1
            if kind != "repeat":
                made[at : at + len(quote), -1] = 1
                made[at : at + len(quote), -2] = one.min_grade in ("priority", "emergency")
    return made


@dataclass(frozen=True, slots=True)
class _Told:
    text: str
    marks: Marks

    def other_way(self, dice: random.Random) -> _Told:
        slips, stopless, short = dice.random() < 0.35, dice.random() < 0.3, dice.random() < 0.15
        words: list[tuple[str, Any]] = []
        for found in _WORD.finditer(self.text):
            word = found.group()
            if short and word.lower() in _SHORT and dice.random() < 0.6:
                word = _SHORT[word.lower()]
            elif slips and dice.random() < 0.12:
                word = _slipped(word, dice)
            words.append(
                (_STOPS.sub("", word) if stopless else word, self.marks[found.start() : found.end()].max(axis=0))
            )
        nothing = np.zeros(self.marks.shape[1], np.uint8)
        if dice.random() < 0.2:
            words.insert(0, (dice.choice(_POLITE), nothing))
        if dice.random() < 0.2:
            words.append((dice.choice(_POLITE), nothing))
        marks = [mark for word, mark in words for _ in range(len(word) + 1)]
        return replace(self, text=" ".join(word for word, _ in words), marks=np.array(marks))


def _slipped(word: str, dice: random.Random) -> str:
    """A letter left out, two of them changed over, one doubled or another."""
    if len(word) < 4 or not word.isalpha():
        return word
    at, chance = dice.randrange(1, len(word) - 1), dice.random()
    if chance < 0.35:
        return word[:at] + word[at + 1 :]
    if chance < 0.7:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word[:at] + (word[at] if chance < 0.85 else dice.choice("aeioulnrst")) + word[at + (chance >= 0.85) :]
