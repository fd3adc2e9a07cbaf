"""Pictures of a film: stills evenly spread, or one after the other from a moment on, through FFmpeg in OpenCV's wheel.

That wheel is Apache-2.0 and carries an LGPL build of FFmpeg without x264 and x265 (docs/files.md). Without it the
answer says so. The film is in memory: FFmpeg is given no file and no address.
"""

from __future__ import annotations

import importlib
import io
import math
import os
import struct
from collections.abc import Iterator
from typing import Any

from triage.models.decoding import (
    DAMAGED,
    MOST_FRAME_PIXELS,
    MOST_FRAMES,
    MOST_MOMENT_FRAMES,
    MOST_MOMENT_PIXELS,
    NOT_SUPPORTED,
    SHOWN,
    TOO_LARGE,
    Decoded,
    DecodeRequest,
    Frame,
)

MOST_SOURCE = 8192 * 4320
HEADER = 65_536
"""Bytes at the beginning of an AVI film that its headers are looked for in."""
_BITMAP = struct.Struct("<IiiHHI")
_loaded: list[Any] = []


def preload() -> None:
    """Load OpenCV with FFmpeg if it is there; one thread, which is all that the lock and the memory allow."""
    os.environ.update(OPENBLAS_NUM_THREADS="1", OPENCV_LOG_LEVEL="OFF", OPENCV_FFMPEG_LOGLEVEL="-8")
    try:
        library = importlib.import_module("cv2")
    except ImportError:
        _loaded.clear()
        return
    library.setNumThreads(1)
    _loaded[:] = [library]
    _open(library, io.BytesIO(b"no film")).release()


def opened(content: bytes, _reader: str, request: DecodeRequest) -> tuple[Decoded, tuple[bytes, ...]]:
    """Pictures as raw RGBA: ``frames`` stills, or consecutive ones from ``at_ms`` on."""
    if not _loaded:
        return Decoded(state=NOT_SUPPORTED), ()
    library = _loaded[0]
    content, bottom_up = from_the_top(content)
    source = io.BytesIO(content)  # the library reads from it to its last moment and does not hold it itself
    film = _open(library, source)
    try:
        if not film.isOpened():
            return Decoded(state=DAMAGED), ()
        wide, high = int(film.get(library.CAP_PROP_FRAME_WIDTH)), int(film.get(library.CAP_PROP_FRAME_HEIGHT))
        if wide * high > MOST_SOURCE:
            return Decoded(state=TOO_LARGE, width=wide, height=high), ()
        length_ms = _length_ms(library, film)
        stepping = request.at_ms >= 0
        found = _from(library, film, request.at_ms) if stepping else _stills(library, film, request, length_ms)
        stills = [(frame, _turned_over(frame, pixels) if bottom_up else pixels) for frame, pixels in found]
    finally:
        film.release()
        source.close()
    if not stills:
        return Decoded(state=DAMAGED, width=wide, height=high, length_ms=length_ms), ()
    made = Decoded(
        state=SHOWN, width=wide, height=high, length_ms=length_ms, frames=tuple(still for still, _ in stills),
        pages=len(stills), stepping=stepping,
    )  # fmt: skip
    return made, tuple(pixels for _, pixels in stills)


def from_the_top(content: bytes) -> tuple[bytes, bool]:
    """An AVI film of plain bitmaps kept from the bottom up, told to be kept from the top down; whether it was one.

    Of such films OpenCV's FFmpeg writes past the end of each picture, which ends the process. Told otherwise it reads
    them well, and upside down. (BITMAPINFOHEADER: a height below zero means top-down; compression 0, BI_RGB.)
    """
    if content[:4] != b"RIFF" or content[8:12] != b"AVI ":
        return content, False
    at = -1
    changed: bytearray | None = None
    while (at := content.find(b"strf", at + 1, HEADER)) >= 0:
        if at + 8 + _BITMAP.size > len(content):
            break
        size, wide, high, planes, bits, compression = _BITMAP.unpack_from(content, at + 8)
        if size >= 40 and planes == 1 and compression == 0 and high > 0:
            changed = changed or bytearray(content)
            _BITMAP.pack_into(changed, at + 8, size, wide, -high, planes, bits, compression)
    return (bytes(changed), True) if changed else (content, False)


def _turned_over(frame: Frame, pixels: bytes) -> bytes:
    row = frame.width * 4
    return b"".join(pixels[at : at + row] for at in range(len(pixels) - row, -1, -row))


def _open(library: Any, source: io.BytesIO) -> Any:
    return library.VideoCapture(source, library.CAP_FFMPEG, [library.CAP_PROP_N_THREADS, 1])


def _length_ms(library: Any, film: Any) -> int:
    """Length by the film's own count of pictures; 0 when it does not say."""
    rate, count = film.get(library.CAP_PROP_FPS), film.get(library.CAP_PROP_FRAME_COUNT)
    length = count * 1000 / rate if rate > 0 else 0.0
    return int(length) if math.isfinite(length) and 0 < length < 2**40 else 0


def _stills(library: Any, film: Any, request: DecodeRequest, length_ms: int) -> Iterator[tuple[Frame, bytes]]:
    wanted, last = min(request.frames, MOST_FRAMES) if length_ms else 1, -1
    for at in range(wanted):
        if at:
            film.set(library.CAP_PROP_POS_MSEC, length_ms * at / wanted)
        made = _next(library, film, MOST_FRAME_PIXELS)
        if made is not None and made[0].at_ms > last:
            last = made[0].at_ms
            yield made


def _from(library: Any, film: Any, at_ms: int) -> Iterator[tuple[Frame, bytes]]:
    if at_ms:
        film.set(library.CAP_PROP_POS_MSEC, float(at_ms))
    for _ in range(MOST_MOMENT_FRAMES):
        made = _next(library, film, MOST_MOMENT_PIXELS)
        if made is None:
            return
        yield made


def _next(library: Any, film: Any, most_pixels: int) -> tuple[Frame, bytes] | None:
    """The next picture, turned as the film says, at most so large; None at the end."""
    there, picture = film.read()
    if not there:
        return None
    at_ms = film.get(library.CAP_PROP_POS_MSEC)
    high, wide = picture.shape[:2]
    factor = math.sqrt(most_pixels / (wide * high))
    if factor < 1:
        wide, high = max(1, int(wide * factor)), max(1, int(high * factor))
        picture = library.resize(picture, (wide, high), interpolation=library.INTER_AREA)
    pixels = library.cvtColor(picture, library.COLOR_BGR2RGBA).tobytes()
    return Frame(width=wide, height=high, at_ms=int(at_ms) if math.isfinite(at_ms) and at_ms > 0 else 0), pixels
