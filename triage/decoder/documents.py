"""Pages of PDF documents through pdfium, where `pypdfium2` is installed; without it the answer says so."""

from __future__ import annotations

import importlib
import math
from typing import Any

from triage.models.decoding import DAMAGED, MOST_SIDE, NOT_SUPPORTED, PROTECTED, SHOWN, Decoded, DecodeRequest, Frame

SHARPNESS = 2.0
"""Pixels for each of the page's points (1/72 inch): 144 dots an inch."""
MOST_PAGE_PIXELS = 6_000_000
_loaded: list[Any] = []


def preload() -> None:
    """Load pdfium if it is there."""
    try:
        _loaded[:] = [importlib.import_module("pypdfium2")]
    except ImportError:
        _loaded.clear()


def opened(content: bytes, _reader: str, request: DecodeRequest) -> tuple[Decoded, tuple[bytes, ...]]:
    """One page as raw RGBA, forms and annotations included, scripts never run (pdfium is built without them)."""
    if not _loaded:
        return Decoded(state=NOT_SUPPORTED), ()
    library = _loaded[0]
    try:
        document = library.PdfDocument(content)
    except library.PdfiumError as error:
        return Decoded(state=PROTECTED if "password" in str(error).lower() else DAMAGED), ()
    pages = len(document)
    if not pages:
        return Decoded(state=DAMAGED), ()
    at = min(max(request.page, 0), pages - 1)
    page = document[at]
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        return Decoded(state=DAMAGED, pages=pages, page=at), ()
    most = min(request.most_pixels, MOST_PAGE_PIXELS)
    scale = min(SHARPNESS, math.sqrt(most / (width * height)), (MOST_SIDE - 1) / max(width, height))
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    wide, high, stride = bitmap.width, bitmap.height, bitmap.stride
    raw = bytes(bitmap.buffer)
    rows = (raw[line * stride : line * stride + wide * 4] for line in range(high))
    pixels = bytearray(b"".join(rows))
    pixels[3::4] = b"\xff" * (len(pixels) // 4)
    made = Decoded(
        state=SHOWN, width=round(width), height=round(height), pages=pages, page=at,
        frames=(Frame(width=wide, height=high),),
    )  # fmt: skip
    return made, (bytes(pixels),)
