"""Whether the lines of a mapping can be carried out: what is wrong is named by key, with what to write in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from triage.models.errors import FieldError
from triage.records.mapped.dates import has_time, pattern_fault
from triage.records.mapped.paths import Fault, entry_type, read_condition, read_path, type_of
from triage.records.mapped.shape import Line, Mapping

_NAME = re.compile(r"@?[A-Za-z_][\w.\-]*\Z")
_SOURCES = "our, always, first_of, join, each or fields"


def line_faults(lines: tuple[Line, ...], where: str, mapping: Mapping, item: Any = None) -> Iterator[FieldError]:
    """Every fault of these lines; ``item`` is the type of the thing at hand."""
    for at, line in enumerate(lines):
        here = f"{where}.fields[{at}]"
        yield from _their(line, here, mapping)
        yield from _sources(line, here)
        yield from _manner(line, here, mapping)
        inner = item
        for key, text in _paths(line):
            try:
                kind = type_of(read_path(text), inner if key == "our" else item)
            except Fault as fault:
                yield FieldError(f"{here}.{key}", str(fault))
                inner = None
                break
            if key == "each":
                inner = entry_type(kind)
                if inner is None:
                    yield FieldError(f"{here}.each", f"{text} is no list; use our in place of each")
                    break
            elif line.fields:
                inner = kind
            else:
                yield from _leaf(line, f"{here}.{key}", text, kind)
        else:
            yield from _condition(line, here, inner if line.each else item)
            yield from line_faults(line.fields, here, mapping, inner)


def _paths(line: Line) -> Iterator[tuple[str, str]]:
    if line.each:
        yield "each", line.each
    if line.our:
        yield "our", line.our
    yield from (("first_of", text) for text in line.first_of)
    yield from (("join", text) for text in line.join)


def _their(line: Line, here: str, mapping: Mapping) -> Iterator[FieldError]:
    parts = line.their.split("/")
    if not all(part.strip() for part in parts):
        yield FieldError(f"{here}.their", "empty between two “/”; write their field like incident/victim/name")
    elif mapping.format == "xml":
        bad = [part for part in parts if not _NAME.match(part)]
        if bad:
            yield FieldError(f"{here}.their", f"“{bad[0]}” cannot be the name of an element")
        elif any(part.startswith("@") for part in parts[:-1]):
            yield FieldError(f"{here}.their", "an attribute (@) comes last")


def _sources(line: Line, here: str) -> Iterator[FieldError]:
    given = [
        name for name, value in (("our", line.our), ("first_of", line.first_of), ("join", line.join)) if value
    ] + (["always"] if line.always is not None else [])  # fmt: skip
    if line.fields and (set(given) - {"our"} or (line.each and line.our)):
        yield FieldError(here, f"has fields of its own and also {', '.join(given)}; keep one of them")
    elif not line.fields and len(given) != 1:
        told = f"has {' and '.join(given)}; keep one of them" if given else f"needs one of {_SOURCES}"
        yield FieldError(here, f"“{line.their}” {told}")


def _manner(line: Line, here: str, mapping: Mapping) -> Iterator[FieldError]:
    if line.codes and line.codes not in mapping.codes:
        known = ", ".join(mapping.codes) or "none"
        yield FieldError(f"{here}.codes", f"there is no table [codes.{line.codes}]; there are: {known}")
    for key, pattern in (("date", line.date), ("day", line.day)):
        fault = pattern_fault(pattern) if pattern else ""
        if fault:
            yield FieldError(f"{here}.{key}", fault)
    if line.day and has_time(line.day):
        yield FieldError(f"{here}.day", "holds hours; this pattern is for dates whose time is not known")
    if line.day and not line.date:
        yield FieldError(f"{here}.day", "needs date beside it: the pattern of a time that is known")
    if line.longest is not None and line.longest < 1:
        yield FieldError(f"{here}.longest", "allowed is 1 or more")
    if line.cut and line.longest is None:
        yield FieldError(f"{here}.cut", "needs longest beside it: after how many characters")


def _leaf(line: Line, here: str, text: str, kind: Any) -> Iterator[FieldError]:
    if entry_type(kind) is not None:
        yield FieldError(here, f"{text} is a list; write each = “{text}”, or pick one, for instance {text}[0]")
    elif hasattr(kind, "__dataclass_fields__"):
        members = ", ".join(kind.__dataclass_fields__)
        yield FieldError(here, f"{text} has parts; say which one: {members}")
    elif line.date and kind is not datetime and has_time(line.date) and not line.day:
        yield FieldError(
            here.rpartition(".")[0] + ".date",
            f"{text} may be a date without a time; add day, for instance day = “DD/MM/YYYY”",
        )


def _condition(line: Line, here: str, item: Any) -> Iterator[FieldError]:
    if not line.when:
        return
    try:
        type_of(read_condition(line.when).path, item)
    except Fault as fault:
        yield FieldError(f"{here}.when", str(fault))
