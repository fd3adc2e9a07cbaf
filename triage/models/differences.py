"""What one version of a report says differently from another: the narrative word by word, everything else by field.

Pure and bounded: what both begin and end with is set aside first, so a megabyte in which a sentence changed costs what
the sentence costs; a stretch that is too long to compare word by word is told as taken out and put in whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from triage.models.corrections import CORRECTABLE, original_of
from triage.models.person import Person
from triage.models.report import Report
from triage.models.things import Place, PropertyItem, Vehicle

Change = Literal["same", "out", "in"]
Thing = Person | Place | Vehicle | PropertyItem
LONGEST = 4_000
"""Words of one stretch that are compared one by one."""
AROUND = 30
"""Words kept around a change when a long unchanged stretch is cut."""
SHOWN = 3_000
"""Characters of one change that are shown."""

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: the same in both, only in the older ("out"), or only in the newer ("in")."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that differs. ``thing``: whose it is ("Victim Dilys Probart"); "" before or after = not told."""

    thing: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions side by side. ``same``: how many fields both told alike."""

    before: int
    after: int
    narrative: tuple[Piece, ...]
    fields: tuple[FieldChange, ...]
    same: int

    @property
    def changes(self) -> int:
        """Changed fields and changed stretches of the narrative."""
        stretches = 0
        previous: Change = "same"
        for piece in self.narrative:
            stretches += piece.change != "same" and previous == "same"
            previous = piece.change
        return len(self.fields) + stretches


def compare(before: Report, after: Report) -> Comparison:
    """What the public changed from one version to the next."""
    told = list(_fields(before, after))
    return Comparison(
        before=before.version,
        after=after.version,
        narrative=word_changes(before.narrative, after.narrative),
        fields=tuple(change for change in told if change.before != change.after),
        same=sum(change.before == change.after for change in told),
    )


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The older text with what was taken out and put in; joined without the "in" pieces it is the older text again."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    pieces = [Piece("same", head), *middle, Piece("same", tail)]
    return tuple(_joined(piece for piece in pieces if piece.text))


def shortened(pieces: tuple[Piece, ...], around: int = AROUND) -> tuple[Piece, ...]:
    """The same with long unchanged stretches cut to the words around a change."""
    kept: list[Piece] = []
    for at, piece in enumerate(pieces):
        words = _WORDS.findall(piece.text)
        if piece.change != "same" and len(piece.text) > SHOWN:
            kept.append(Piece(piece.change, f"{piece.text[:SHOWN]} … ({len(piece.text):,} characters)"))
            continue
        if piece.change != "same" or len(words) <= 4 * around:
            kept.append(piece)
            continue
        before = "".join(words[: 2 * around]) if at else ""
        behind = "".join(words[-2 * around :]) if at < len(pieces) - 1 else ""
        kept.append(Piece("same", f"{before} … {behind}".strip(" ") if before or behind else "…"))
    return tuple(kept)


def _middle(old: list[str], new: list[str]) -> Iterator[Piece]:
    if max(len(old), len(new)) > LONGEST:
        yield Piece("out", "".join(old))
        yield Piece("in", "".join(new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        yield Piece("out", "".join(old[a:b]))
        yield Piece("in", "".join(new[c:d]))


def _common(one: list[str], another: list[str]) -> int:
    count = 0
    for left, right in zip(one, another, strict=False):
        if left != right:
            break
        count += 1
    return count


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Changes parted by nothing but a blank are one change: "two words" and not "two" and "words"."""
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.change == "same" and piece.text.strip() == "" and waiting:
            waiting.append(piece)
        elif piece.change == "same":
            yield from _told(waiting)
            waiting = []
            yield piece
        else:
            waiting.append(piece)
    yield from _told(waiting)


def _told(waiting: list[Piece]) -> Iterator[Piece]:
    last = max((at for at, piece in enumerate(waiting) if piece.change != "same"), default=-1)
    for change in ("out", "in"):
        text = "".join(piece.text for piece in waiting[: last + 1] if piece.change in (change, "same"))
        if text:  # a blank between two words taken out stands in the newer text as well
            yield Piece(change, text)
    yield from waiting[last + 1 :]


def _fields(before: Report, after: Report) -> Iterator[FieldChange]:
    """Every field that either version tells, in the order of the screen."""
    yield from _row("", "Kind of report", before.title, after.title)
    for attribute, label in CORRECTABLE["when"].items():
        yield from _row(
            "When", label, original_of(before, f"when/{attribute}"), original_of(after, f"when/{attribute}")
        )
    for room, name in (("people", "Person"), ("places", "Place"), ("vehicles", "Vehicle"), ("property", "Property")):
        yield from _things(room, name, before, after)
    yield from _answers(before, after)
    old, new = (", ".join(entry.name for entry in report.attachments) for report in (before, after))
    yield from _row("", "Attachments", old, new)


def _things(room: str, name: str, before: Report, after: Report) -> Iterator[FieldChange]:
    earlier, later = _by_key(before, room), _by_key(after, room)
    for key in dict.fromkeys((*earlier, *later)):
        thing = f"{name}: {_called(later.get(key) or earlier[key])}"
        was, now = _alone(before, earlier.get(key)), _alone(after, later.get(key))
        for attribute, label in CORRECTABLE[room].items():
            pointer = f"{room}/{key}/{attribute}"
            yield from _row(thing, label, original_of(was, pointer), original_of(now, pointer))


def _by_key(report: Report, room: str) -> dict[str, Thing]:
    rooms: dict[str, tuple[Thing, ...]] = {
        "people": report.people,
        "places": report.places,
        "vehicles": report.vehicles,
        "property": report.property_items,
    }
    return {str(thing.key): thing for thing in rooms[room]}


def _called(thing: Thing) -> str:
    """How a person calls it."""
    match thing:
        case Person():
            return thing.name
        case Place():
            return thing.one_line or "no address told"
        case Vehicle():
            return thing.registration or thing.description or "no registration told"
    return thing.kind or thing.description or "not described"


def _alone(report: Report, thing: Thing | None) -> Report:
    """The report with nothing but this thing in it, so that looking things up stays short in a report of thousands."""
    bare = Report(report_id=report.report_id, submission=report.submission)
    match thing:
        case Person():
            return replace(bare, people=(thing,))
        case Place():
            return replace(bare, places=(thing,))
        case Vehicle():
            return replace(bare, vehicles=(thing,))
        case PropertyItem():
            return replace(bare, property_items=(thing,))
    return bare


def _answers(before: Report, after: Report) -> Iterator[FieldChange]:
    old = {answer.path: answer for answer in (*before.answers, *before.other)}
    new = {answer.path: answer for answer in (*after.answers, *after.other)}
    for path in dict.fromkeys((*old, *new)):
        was, now = old.get(path), new.get(path)
        if was and now and (was.text, now.text) == (before.narrative, after.narrative):
            continue  # the answer that the narrative is: told there word by word
        label = (now or was).label  # type: ignore[union-attr]
        yield from _row("Answer", label, was.text if was else "", now.text if now else "")


def _row(thing: str, label: str, before: str, after: str) -> Iterator[FieldChange]:
    if before or after:
        yield FieldChange(thing=thing, label=label, before=before, after=after)
