"""Large JSON read piece by piece, so that other threads get their turn in between.

msgspec reads a document in one call, and no other thread runs meanwhile: a report with 10,000 people would keep the
window still for a quarter of a second wherever it is read. Here each item of a long list is a call of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

LARGE = 128 * 1024
"""Bytes; what is smaller is read in one call."""

T = TypeVar("T")


def decode_large(kind: type[T], data: bytes) -> T:
    """The same value as one call of msgspec gives. ``kind`` should be a dataclass with long tuples somewhere inside.

    Raises:
        msgspec.DecodeError: as msgspec does, but without the whole path of the field.
    """
    return _part(kind, msgspec.Raw(data))  # type: ignore[no-any-return]


def _part(kind: Any, raw: msgspec.Raw) -> Any:
    if len(memoryview(raw)) > LARGE:
        if is_dataclass(kind):
            return _whole(kind, raw)
        if get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,):
            item = get_args(kind)[0]
            read = _reader(item)
            return tuple(read(one) for one in msgspec.json.decode(raw, type=list[msgspec.Raw]))
    return msgspec.json.decode(raw, type=kind)


def _whole(kind: Any, raw: msgspec.Raw) -> Any:
    """A dataclass field by field; unknown keys are passed over and absent ones keep their default, as in one call."""
    types = _types(kind)
    told = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    values = {name: _part(types[name], part) for name, part in told.items() if name in types}
    try:
        return kind(**values)
    except TypeError as error:  # a field without a default is absent
        raise msgspec.ValidationError(str(error)) from error


def _reader(kind: Any) -> Callable[[msgspec.Raw], Any]:
    decoder = msgspec.json.Decoder(kind)

    def read(raw: msgspec.Raw) -> Any:
        return _part(kind, raw) if len(memoryview(raw)) > LARGE else decoder.decode(raw)

    return read


@lru_cache(maxsize=64)
def _types(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
