"""Pictures through Qt's own readers, looked at for size first and never opened larger than asked."""

from __future__ import annotations

import math

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from triage.models.decoding import DAMAGED, MOST_SIDE, NOT_SUPPORTED, SHOWN, TOO_LARGE, Decoded, DecodeRequest, Frame

MOST_SOURCE = 220_000_000
"""Pixels that a picture may have at all. The largest phone cameras make 200 million."""
MOST_WHOLE = 90_000_000
"""Pixels of a format that can only be opened whole (all but JPEG): 360 MB."""
_ALLOCATION_MB = 512
READERS = ("jpeg", "png", "gif", "bmp", "tiff", "webp")


def preload() -> None:
    """Have Qt load its readers: each is asked about two bytes that are no picture."""
    QImageReader.setAllocationLimit(_ALLOCATION_MB)
    for name in READERS:
        opened(b"no", name, DecodeRequest(size=0))


def opened(content: bytes, reader_name: str, request: DecodeRequest) -> tuple[Decoded, tuple[bytes, ...]]:
    """The picture as raw RGBA, turned the right way up, at most ``most_pixels`` large."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return _read(buffer, content, reader_name, request)  # the reader must go before what it reads from


def _read(
    buffer: QBuffer, content: bytes, reader_name: str, request: DecodeRequest
) -> tuple[Decoded, tuple[bytes, ...]]:
    reader = QImageReader(buffer, QByteArray(reader_name.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    if QByteArray(reader_name.encode()) not in QImageReader.supportedImageFormats():
        return Decoded(state=NOT_SUPPORTED), ()
    size = reader.size()
    told = Decoded(state=DAMAGED, width=max(size.width(), 0), height=max(size.height(), 0))
    if not size.isValid() or size.isEmpty():
        return told, ()
    pixels = size.width() * size.height()
    if pixels > MOST_SOURCE or (pixels > MOST_WHOLE and reader_name != "jpeg"):
        return Decoded(state=TOO_LARGE, width=size.width(), height=size.height()), ()
    scaled = _fitting(size, min(request.most_pixels, told.width * told.height))
    if scaled != size:
        reader.setScaledSize(scaled)
    image = reader.read()
    if image.isNull():
        return told, ()
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    if _fitting(image.size(), request.most_pixels) != image.size():  # a reader that does not scale by itself
        wanted = _fitting(image.size(), request.most_pixels)
        image = image.scaled(
            wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        ).convertToFormat(QImage.Format.Format_RGBA8888)
    frame = Frame(width=image.width(), height=image.height())
    partial = reader_name == "jpeg" and b"\xff\xd9" not in content[-1024:]
    made = Decoded(state=SHOWN, width=told.width, height=told.height, frames=(frame,), partial=partial, pages=1)
    return made, (bytes(image.constBits())[: frame.width * frame.height * 4],)


def _fitting(size: QSize, most_pixels: int) -> QSize:
    """The largest size of the same shape within the bounds."""
    factor = min(1.0, math.sqrt(most_pixels / (size.width() * size.height())))
    factor = min(factor, MOST_SIDE / max(size.width(), size.height()))
    if factor >= 1:
        return size
    return QSize(max(1, int(size.width() * factor)), max(1, int(size.height() * factor)))
