"""Decoded pixels as a picture of Qt's."""

from __future__ import annotations

from PySide6.QtGui import QImage

from triage.models.decoding import Frame


def as_image(frame: Frame, pixels: bytes) -> QImage:
    """Raw pixels as what the screen paints fastest; a copy, so that the bytes may go."""
    raw = QImage(pixels, frame.width, frame.height, frame.width * 4, QImage.Format.Format_RGBA8888)
    return raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
