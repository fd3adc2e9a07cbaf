"""A column of texts on disk: one blob of UTF-8 and where each begins."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable

from triage.insight.reference.columns import Columns


def fold(text: str) -> str:
    """A name as it is compared: small letters without accents, punctuation and doubled blanks."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else "" if one in "'’." else " " for one in plain).split())


def blob_of(texts: Iterable[str]) -> tuple[bytes, array[int]]:
    """All texts in a row, and the places where they begin (one more than there are texts)."""
    parts, starts, at = [], array("I", [0]), 0
    for text in texts:
        part = text.encode()
        parts.append(part)
        at += len(part)
        starts.append(at)
    return b"".join(parts), starts


class Names:
    """Texts of a file of columns, by number; when they are sorted, also by their beginning."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._blob = columns.column(name)
        self._starts = columns.column(f"{name}_at")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, at: int) -> str:
        return bytes(self._blob[self._starts[at] : self._starts[at + 1]]).decode()

    def span(self, text: str) -> tuple[int, int]:
        """First and last (not included) of the names that are exactly ``text``; the names must be sorted by bytes."""
        wanted = text.encode()
        numbers = range(len(self))
        first = bisect_left(numbers, wanted, key=self._bytes)
        last = bisect_left(numbers, wanted + b"\0", lo=first, key=self._bytes)
        return first, last

    def _bytes(self, at: int) -> bytes:
        return bytes(self._blob[self._starts[at] : self._starts[at + 1]])
