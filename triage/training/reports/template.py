"""The small grammar of the voices: ``{slot}`` and ``<one|another|>``, nested as deep as one likes.

``{Slot}`` with a capital first letter gives the slot's words with a capital. Everything else is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from triage.training.reports.draw import Draw

_TOKEN = re.compile(r"([<>|]|\{\w+\})")
_SPACES = re.compile(r" {2,}")
_TWICE = re.compile(r"\b([Tt]he) the\b")
_BEFORE_STOP = re.compile(r" +([.,;?!])")


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives; ``name`` is unique inside the template, so that each choice is drawn by itself."""

    name: str
    options: tuple[Parts, ...]


Parts = tuple[str | Slot | Choice, ...]


def parse(text: str) -> Parts:
    """Compile a template. Raises ValueError where brackets do not match."""
    pieces = [piece for piece in _TOKEN.split(text.strip()) if piece]
    parts, at = _sequence(pieces, 0, nested=False)
    if at != len(pieces):
        raise ValueError(f"a > or | stands outside < > near {''.join(pieces[at : at + 3])!r}")
    return parts


def _sequence(pieces: list[str], at: int, *, nested: bool) -> tuple[Parts, int]:
    parts: list[str | Slot | Choice] = []
    while at < len(pieces):
        piece = pieces[at]
        if piece == "<":
            choice, at = _choice(pieces, at)
            parts.append(choice)
            continue
        if piece in {"|", ">"}:
            break
        parts.append(Slot(piece[1:-1]) if piece[0] == "{" else piece)
        at += 1
    if nested and at == len(pieces):
        raise ValueError("a < is never closed")
    return tuple(parts), at


def _choice(pieces: list[str], at: int) -> tuple[Choice, int]:
    name = f"choice{at}"
    options: list[Parts] = []
    while pieces[at] != ">":
        option, at = _sequence(pieces, at + 1, nested=True)
        options.append(option)
    return Choice(name, tuple(options)), at + 1


def slots_of(parts: Parts) -> set[str]:
    """The names of the slots a template may ask for, in lower case at the front."""
    found: set[str] = set()
    for part in parts:
        if isinstance(part, Slot):
            found.add(part.name[0].lower() + part.name[1:])
        elif isinstance(part, Choice):
            for option in part.options:
                found |= slots_of(option)
    return found


def render(parts: Parts, fill: Callable[[str], str], draw: Draw) -> str:
    """The words of a template: ``fill`` answers slots, ``draw`` decides the choices."""
    words: list[str] = []
    _write(parts, fill, draw, words)
    text = "".join(words)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if "he the " in text:
        text = _TWICE.sub(r"\1", text)
    return _BEFORE_STOP.sub(r"\1", text).strip()


def _write(parts: Parts, fill: Callable[[str], str], draw: Draw, words: list[str]) -> None:
    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, Slot):
            words.append(_slot(part.name, fill))
        else:
            _write(draw.pick(part.name, part.options), fill, draw, words)


def _slot(name: str, fill: Callable[[str], str]) -> str:
    if name[0].islower():
        return fill(name)
    words = fill(name[0].lower() + name[1:])
    return words[:1].upper() + words[1:]
