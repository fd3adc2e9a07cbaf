"""A document of theirs checked by their own XSD before it leaves; what fails is named as a field of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from triage.models.errors import FieldError, InputError
from triage.records.mapped.rendering import Node

MOST = 10
_PREFIX = re.compile(r"(?<=/)[^/:\[]*:|(?<=/)\{[^}]*\}")
_EXPECTED = re.compile(r"Tags? \(?'?(?P<names>[^.]*?)\)? (?:is|are )?expected")
_TAG = re.compile(r"'(?:[^':]*:)?([\w.\-]+)'")


class Schema:
    """An XSD, compiled once. Nothing is fetched and no other file is read for it."""

    def __init__(self, text: str, *, source: str) -> None:
        """Raises InputError: it is no XSD, or wants another file."""
        import xmlschema  # a third of a second, which nobody waits for who sends no XML

        try:
            self._schema: Any = xmlschema.XMLSchema11(text, allow="none", defuse="always")
        except Exception as error:  # it raises many kinds, also its parser's own
            what = f"The schema {source} cannot be used: {_first_line(error)}"
            raise InputError(what, (FieldError("xml.schema", _first_line(error)),), "Ask its makers.") from error

    def faults(self, document: bytes, root: Node) -> Iterator[FieldError]:
        """What the schema says against the document, at most `MOST`, each at the field of ours it came from."""
        known = dict(_elements(root, ""))
        for count, error in enumerate(self._schema.iter_errors(document.decode())):
            if count >= MOST:
                return
            yield _fault(error, known)


def _elements(node: Node, way: str) -> Iterator[tuple[str, Node]]:
    """Every element by its XPath as the checker writes it: a place only where several have the name."""
    names = [child.name for child in node.children]
    for at, child in enumerate(node.children):
        place = f"[{names[: at + 1].count(child.name)}]" if names.count(child.name) > 1 else ""
        here = f"{way}/{child.name}{place}".removeprefix("/")
        yield here, child
        yield from _elements(child, here)


def _fault(error: Any, known: dict[str, Node]) -> FieldError:
    path = _PREFIX.sub("", error.path or "").strip("/").partition("/")[2]
    reason = _first_line(error)
    there = known.get(path)
    missing = _EXPECTED.search(reason)
    if missing:
        names = ", ".join(_TAG.findall(missing["names"] + "'")) or missing["names"].strip("'")
        where = there.pointer if there is not None else ""
        return FieldError(where, f"their field {path + '/' if path else ''}{names} is missing: nothing was told for it")
    if there is not None and there.pointer:
        return FieldError(there.pointer, f"does not fit their field {path}: {reason}")
    return FieldError("", f"their field {path or '(the whole document)'}: {reason}")


def _first_line(error: Any) -> str:
    text = str(getattr(error, "reason", None) or error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
