"""Whether plain tables (from TOML) have the keys and types of a dataclass, with every fault named by its key."""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from triage.models import codec
from triage.models.errors import FieldError, InputError

_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`")
_ALLOWED = {"int": "a whole number", "str": "text in quotes", "bool": "true or false", "float": "a number",
            "array": "a list in [ ]",
            "object": "a table"}  # fmt: skip


def faults_of(kind: Any, value: object, path: str) -> Iterator[FieldError]:
    """Every fault of keys and types in ``value`` as ``kind`` (a dataclass)."""
    if not isinstance(value, dict):
        yield FieldError(path, "a table is needed here")
        return
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key in value:
        if key not in fields:
            yield FieldError(_join(path, key), f"unknown key; allowed are {', '.join(fields)}")
    for name, field in fields.items():
        here = _join(path, name)
        if name in value:
            yield from _value(hints[name], value[name], here)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            yield FieldError(here, f"missing; needed is {_words(hints[name])}")


def _value(hint: Any, value: object, path: str) -> Iterator[FieldError]:
    hint = _without_none(hint)
    if dataclasses.is_dataclass(hint):
        yield from faults_of(hint, value, path)
    elif get_origin(hint) is tuple:
        if not isinstance(value, list):
            yield FieldError(path, f"{_words(hint)} is needed here")
            return
        for at, one in enumerate(value):
            yield from _value(get_args(hint)[0], one, f"{path}[{at}]")
    else:
        try:
            codec.convert(hint, value)
        except InputError as error:
            yield FieldError(path, _plain(error.errors[0].detail, hint))


def _without_none(hint: Any) -> Any:
    """``X`` of ``X | None``: what is left out is None, TOML has no word for it."""
    if get_origin(hint) in (Union, types.UnionType):
        given = [one for one in get_args(hint) if one is not type(None)]
        return given[0] if len(given) == 1 else hint
    return hint


def _plain(detail: str, hint: Any) -> str:
    if get_origin(hint) is Literal:
        return f"one of {', '.join(str(one) for one in get_args(hint))} is needed here"
    found = _EXPECTED.search(detail)
    wanted = found["wanted"].split(" | ")[0] if found else ""
    return f"{_ALLOWED.get(wanted) or _words(hint)} is needed here"


def _words(hint: Any) -> str:
    if dataclasses.is_dataclass(hint):
        return "a table"
    if get_origin(hint) is tuple:
        return "a list of tables" if dataclasses.is_dataclass(get_args(hint)[0]) else "a list in [ ]"
    if get_origin(hint) is dict:
        return "a table of texts"
    return _ALLOWED.get(getattr(hint, "__name__", ""), "another type")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
