"""Our side of a mapping line: ``people[victim].surname`` read, checked against the record document, and looked up.

A name with a dot in front is of the thing at hand (``.surname`` in an ``each``). What stands in brackets picks one of a
list: a role, kind or key of it, its place (0 is the first), or ``[=…]`` the one whose key stands in another field.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from triage.records.parts import RecordDocument

EXTRA = ("operation", "record_id")
"""Names beside those of the record document: the id of this sending, and (supplements) of the record added to."""
_STEP = re.compile(r"(?P<name>[a-z_][a-z0-9_]*)(?:\[(?P<select>[^\[\]]+)\])?(?P<more>\.?)")
_CONDITION = re.compile(r"(?P<path>\S+)(?:\s+(?P<word>is not|is|has)\s+(?P<values>.+))?\Z")


class Fault(ValueError):
    """A path that cannot be; its text says why and what can."""


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    select: str = ""
    follow: Path | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """``relative``: of the thing at hand."""

    relative: bool
    steps: tuple[Step, ...]


class Told(NamedTuple):
    """A value of ours and its JSON pointer in the record document."""

    value: Any
    pointer: str


class Scope(NamedTuple):
    """The record document as plain values, and the thing at hand."""

    root: Mapping[str, Any]
    item: Told


@dataclass(frozen=True, slots=True)
class Condition:
    """``values`` empty: whether it was told at all, or of a yes or no: yes."""

    path: Path
    values: tuple[str, ...] = ()
    negative: bool = False


def read_path(text: str) -> Path:
    """Raises Fault: it is no path."""
    relative, rest, at = text.startswith("."), text.removeprefix("."), 0
    steps: list[Step] = []
    while at < len(rest):
        found = _STEP.match(rest, at)
        if not found or bool(found["more"]) == (found.end() == len(rest)):
            raise Fault(f"“{text}” is no field; write it like people[victim].surname")
        select = found["select"] or ""
        follow = read_path(select[1:]) if select.startswith("=") else None
        steps.append(Step(found["name"], "" if follow else select, follow))
        at = found.end()
    if not relative and not steps:
        raise Fault("empty; a field of ours is needed here")
    return Path(relative, tuple(steps))


def read_condition(text: str) -> Condition:
    """``PATH``, ``not PATH``, ``PATH is A, B``, ``PATH is not A``, ``PATH has A``; raises Fault."""
    told = text.strip()
    denied = told.startswith("not ")
    found = _CONDITION.match(told.removeprefix("not ").strip())
    if not found or (denied and found["word"]):
        raise Fault(f"“{text}” is no condition; write it like “decision.outcome.key is crime” or “people[victim]”")
    values = tuple(one.strip() for one in (found["values"] or "").split(",") if one.strip())
    return Condition(read_path(found["path"]), values, negative=denied or found["word"] == "is not")


def holds(condition: Condition, scope: Scope) -> bool:
    """Whether the condition is met; of a list, any entry counts."""
    value = look(condition.path, scope).value
    found = value if isinstance(value, bool) else told(value)
    if condition.values:
        every = value if isinstance(value, list) else [value]
        found = any(words(one) in condition.values for one in every)
    return found is not condition.negative


def told(value: Any) -> bool:
    """Whether anything was told: nothing, empty text and empty lists are not; no and 0 are."""
    return value is not None and value not in ("", [])


def words(value: Any) -> str:
    """A plain value as text: what codes and conditions compare."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def look(path: Path, scope: Scope) -> Told:
    """What the document says there; None when a step of it is not there."""
    value, pointer = scope.item if path.relative else (scope.root, "")
    for step in path.steps:
        value = value.get(step.name) if isinstance(value, Mapping) else None
        pointer = f"{pointer}/{step.name}"
        if step.select or step.follow:
            at = _which(value, step, scope)
            if at is None:
                return Told(None, pointer)
            value, pointer = list(value or ())[at], f"{pointer}/{at}"
    return Told(value, pointer)


def _which(value: Any, step: Step, scope: Scope) -> int | None:
    entries = value if isinstance(value, list) else []
    if step.select.isdecimal():
        at = int(step.select)
        return at if at < len(entries) else None
    if step.follow is not None:
        wanted = words(look(step.follow, scope).value)
        return next((at for at, one in enumerate(entries) if wanted and one.get("key") == wanted), None)
    return next((at for at, one in enumerate(entries) if _is(one, step.select)), None)


def _is(entry: Any, word: str) -> bool:
    if not isinstance(entry, Mapping):
        return bool(words(entry) == word)
    return word in entry.get("roles", ()) or word in (entry.get("kind"), entry.get("key"))


def type_of(path: Path, item: Any) -> Any:
    """The type of what stands there; ``item`` is that of the thing at hand (None: there is none).

    Raises:
        Fault: the document has no such field, or a list must say which one.
    """
    if path.relative and item is None:
        raise Fault("a dot in front means the thing at hand, and there is none here; leave the dot out")
    kind: Any = item if path.relative else RecordDocument
    for step in path.steps:
        if not path.relative and step is path.steps[0] and step.name in EXTRA and not step.select:
            kind = str
            continue
        kind = _member(kind, step.name)
        inner = entry_type(kind)
        if step.follow is not None:
            type_of(step.follow, item)
        if step.select or step.follow:
            if inner is None:
                raise Fault(f"{step.name} is no list, so nothing can be picked from it with [ ]")
            kind = inner
        elif inner is not None and step is not path.steps[-1]:
            raise Fault(f"{step.name} is a list; say which one, for instance {step.name}[0]")
    return kind


def entry_type(kind: Any) -> Any:
    """The type of a list's entries; None for what is no list."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def _member(kind: Any, name: str) -> Any:
    hints = get_type_hints(kind) if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__") else {}
    if name not in hints:
        near = difflib.get_close_matches(name, hints, 1)
        guess = f"; the nearest is “{near[0]}”" if near else ""
        has = f"it has {', '.join(hints)}" if hints else "nothing can follow here"
        raise Fault(f"the record has no “{name}” there{guess}; {has}")
    hint = hints[name]
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    return hint
