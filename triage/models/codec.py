"""Dataclasses to JSON and back, with errors that name the field.

msgspec does the work; what lies here is the one place that says how: absent means default, unknown keys are
passed over (an older desktop must read a newer gateway), datetimes are RFC 3339 in UTC.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from triage.models.errors import FieldError, InputError
from triage.models.large_json import LARGE, decode_large

T = TypeVar("T")
_PATH = re.compile(r"^(?P<detail>.*?)(?: - at `(?P<path>[^`]+)`)?$", re.DOTALL)


def encode(value: object) -> bytes:
    """Compact JSON in the order of the fields."""
    return msgspec.json.encode(value)


def canonical(value: object) -> bytes:
    """JSON whose bytes depend on the content only (sorted keys): what is hashed and compared."""
    return msgspec.json.encode(msgspec.to_builtins(value), order="sorted")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def builtins(value: object) -> Any:
    """The same as plain dicts, lists and scalars."""
    return msgspec.to_builtins(value)


def decode(kind: type[T], data: bytes | str) -> T:
    """Read JSON as ``kind``; a large one in pieces, between which other threads get their turn.

    Raises:
        InputError: not JSON, or a field has another type; names the field as a dotted path.
    """
    if len(data) > LARGE:
        with suppress(msgspec.DecodeError, RecursionError):  # read once more below, for the error with its path
            return decode_large(kind, data.encode() if isinstance(data, str) else data)
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise _input_error(error) from error
    except RecursionError as error:
        raise InputError("The JSON is nested too deeply to read.") from error


def convert(kind: type[T], value: object) -> T:
    """Shape plain dicts and lists into ``kind``; raises InputError as `decode` does."""
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as error:
        raise _input_error(error) from error


def _input_error(error: Exception) -> InputError:
    found = _PATH.match(str(error))
    detail, path = (found["detail"], found["path"]) if found else (str(error), None)
    pointer = (path or "$").removeprefix("$").removeprefix(".")
    return InputError(f"{pointer or 'The document'}: {detail}.", (FieldError(pointer, detail),))
