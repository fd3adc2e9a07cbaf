"""The screen's own pixels: what a piece of text is painted with and on, and how far the two stand apart."""

from __future__ import annotations

import struct
from array import array
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from PySide6.QtGui import QImage

from triage.ui.theme.contrast import ratio

Box = tuple[int, int, int, int]
"""x, y, width, height."""
GAP = 4
"""So many columns without ink end a word."""


class Picture:
    """A screen in XWD form, as Xvfb keeps it in a file."""

    def __init__(self, data: bytes) -> None:
        head = struct.unpack(">25I", data[:100])
        self._start = head[0] + head[19] * 12
        self.width, self.height, self._line = head[4], head[5], head[12]
        self._data = data

    def row(self, x: int, y: int, width: int) -> array[int]:
        """The pixels of one row, as 0xrrggbb."""
        at = self._start + y * self._line + x * 4
        return array("I", self._data[at : at + width * 4])

    def part(self, box: Box) -> Picture:
        """Only what lies inside ``box``."""
        x, y, width, height = box
        head = bytearray(self._data[: self._start])
        struct.pack_into(">2I", head, 16, width, height)
        struct.pack_into(">I", head, 48, width * 4)
        return Picture(bytes(head) + b"".join(self.row(x, y + down, width).tobytes() for down in range(height)))

    def inked(self, ground: int, ink: int) -> Picture:
        """The same with every pixel that is not the ground's in this ink."""
        pixels = array("I", self._data[self._start :])
        changed = array("I", (pixel if pixel == ground else ink for pixel in pixels))
        return Picture(self._data[: self._start] + changed.tobytes())

    def save(self, path: Path) -> Path:
        """Write it as a picture to look at."""
        pixels = self._data[self._start :]
        QImage(pixels, self.width, self.height, self._line, QImage.Format.Format_RGB32).save(str(path))
        return path

    def words(self, box: Box) -> Iterator[tuple[Box, float]]:
        """Each word (or sign) painted inside ``box`` with the contrast of its strongest pixel to the ground around."""
        x, y, width, height = box
        rows = [self.row(x, y + down, width) for down in range(height)]
        if not rows or not width:
            return
        ground = Counter(chain.from_iterable(rows)).most_common(1)[0][0]
        for top, bottom in _runs([row.count(ground) < width for row in rows], 1):
            columns = list(zip(*rows[top:bottom], strict=True))
            inked = [column.count(ground) < bottom - top for column in columns]
            for left, right in _runs(inked, GAP):
                ink = set(chain.from_iterable(columns[left:right])) - {ground}
                best = max(_contrast(pixel, ground) for pixel in ink)
                yield (x + left, y + top, right - left, bottom - top), best


def inside(inner: Box, outer: Box) -> Box:
    """The part of ``inner`` that lies in ``outer``."""
    left, top = max(inner[0], outer[0]), max(inner[1], outer[1])
    right = min(inner[0] + inner[2], outer[0] + outer[2])
    bottom = min(inner[1] + inner[3], outer[1] + outer[3])
    return left, top, max(0, right - left), max(0, bottom - top)


def _runs(inked: list[bool], gap: int) -> Iterator[tuple[int, int]]:
    """Stretches of ink, joined over fewer than ``gap`` empty places."""
    start, last = -1, -1
    for at, ink in enumerate([*inked, *([False] * gap)]):
        if ink:
            start, last = (at, at) if start < 0 else (start, at)
        elif start >= 0 and at - last >= gap:
            yield start, last + 1
            start = -1


@cache
def _contrast(one: int, other: int) -> float:
    return ratio(f"#{one & 0xFFFFFF:06x}", f"#{other & 0xFFFFFF:06x}")
