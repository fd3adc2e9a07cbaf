"""From bytes to an answer: what it is, what it says about itself, and pixels or text when there is a decoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from triage.decoder import documents, films, heic, pictures
from triage.decoder.exif import picture_facts
from triage.decoder.formats import format_of
from triage.decoder.moov import film_facts
from triage.models import codec
from triage.models.decoding import (
    DAMAGED,
    DOCUMENT,
    FILM,
    MAGIC,
    MOST_TEXT,
    NOT_SUPPORTED,
    PICTURE,
    SHOWN,
    TEXT,
    TOO_LARGE,
    Decoded,
    DecodeRequest,
)

HEIC = "heic"
__all__ = ["MAGIC", "answer", "preload"]

Opened = tuple[Decoded, tuple[bytes, ...]]
Opener = Callable[[bytes, str, DecodeRequest], Opened]


def preload(head: bytes) -> None:
    """Load the decoders and codecs that a file with this beginning needs: once the process is locked no library can
    be opened any more. Those of films take half a second, which a picture should not wait for."""
    pictures.preload()
    documents.preload()
    found = format_of(head)
    if found.kind == FILM:
        films.preload()
    elif found.reader == HEIC:
        heic.preload()
    codec.encode(Decoded(state=SHOWN))
    codec.decode(DecodeRequest, codec.encode(DecodeRequest(size=0)))
    b"\xff\xfe".decode("utf-16", errors="replace")
    b"".decode("latin-1")


def answer(request: bytes, content: bytes, *, confined: bool) -> tuple[bytes, tuple[bytes, ...]]:
    """The answer line and the pixels that belong to it. Whatever a decoder raises is an answer too."""
    asked = codec.decode(DecodeRequest, request)
    found = format_of(content)
    made = Decoded(state=NOT_SUPPORTED, kind=found.kind, format=found.name, confined=confined)
    pixels: tuple[bytes, ...] = ()
    try:
        made = replace(made, facts=film_facts(content) if found.kind == FILM else picture_facts(content))
        opener = heic.opened if found.reader == HEIC else _OPENERS.get(found.kind)
        if opener is not None and found.reader:
            got, pixels = opener(content, found.reader, asked)
            made = replace(got, kind=made.kind, format=made.format, confined=confined,
                           facts=made.facts if got.facts.empty else got.facts)  # fmt: skip
    except MemoryError:
        made, pixels = replace(made, state=TOO_LARGE), ()
    except Exception as error:
        # Decoders raise what they like; the kind of error is all that leaves this process.
        made, pixels = replace(made, state=DAMAGED, detail=type(error).__name__), ()
    return codec.encode(made), pixels


def _text(content: bytes, _reader: str, _request: DecodeRequest) -> Opened:
    whole = content[: MOST_TEXT * 4].decode("utf-8", errors="replace").removeprefix("\ufeff")
    return Decoded(state=SHOWN, text=whole[:MOST_TEXT], partial=len(whole) > MOST_TEXT), ()


_OPENERS: dict[str, Opener] = {PICTURE: pictures.opened, DOCUMENT: documents.opened, FILM: films.opened, TEXT: _text}
