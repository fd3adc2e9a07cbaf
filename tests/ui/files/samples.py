"""Files as the public and the ill-meaning send them, made here: nothing of them is on the disk."""

from __future__ import annotations

import base64
import struct
import zlib

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QLinearGradient, QPainter

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font
/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 24 Tf 100 700 Td (A letter) Tj ET
endstream endobj
trailer<</Root 1 0 R>>"""

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAACQAAgAAAAACBgABAAAAAAAAAEAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    "ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAbG1kYXQAAAAgKAGvGYDvSaW//+4VgR813b82yF4Xs5B/0Vp57vcDbW8AAAAGRXhp"
    "ZgAATU0AKgAAAAgAAgEPAAIAAAAIAAAAJgEQAAIAAAAIAAAALgAAAABFeGFtcGxlAFBob25lIDQA"
)
"""64 by 48: the left half blue, the right half red; made by "Example Phone 4"."""


def picture(width: int = 800, height: int = 600, form: str = "JPEG") -> bytes:
    """An invented street with a car, so that turning and zooming can be seen."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor("#8fb3d9"))
    sky.setColorAt(1, QColor("#d9cfc0"))
    painter.fillRect(image.rect(), sky)
    painter.fillRect(0, height * 3 // 4, width, height // 4, QColor("#5b5f66"))
    painter.fillRect(width // 5, height // 2, width * 2 // 5, height // 4, QColor("#7a1f1f"))
    if QGuiApplication.instance() is not None:  # letters need one
        painter.setPen(QColor("white"))
        font = QFont()
        font.setPixelSize(max(8, height // 16))
        painter.setFont(font)
        painter.drawText(width // 4, height * 2 // 3, "TE57 VRM")
    painter.end()
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.ReadWrite)
    image.save(kept, form)  # type: ignore[call-overload]
    return bytes(kept.data().data())


def photograph() -> bytes:
    """A JPEG picture that says when and where it was taken, and by which camera."""
    plain = picture()
    block = b"Exif\0\0" + _exif()
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:]


def bomb(side: int = 30_000) -> bytes:
    """A PNG file of a few hundred kilobytes that opens to 3.6 gigabytes."""
    row = b"\0" * (side * 4 + 1)
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(row) for _ in range(64)) + packer.flush()
    return _png(side, side, lines)


def huge(width: int = 2_000_000, height: int = 2_000_000) -> bytes:
    """A PNG header that claims more than any camera makes."""
    return _png(width, height, zlib.compress(b"\0" * 64))


def _png(width: int, height: int, lines: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", lines) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _exif() -> bytes:
    """A little TIFF structure: make, model, moment with offset, 51° 53' 22.24" N, 0° 54' 15.16" E."""
    make, model, moment, offset = b"Example\0", b"Phone 4\0", b"2026:11:19 22:10:04\0", b"+00:00\0"
    first, inner, place = 8, 8 + 2 + 4 * 12 + 4, 8 + 2 + 4 * 12 + 4 + 2 + 2 * 12 + 4
    data = place + 2 + 4 * 12 + 4
    where = {
        "make": data, "model": data + 8, "moment": data + 16, "offset": data + 36, "north": data + 44,
        "east": data + 68,
    }  # fmt: skip

    def entry(tag: int, kind: int, count: int, value: int | bytes) -> bytes:
        told = value.ljust(4, b"\0") if isinstance(value, bytes) else struct.pack("<I", value)
        return struct.pack("<HHI", tag, kind, count) + told

    def directory(*entries: bytes) -> bytes:
        return struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", 0)

    def degrees(whole: int, minutes: int, hundredths: int) -> bytes:
        return struct.pack("<6I", whole, 1, minutes, 1, hundredths, 100)

    return b"".join(
        (
            struct.pack("<2sHI", b"II", 42, first),
            directory(
                entry(0x010F, 2, 8, where["make"]), entry(0x0110, 2, 8, where["model"]),
                entry(0x8769, 4, 1, inner), entry(0x8825, 4, 1, place),
            ),
            directory(entry(0x9003, 2, 20, where["moment"]), entry(0x9011, 2, 7, where["offset"])),
            directory(
                entry(1, 2, 2, b"N\0"), entry(2, 5, 3, where["north"]), entry(3, 2, 2, b"E\0"),
                entry(4, 5, 3, where["east"]),
            ),
            make, model, moment, offset.ljust(8, b"\0"), degrees(51, 53, 2224), degrees(0, 54, 1516),
        )
    )  # fmt: skip
