"""A file of columns that is read where it lies: numbers side by side, mapped into memory, searched in place.

Layout: the magic line, the length of the header (4 bytes, little-endian), the header (JSON: ``meta`` and, for each
column, type, offset and bytes), then the columns, each on a multiple of eight. Only pages that a look-up touches are
read from the disk, and every process that has the file open shares them.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.models.errors import KnownError

MAGIC = b"TRIAGE-COLUMNS 1\n"
_TYPES = {"B": 1, "H": 2, "I": 4, "i": 4}
_ALIGN = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """An opened file. It stays readable while anybody holds it, also when a newer version took its place."""

    meta: Mapping[str, Any]
    _views: Mapping[str, memoryview]

    def column(self, name: str) -> memoryview:
        """The numbers (or bytes) of a column; raises KnownError when the file has no such column."""
        try:
            return self._views[name]
        except KeyError as error:
            raise KnownError(f"The reference data has no “{name}”.", "Import it again with this version.") from error


def write_columns(path: Path, meta: Mapping[str, Any], columns: Mapping[str, array[int] | bytes | bytearray]) -> None:
    """Write the file and see it to the disk. ``bytes`` become a column of type B."""
    places: dict[str, tuple[str, int, int]] = {}
    at = 0
    for name, values in columns.items():
        code = values.typecode if isinstance(values, array) else "B"
        length = len(values) * _TYPES[code]
        places[name] = (code, at, length)
        at += length + -length % _ALIGN
    header = json.dumps({"meta": meta, "columns": places}, ensure_ascii=False, separators=(",", ":")).encode()
    header += b" " * (-(len(MAGIC) + 4 + len(header)) % _ALIGN)
    with path.open("wb") as file:
        file.write(MAGIC + struct.pack("<I", len(header)) + header)
        for values in columns.values():
            if isinstance(values, array) and sys.byteorder == "big":
                values = values[:]
                values.byteswap()
            file.write(memoryview(values).cast("B"))
            file.write(b"\0" * (-len(memoryview(values).cast("B")) % _ALIGN))
        file.flush()
        os.fsync(file.fileno())


def open_columns(path: Path) -> Columns:
    """Map a file that `write_columns` made.

    Raises:
        KnownError: it is not there, not of this kind, or cut short.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise KnownError(f"The reference data {path.name} cannot be read.", "Import or fetch it again.") from error
    try:
        return _read(memoryview(mapped))
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise KnownError(f"The reference data {path.name} is damaged.", "Import or fetch it again.") from error


def _read(whole: memoryview) -> Columns:
    if bytes(whole[: len(MAGIC)]) != MAGIC or sys.byteorder == "big":
        raise ValueError("not a file of columns for this machine")
    (length,) = struct.unpack_from("<I", whole, len(MAGIC))
    start = len(MAGIC) + 4
    header = json.loads(bytes(whole[start : start + length]))
    base = start + length
    views: dict[str, memoryview] = {}
    for name, (code, at, size) in header["columns"].items():
        if code not in _TYPES or at < 0 or size < 0 or base + at + size > len(whole) or size % _TYPES[code]:
            raise ValueError(name)
        views[name] = whole[base + at : base + at + size].cast(code)
    return Columns(header["meta"], views)
