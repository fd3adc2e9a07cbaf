"""Where a value stands in the text of a JSON document, so that one place can be changed and every other letter stays
as it was sent (numbers as they were written, names that stand twice).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from triage.models.sdm.leaves import pointer_token

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_PLAIN = re.compile(r"[^\s,\]}\"\[{]+")

Span = tuple[int, int]


@dataclass(slots=True)
class _Open:
    """An object or list that is being read. ``count``: commas so far."""

    start: int
    pointer: str
    is_list: bool
    count: int = 0


def spans(text: str, wanted: Collection[str]) -> dict[str, Span]:
    """Start and end of the values at these JSON pointers; of a name that stands twice the last, as the parser reads it.

    ``text`` must be JSON (it was parsed before). Walks with its own stack: depth does not matter.
    """
    found: dict[str, Span] = {}
    opened: list[_Open] = []
    at = _after_blank(text, 0)
    while at < len(text):
        mark = text[at]
        top = opened[-1] if opened else None
        if mark in "]}":
            done = opened.pop()
            _keep(found, wanted, done.pointer, (done.start, at + 1))
            at += 1
        elif mark == ",":
            assert top is not None
            top.count += 1
            at += 1
        elif top is not None and not top.is_list:
            end = _string_end(text, at)
            name = said(text, (at, end))
            at = _after_blank(text, _after_blank(text, end) + 1)  # past the colon
            at = _value(text, at, f"{top.pointer}/{pointer_token(name)}", opened, found, wanted)
        else:
            at = _value(text, at, f"{top.pointer}/{top.count}" if top else "", opened, found, wanted)
        at = _after_blank(text, at)
    return found


def replaced(text: str, edits: Sequence[tuple[Span, str]]) -> str:
    """The text with each span replaced (an empty span: inserted there)."""
    for (start, end), words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def said(text: str, span: Span) -> str:
    """What the string at this place says."""
    return str(json.loads(text[span[0] : span[1]], strict=False))


def literal(value: object) -> str:
    """A value as JSON in plain ASCII."""
    return json.dumps(value, ensure_ascii=True)


def _value(
    text: str, at: int, pointer: str, opened: list[_Open], found: dict[str, Span], wanted: Collection[str]
) -> int:
    """Past a scalar, or past the bracket that opens a list or object."""
    mark = text[at]
    if mark in "[{":
        opened.append(_Open(at, pointer, mark == "["))
        return at + 1
    if mark == '"':
        end = _string_end(text, at)
    else:
        plain = _PLAIN.match(text, at)
        assert plain is not None
        end = plain.end()
    _keep(found, wanted, pointer, (at, end))
    return end


def _string_end(text: str, at: int) -> int:
    found = _STRING.match(text, at)
    assert found is not None
    return found.end()


def _keep(found: dict[str, Span], wanted: Collection[str], pointer: str, span: Span) -> None:
    if pointer in wanted:
        found[pointer] = span


def _after_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
