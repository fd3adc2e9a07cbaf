"""What the desk and its decoding process say to each other about one file.

The process that opens files of the public is another one than the desk's. It is given a `DecodeRequest` line and the
bytes, and gives back a `Decoded` line and raw pixels: nothing that it says is believed beyond these bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

MAGIC = b"TRD1"
"""Begins the answer; then the length of the line in four bytes (big endian), the line, the pixels."""
MOST_HEADER = 2 * 1024 * 1024
"""Longest answer line in bytes; the text of a text file is in it."""
MOST_TEXT = 400_000
"""Characters of a text file that are shown."""
MOST_SIDE = 4096
MOST_PIXELS = 12_000_000
"""Pixels handed back of one picture or page: 48 MB, enough to read a number plate in a phone's photograph."""
MOST_FRAMES = 24
MOST_FRAME_PIXELS = 640 * 480
MOST_MOMENT_FRAMES = 12
"""Pictures of a film that are handed back when it is stepped through, one after the other."""
MOST_MOMENT_PIXELS = 1280 * 720
MOST_ANSWER = 4 * (MOST_PIXELS + MOST_FRAMES * MOST_FRAME_PIXELS)

SHOWN = "shown"
NOT_SUPPORTED = "not-supported"
"""No decoder for this kind is installed here."""
DAMAGED = "damaged"
TOO_LARGE = "too-large"
"""It would open to more pixels than a person could have sent in good faith."""
PROTECTED = "protected"
"""It opens with a password only."""
CRASHED = "crashed"
"""The process ended without an answer, or its answer was not one."""
TIMED_OUT = "timed-out"
STATES = (SHOWN, NOT_SUPPORTED, DAMAGED, TOO_LARGE, PROTECTED, CRASHED, TIMED_OUT)

PICTURE = "picture"
DOCUMENT = "document"
FILM = "film"
TEXT = "text"
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeRequest:
    """``size``: bytes of the file that follow. ``page`` counts from 0; ``frames``: how many stills of a film, unless
    ``at_ms`` is not negative: then the pictures from that moment on, one after the other."""

    size: int
    page: int = 0
    frames: int = 12
    at_ms: int = -1
    most_pixels: int = MOST_PIXELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One raster of the answer: RGBA, four bytes a pixel, no gaps between lines. ``at_ms`` into a film."""

    width: int
    height: int
    at_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What the file says about itself; nobody has checked it, and anybody can change it.

    ``taken_at``: "2026-11-19 22:10:04" with the offset when the file gives one, "" when it does not say.
    ``latitude``/``longitude``: WGS 84 degrees; ``altitude``: metres. ``camera``: make and model.
    """

    taken_at: str = ""
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    camera: str = ""
    software: str = ""
    rotated: bool = False

    @property
    def empty(self) -> bool:
        return self == FileFacts(rotated=self.rotated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The answer. ``format``: what the bytes are ("JPEG picture"); ``kind`` one of the five above.

    ``width``/``height``: of the whole picture as stored, which may be more than what was handed back. ``partial``:
    the file ends too early, so the rest of the picture is made up. ``stepping``: the pictures of a film follow one
    another. ``confined``: whether the system holds the process
    back from files, network and other programs.
    """

    state: str
    kind: str = OTHER
    format: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0
    page: int = 0
    length_ms: int = 0
    frames: tuple[Frame, ...] = ()
    partial: bool = False
    stepping: bool = False
    text: str = ""
    facts: FileFacts = FileFacts()
    confined: bool = False
    detail: str = ""
