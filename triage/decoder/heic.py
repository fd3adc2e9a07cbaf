"""HEIC pictures of telephones through libheif in pi-heif's wheel (LGPL, no encoder); without it the answer says so."""

from __future__ import annotations

import importlib
import io
import math
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from triage.decoder.exif import picture_facts
from triage.models.decoding import (
    DAMAGED,
    MOST_SIDE,
    NOT_SUPPORTED,
    SHOWN,
    TOO_LARGE,
    Decoded,
    DecodeRequest,
    FileFacts,
    Frame,
)

MOST_SOURCE = 90_000_000
"""Pixels; it can only be opened whole."""
_loaded: list[Any] = []


def preload() -> None:
    """Load libheif if it is there; one thread, as the lock and the memory want it."""
    try:
        library = importlib.import_module("pi_heif")
    except ImportError:
        _loaded.clear()
        return
    library.options.DECODE_THREADS = 1
    library.options.THUMBNAILS = False
    _loaded[:] = [library]


def opened(content: bytes, _reader: str, request: DecodeRequest) -> tuple[Decoded, tuple[bytes, ...]]:
    """The main picture as raw RGBA, turned the right way up (libheif does), at most ``most_pixels`` large."""
    if not _loaded:
        return Decoded(state=NOT_SUPPORTED), ()
    picture = _loaded[0].open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    wide, high = picture.size
    if wide * high > MOST_SOURCE:
        return Decoded(state=TOO_LARGE, width=wide, height=high), ()
    form = {"RGB": QImage.Format.Format_RGB888, "RGBA": QImage.Format.Format_RGBA8888}.get(picture.mode)
    if form is None:
        return Decoded(state=DAMAGED, width=wide, height=high, detail="mode"), ()
    raw = bytes(picture.data)  # decoded here
    image = QImage(raw, wide, high, picture.stride, form).convertToFormat(QImage.Format.Format_RGBA8888)
    size = _fitting(wide, high, request.most_pixels)
    if size != image.size():
        image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    frame = Frame(width=image.width(), height=image.height())
    made = Decoded(state=SHOWN, width=wide, height=high, frames=(frame,), pages=1, facts=_facts(picture.info))
    return made, (bytes(image.constBits())[: frame.width * frame.height * 4],)


def _facts(info: dict[str, Any]) -> FileFacts:
    told = info.get("exif")
    return picture_facts(told.removeprefix(b"Exif\0\0")) if isinstance(told, bytes) else FileFacts()


def _fitting(wide: int, high: int, most_pixels: int) -> QSize:
    factor = min(1.0, math.sqrt(most_pixels / (wide * high)), MOST_SIDE / max(wide, high))
    return QSize(max(1, int(wide * factor)), max(1, int(high * factor)))
