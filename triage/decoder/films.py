"""Stills of a film, evenly spread, through FFmpeg where `av` (PyAV) is installed; without it the answer says so."""

from __future__ import annotations

import importlib
import io
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from triage.models.decoding import (
    DAMAGED,
    MOST_FRAME_PIXELS,
    MOST_FRAMES,
    NOT_SUPPORTED,
    SHOWN,
    TOO_LARGE,
    Decoded,
    DecodeRequest,
    Frame,
)

MOST_SOURCE = 8192 * 4320
MOST_DECODED = 250
"""Pictures decoded on the way from the key picture before a still; a film whose key pictures lie further apart gives
stills that are a little early."""
_loaded: list[Any] = []


def preload() -> None:
    """Load FFmpeg's libraries if they are there."""
    try:
        _loaded[:] = [importlib.import_module("av")]
        importlib.import_module("av.subtitles.stream")  # which it would import when a film is opened
    except ImportError:
        _loaded.clear()


def opened(content: bytes, _reader: str, request: DecodeRequest) -> tuple[Decoded, tuple[bytes, ...]]:
    """Up to ``frames`` stills as raw RGBA. The film is in memory: FFmpeg opens no other file and no address."""
    if not _loaded:
        return Decoded(state=NOT_SUPPORTED), ()
    with _loaded[0].open(io.BytesIO(content), mode="r") as container:
        if not container.streams.video:
            return Decoded(state=NOT_SUPPORTED, detail="no-picture"), ()
        stream = container.streams.video[0]
        stream.thread_count = 1
        wide, high = stream.codec_context.width, stream.codec_context.height
        if wide * high > MOST_SOURCE:
            return Decoded(state=TOO_LARGE, width=wide, height=high), ()
        length_ms = int((container.duration or 0) / 1000)
        stills = list(_stills(container, stream, min(request.frames, MOST_FRAMES), length_ms))
    if not stills:
        return Decoded(state=DAMAGED, width=wide, height=high, length_ms=length_ms), ()
    made = Decoded(
        state=SHOWN, width=wide, height=high, length_ms=length_ms, frames=tuple(still for still, _ in stills),
        pages=len(stills),
    )  # fmt: skip
    return made, tuple(pixels for _, pixels in stills)


def _stills(container: Any, stream: Any, wanted: int, length_ms: int) -> Iterator[tuple[Frame, bytes]]:
    last = -1
    for at in range(wanted):
        sought = length_ms * at // wanted
        container.seek(sought * 1000)
        picture = None
        for picture in islice(container.decode(stream), MOST_DECODED):
            if (picture.time or 0) * 1000 >= sought:
                break
        if picture is None or (picture.time or 0) * 1000 <= last:
            continue
        last = int((picture.time or 0) * 1000)
        factor = min(1.0, math.sqrt(MOST_FRAME_PIXELS / (picture.width * picture.height)))
        wide, high = max(2, int(picture.width * factor) & ~1), max(2, int(picture.height * factor) & ~1)
        plane = picture.reformat(width=wide, height=high, format="rgba").planes[0]
        raw, stride = bytes(plane), plane.line_size
        pixels = b"".join(raw[line * stride : line * stride + wide * 4] for line in range(high))
        yield Frame(width=wide, height=high, at_ms=last), pixels
        if not length_ms:
            return
