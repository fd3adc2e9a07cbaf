"""From a record document and the lines of a mapping to a tree of their fields, each with ours that it came from.

Nothing is left out in silence: a code that is missing, a text too long, a time that cannot be read are faults that name
our field, and then nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from triage.models.errors import FieldError
from triage.records.mapped import dates
from triage.records.mapped.paths import Scope, Told, holds, look, read_condition, read_path, told, words
from triage.records.mapped.shape import Constant, Line, Mapping

_NO_WORD = re.compile(r"[^a-z0-9@]+")
ANY = "*"
"""The code for every value that a table does not name."""


@dataclass(slots=True)
class Node:
    """One of their fields. ``pointer``: ours. ``many``: one of several of its name."""

    name: str
    value: Constant | None = None
    pointer: str = ""
    many: bool = False
    children: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Rendered:
    """``faults`` not empty: this must not be sent."""

    root: Node
    faults: list[FieldError]


def render(lines: tuple[Line, ...], document: dict[str, Any], mapping: Mapping, root: str = "") -> Rendered:
    """The tree of their fields under an outermost node ``root``."""
    made = Rendered(Node(root), [])
    _Renderer(mapping, made.faults).fill(made.root, lines, Scope(document, Told(None, "")))
    return made


class _Renderer:
    def __init__(self, mapping: Mapping, faults: list[FieldError]) -> None:
        self._mapping = mapping
        self._faults = faults

    def fill(self, node: Node, lines: tuple[Line, ...], scope: Scope) -> None:
        for line in lines:
            if line.each:
                self._each(node, line, scope)
            elif not line.when or holds(read_condition(line.when), scope):
                self._one(node, line, scope, many=False)

    def _each(self, node: Node, line: Line, scope: Scope) -> None:
        found = look(read_path(line.each), scope)
        for at, entry in enumerate(found.value if isinstance(found.value, list) else ()):
            inner = Scope(scope.root, Told(entry, f"{found.pointer}/{at}"))
            if not line.when or holds(read_condition(line.when), inner):
                self._one(node, line, inner, many=True)

    def _one(self, node: Node, line: Line, scope: Scope, *, many: bool) -> None:
        parts = line.their.split("/")
        made = Node(parts[-1], many=many, pointer=scope.item.pointer if line.each else "")
        if line.fields:
            if line.our:
                item = look(read_path(line.our), scope)
                if not told(item.value):
                    self._missing(line, item.pointer)
                    return
                scope, made.pointer = Scope(scope.root, item), item.pointer
            self.fill(made, line.fields, scope)
            if not made.children:
                return
        else:
            found = self._value(line, scope)
            if found is None:
                return
            made.value, made.pointer = found.value, found.pointer
        _place(node, parts[:-1], made)

    def _value(self, line: Line, scope: Scope) -> Told | None:
        """The value to send; None when there is none (it was not told, or it is a fault)."""
        if line.always is not None:
            return Told(line.always, "")
        found = self._source(line, scope)
        if not told(found.value) and not (line.codes and "" in self._mapping.codes[line.codes]):
            if line.otherwise is not None:
                return Told(line.otherwise, found.pointer)
            self._missing(line, found.pointer)
            return None
        value = self._shaped(line, found)
        return None if value is None else Told(value, found.pointer)

    def _source(self, line: Line, scope: Scope) -> Told:
        if line.our:
            return look(read_path(line.our), scope)
        every = [look(read_path(text), scope) for text in line.first_of or line.join]
        given = [one for one in every if told(one.value)]
        if not given:
            return Told(None, every[0].pointer)
        if line.join:
            return Told(line.between.join(words(one.value) for one in given), given[0].pointer)
        return given[0]

    def _shaped(self, line: Line, found: Told) -> Constant | None:
        value: Any = found.value
        if line.codes:
            table = self._mapping.codes[line.codes]
            code = table.get(words(value), table.get(ANY))
            if code is None:
                self._fault(
                    found.pointer,
                    f"“{words(value)}” has no code in [codes.{line.codes}] of the mapping “{self._mapping.name}”",
                )
            return code
        if line.date:
            return self._time(line, found)
        if line.send_as == "number" and isinstance(value, str):
            return self._number(line, found)
        if line.send_as == "text":
            value = words(value)
        if line.longest is not None and len(words(value)) > line.longest:
            if not line.cut:
                count = len(words(value))
                self._fault(found.pointer, f"has {count} characters; {self._mapping.name} takes {line.longest}")
                return None
            value = words(value)[: line.longest - 1] + "…"
        return value  # type: ignore[no-any-return]

    def _time(self, line: Line, found: Told) -> str | None:
        text = words(found.value)
        pattern = line.day if line.day and dates.is_day(text) else line.date
        made = dates.written(text, pattern, self._mapping.zone)
        if made is None:
            self._fault(found.pointer, "is no date or time that can be read")
        return made

    def _number(self, line: Line, found: Told) -> Constant | None:
        try:
            number = float(words(found.value).replace(",", ""))
        except ValueError:
            number = float("nan")
        if number - number != 0:
            self._fault(found.pointer, f"is no number, and {self._mapping.name} takes only numbers in {line.their}")
            return None
        return int(number) if number.is_integer() else number

    def _missing(self, line: Line, pointer: str) -> None:
        if line.required:
            self._fault(pointer, f"is needed by {self._mapping.name} ({line.their})")

    def _fault(self, pointer: str, detail: str) -> None:
        self._faults.append(FieldError(pointer, detail))


def _place(node: Node, way: list[str], made: Node) -> None:
    """Put a field where its path says; the steps between are made once and shared, attributes join their element."""
    attribute = made.name.startswith("@")
    for at, name in enumerate(way):
        node = _step(node, name, with_value=attribute and at == len(way) - 1)
    bare = next((one for one in node.children if one.name == made.name and _only_attributes(one)), None)
    if bare is not None and made.value is not None and not made.many:
        bare.value, bare.pointer = made.value, made.pointer
    else:
        node.children.append(made)


def _step(node: Node, name: str, *, with_value: bool) -> Node:
    for there in reversed(node.children):
        if there.name == name and not there.many and (there.value is None or with_value):
            return there
    made = Node(name)
    node.children.append(made)
    return made


def _only_attributes(node: Node) -> bool:
    return (
        node.value is None
        and not node.many
        and bool(node.children)
        and all(child.name.startswith("@") for child in node.children)
    )


def as_json(node: Node) -> Any:
    """The tree as plain values: nodes of which there are many become lists."""
    if not node.children and (node.value is not None or node.many):
        return node.value
    made: dict[str, Any] = {}
    for child in node.children:
        if child.many:
            made.setdefault(child.name, []).append(as_json(child))
        else:
            made[child.name] = as_json(child)
    return made


def plain_path(path: str, less: int = 0) -> str:
    """A path in one manner whatever the system's: lower case, "/" between, places of lists less ``less``."""
    counted = re.sub(r"\[(\d+)\]", lambda found: f"/{int(found[1]) - less}/", path)
    return _NO_WORD.sub("/", counted.lower()).strip("/")


def fields_of(node: Node, way: str = "") -> Iterator[tuple[str, Node]]:
    """Every field with its path, entries of lists counted from 1: "Persons/Person[2]/Surname"."""
    counts: dict[str, int] = {}
    for child in node.children:
        counts[child.name] = counts.get(child.name, 0) + 1
        here = f"{way}/{child.name}" + (f"[{counts[child.name]}]" if child.many else "")
        here = here.removeprefix("/")
        yield here, child
        yield from fields_of(child, here)
