"""Small real files drawn by our own code: a PNG picture, a one-page PDF, an uncompressed AVI clip.

The files are complete and open in ordinary viewers; nothing in them comes from anywhere else. A handful of variants
exist of each and they are made once, because many reports carry one.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache

VARIANTS = 6
_PNG_SIZE = (96, 64)
_AVI_SIZE = (32, 24)


@dataclass(frozen=True, slots=True)
class InlineFile:
    """The bytes of a small file and their base64 text."""

    media_type: str
    suffix: str
    content: bytes
    base64: str


@cache
def inline_file(form: str, variant: int) -> InlineFile:
    """A file of the form "png", "pdf" or "avi". Raises KeyError for another form."""
    maker, media_type = _MAKERS[form]
    content = maker(variant)
    return InlineFile(media_type, form, content, b64encode(content).decode("ascii"))


def _pixel(x: int, y: int, size: tuple[int, int], variant: int, step: int = 0) -> tuple[int, int, int]:
    """A crude street scene: sky, road, a coloured box that moves with ``step``."""
    width, height = size
    left, top = (variant * 11 + step * 3) % (width // 2), height // 2
    if left <= x < left + width // 3 and top - height // 6 <= y < top + height // 6:
        return (40 + variant * 35, 60, 210 - variant * 30)
    if y < top:
        return (150 + y, 170 + y // 2, 200)
    return (70, 70, 74) if (x // 8 + y) % 9 else (210, 210, 200)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(variant: int) -> bytes:
    width, height = _PNG_SIZE
    rows = b"".join(
        b"\0" + b"".join(bytes(_pixel(x, y, _PNG_SIZE, variant)) for x in range(width)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


_LETTERS = (
    "Copy of the letter that was put through my door",
    "Receipt 0042 - paid by card",
    "Diary sheet: dates and times of noise",
    "Estimate for repair, body shop",
    "Screenshot printed from my phone",
    "Notice to quit - handed over without an envelope",
)


def _pdf(variant: int) -> bytes:
    text = f"BT /F1 16 Tf 60 760 Td ({_LETTERS[variant % len(_LETTERS)]}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _riff(name: bytes, body: bytes, kind: bytes = b"") -> bytes:
    head = name + struct.pack("<I", len(body) + len(kind)) + kind
    return head + body + (b"\0" if len(body) % 2 else b"")


def _avi(variant: int) -> bytes:
    """Four uncompressed frames at two a second."""
    (width, height), frames = _AVI_SIZE, 4
    size = width * height * 3
    pictures = [
        b"".join(
            bytes(reversed(_pixel(x, y, _AVI_SIZE, variant, step)))
            for y in range(height - 1, -1, -1)
            for x in range(width)
        )
        for step in range(frames)
    ]
    main = struct.pack("<14I", 500_000, size * 2, 0, 0x10, frames, 0, 1, size, width, height, 0, 0, 0, 0)
    stream = struct.pack(
        "<4s4sIHHIIIIIIII4H", b"vids", b"DIB ", 0, 0, 0, 0, 1, 2, 0, frames, size, 0, 0, 0, 0, width, height
    )
    bitmap = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, size, 0, 0, 0, 0)
    track = _riff(b"LIST", _riff(b"strh", stream) + _riff(b"strf", bitmap), b"strl")
    header = _riff(b"LIST", _riff(b"avih", main) + track, b"hdrl")
    movie = _riff(b"LIST", b"".join(_riff(b"00db", picture) for picture in pictures), b"movi")
    index = b"".join(struct.pack("<4sIII", b"00db", 0x10, 4 + n * (size + 8), size) for n in range(frames))
    return _riff(b"RIFF", header + movie + _riff(b"idx1", index), b"AVI ")


_MAKERS = {
    "png": (_png, "image/png"),
    "pdf": (_pdf, "application/pdf"),
    "avi": (_avi, "video/x-msvideo"),
}
