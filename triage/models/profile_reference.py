"""The reference of the force profile, written from the very classes that read it (docs/guides/profile.md)."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from triage.models.profile import Profile

_PLAIN = {str: "words", int: "whole number", float: "number", bool: "true or false"}
_HEAD = """\
# The force profile

Everything that varies between forces stands in one TOML file: grades and their targets, THRIVE letters, outcomes,
crime classes, checks, kinds of report, questions, destinations, rules of contact. `resources/profile.toml` is a whole
one to copy; a gateway is given its own with `--profile FILE` and hands it to every desktop. Each decision records
which version of the profile it was made by.

`triage gateway check` reads a profile and names every wrong key with its line and what is allowed there; a gateway
that is given a wrong one keeps the one before. This page is written from the classes that read the file: `triage
gateway profile-reference`.

In a table `[name]` each key is given once; `[[name]]` may be repeated, one for each entry. A key without a default
has to be given.
"""


def profile_reference() -> str:
    """The whole page as Markdown, the file's own keys first, then each table in the order of its first mention."""
    parts = [_HEAD, "## Keys of the file itself", _words(Profile), _table(Profile)]
    for path, shape, repeated in _tables(Profile):
        heading = f"[[{path}]]" if repeated else f"[{path}]"
        parts += [f"## `{heading}`", _words(shape), _table(shape)]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _tables(shape: type[Any], above: str = "") -> Iterator[tuple[str, type[Any], bool]]:
    """Path, class and whether it repeats, of each table below a class; depth first."""
    hints = get_type_hints(shape)
    for entry in fields(shape):
        inner, repeated = _inner(hints[entry.name])
        if isinstance(inner, type) and is_dataclass(inner):
            path = f"{above}{entry.name}"
            yield path, inner, repeated
            yield from _tables(inner, f"{path}.")


def _inner(hint: Any) -> tuple[Any, bool]:
    """The type inside a tuple of any length, and whether it was inside one."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    return hint, False


def _words(shape: type[Any]) -> str:
    """The class's own docstring, in the marks of Markdown."""
    return (inspect.getdoc(shape) or "").replace("``", "`")


def _table(shape: type[Any]) -> str:
    hints = get_type_hints(shape)
    lines = ["| key | value | default |", "|---|---|---|"]
    for entry in fields(shape):
        if not is_dataclass(_inner(hints[entry.name])[0]):
            lines.append(f"| `{entry.name}` | {_kind(hints[entry.name])} | {_default(entry)} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def _kind(hint: Any) -> str:
    """A type in words."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    inner, repeated = _inner(hint)
    if repeated:
        return f"list of {_kind(inner)}"
    if get_origin(hint) is dict:
        return f"table of name = {_kind(get_args(hint)[1])}"
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(_kind(one) for one in get_args(hint) if one is not type(None)) + ", or left out"
    return str(hint)


def _default(entry: Field[Any]) -> str:
    if entry.default_factory is not MISSING:
        return "none"
    if entry.default is MISSING:
        return "**has to be given**"
    value = entry.default
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value)
    return f"`{value}`" if isinstance(value, str) else str(value)
