"""What a file is by its own first bytes: only what is on this list is ever handed to a decoder.

Its name and the type that the sender gave play no part, so a changed extension opens no other decoder.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.decoding import DOCUMENT, FILM, OTHER, PICTURE, TEXT

_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


@dataclass(frozen=True, slots=True)
class Format:
    """``reader``: the decoder's own word for it, "" when there is none."""

    kind: str
    name: str
    reader: str = ""


_STARTS: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", Format(PICTURE, "JPEG picture", "jpeg")),
    (b"\x89PNG\r\n\x1a\n", Format(PICTURE, "PNG picture", "png")),
    (b"GIF87a", Format(PICTURE, "GIF picture", "gif")),
    (b"GIF89a", Format(PICTURE, "GIF picture", "gif")),
    (b"BM", Format(PICTURE, "BMP picture", "bmp")),
    (b"II*\0", Format(PICTURE, "TIFF picture", "tiff")),
    (b"MM\0*", Format(PICTURE, "TIFF picture", "tiff")),
    (b"\x1aE\xdf\xa3", Format(FILM, "Matroska or WebM video", "film")),
    (b"\0\0\x01\xba", Format(FILM, "MPEG video", "film")),
    (b"\0\0\x01\xb3", Format(FILM, "MPEG video", "film")),
    (b"0&\xb2u\x8ef\xcf\x11", Format(FILM, "Windows Media video", "film")),
    (b"FLV\x01", Format(FILM, "Flash video", "film")),
    (b"PK\x03\x04", Format(OTHER, "ZIP or Office file")),
    (b"\xd0\xcf\x11\xe0", Format(OTHER, "old Office file")),
    (b"MZ", Format(OTHER, "Windows program")),
    (b"\x7fELF", Format(OTHER, "Linux program")),
    (b"ID3", Format(OTHER, "MP3 sound")),
    (b"OggS", Format(OTHER, "Ogg sound or video")),
    (b"fLaC", Format(OTHER, "FLAC sound")),
    (b"#!AMR", Format(OTHER, "AMR sound")),
)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")
_AVIF = (b"avif", b"avis")


def format_of(content: bytes) -> Format:
    """The format; of kind “other” when the list does not have it."""
    if not content:
        return Format(OTHER, "empty file")
    if content.startswith(b"RIFF"):
        return _riff(content[8:12])
    if content[4:8] == b"ftyp":
        return _boxes(content[8:12])
    found = next((made for start, made in _STARTS if content.startswith(start)), None)
    if found is not None:
        return found
    if b"%PDF-" in content[:1024]:
        return Format(DOCUMENT, "PDF document", "pdf")
    return Format(TEXT, "text", "text") if _is_text(content[:65536]) else Format(OTHER, "file of unknown kind")


def _riff(form: bytes) -> Format:
    if form == b"WEBP":
        return Format(PICTURE, "WebP picture", "webp")
    if form == b"AVI ":
        return Format(FILM, "AVI video", "film")
    return Format(OTHER, "WAV sound") if form == b"WAVE" else Format(OTHER, "file of unknown kind")


def _boxes(brand: bytes) -> Format:
    if brand in _HEIC:
        return Format(PICTURE, "HEIC picture", "heic")
    if brand in _AVIF:
        return Format(PICTURE, "AVIF picture")
    if brand.startswith(b"M4A"):
        return Format(OTHER, "MPEG-4 sound")
    return Format(FILM, "QuickTime video" if brand == b"qt  " else "MP4 video", "film")


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
    return not _CONTROLS.intersection(head)
