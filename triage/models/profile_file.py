"""Reading a force profile from TOML: every fault named by its key, its line and what is allowed there."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.models.profile import Profile
from triage.models.profile_checks import cross_checks
from triage.models.profile_lines import Lines
from triage.models.resources import read_resource

_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`")
_ALLOWED = {"int": "a whole number", "str": "text in quotes", "bool": "true or false", "float": "a number",
            "array": "a list in [ ]",
            "object": "a table"}  # fmt: skip
SHOWN = 5


def load_profile(text: str, *, source: str) -> Profile:
    """The profile in ``text``; ``source`` is named in errors (a file's name, never a secret).

    ``version`` becomes the file's own version and a short hash of its content, so that a decision records exactly
    which rules it was made by.

    Raises:
        InputError: not TOML, an unknown or missing key, a wrong type, or values that do not fit together; ``errors``
            name each key (``grades[2].target_minutes``) and say in which line it is and what is allowed.
    """
    table = _toml(text, source)
    faults = list(_shape(Profile, table, ""))
    if not faults:
        named = {**table, "version": f"{table['version']}+{codec.sha256(text.encode())[:8]}"}
        profile = codec.convert(Profile, named)
        faults = list(cross_checks(profile))
        if not faults:
            return profile
    lines = Lines(text)
    raise _refused(source, [_with_line(fault, lines) for fault in faults])


@lru_cache(maxsize=1)
def default_profile() -> Profile:
    """The profile that the program ships."""
    return load_profile(read_resource("profile.toml"), source="profile.toml")


def _toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = " (a key or table may be given only once)" if "overwrite" in str(error) or "twice" in str(error) else ""
        raise _refused(source, [FieldError("", f"not TOML: {error}{hint}")]) from error
    except RecursionError as error:
        raise _refused(source, [FieldError("", "nested too deeply")]) from error


def _refused(source: str, faults: list[FieldError]) -> InputError:
    told = "; ".join(f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail for fault in faults[:SHOWN])
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return InputError(
        f"The profile {source} cannot be used: {told}{more}.", tuple(faults), "Correct the file and try again."
    )


def _with_line(fault: FieldError, lines: Lines) -> FieldError:
    line = lines.find(fault.pointer)
    return FieldError(fault.pointer, f"line {line}: {fault.detail}") if line else fault


def _shape(kind: Any, value: object, path: str) -> Iterator[FieldError]:
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
    if dataclasses.is_dataclass(hint):
        yield from _shape(hint, value, path)
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


def _plain(detail: str, hint: Any) -> str:
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
