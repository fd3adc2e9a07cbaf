"""The screen's words for attachments: what they are, how they stand, what they say about themselves. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.clock import london
from triage.models.decoding import (
    CRASHED,
    DAMAGED,
    NOT_SUPPORTED,
    PROTECTED,
    TIMED_OUT,
    TOO_LARGE,
    Decoded,
    FileFacts,
)
from triage.models.files import (
    FAILED,
    FETCHED,
    INFECTED,
    INLINE,
    LINK,
    LOCKED,
    PARTLY,
    SCANNING,
    STORED,
    SUSPICIOUS,
    FileLine,
)

_KINDS = {
    "application/pdf": "PDF document",
    "application/zip": "ZIP file",
    "application/json": "JSON data",
    "application/x-executable": "program",
    "application/octet-stream": "unknown kind",
    "text/html": "web page",
    "text/plain": "text",
    "image/svg+xml": "SVG drawing",
    "image/jpeg": "JPEG picture",
    "image/png": "PNG picture",
    "image/gif": "GIF picture",
    "image/webp": "WebP picture",
    "image/heic": "HEIC picture",
    "image/tiff": "TIFF picture",
    "video/mp4": "MP4 video",
    "video/quicktime": "QuickTime video",
}
_MAIN = {"image": "picture", "video": "video", "audio": "sound", "text": "text"}
_REASONS = {
    "too-large": "It is larger than the gateway takes.",
    "type-differs": "Its content is another kind than its name or its sender says.",
    "executable": "It is a program, whatever its name says.",
    "dangerous-name": "Its name is that of a file that runs.",
    "not-scanned": "No virus scanner looked at it.",
    "scan-failed": "The virus scanner could not look at it.",
    "not-allowed": "It lies at an address that is not on the list of hub hosts.",
    "erased": "The hub has erased it.",
}
_DECODING: dict[str, tuple[str, str]] = {
    NOT_SUPPORTED: ("This kind of file cannot be shown here.", "Export the original and open it where such files are."),
    DAMAGED: ("This file is damaged or cut off, so it cannot be shown.", "The original can still be exported."),
    TOO_LARGE: (
        "This file would open to far more pixels than a camera makes, so it was not opened.",
        "Treat it with care. The original can still be exported.",
    ),
    PROTECTED: ("This document opens with a password only.", "Export the original, or ask the reporter for the words."),
    CRASHED: (
        "Opening this file ended the process that opens files. Nothing else was touched.",
        "Treat it with care. The original can still be exported.",
    ),
    TIMED_OUT: (
        "Opening this file took too long and was stopped. Nothing else was touched.",
        "Treat it with care. The original can still be exported.",
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``word`` for a pill of kind ``tone``; ``what`` happened and what to ``do``, for the viewer."""

    word: str
    tone: str
    what: str
    do: str = ""


def standing(line: FileLine, now: datetime) -> Standing:
    """How an attachment stands, in words."""
    if line.here == LOCKED:
        where = "" if line.state == LOCKED else " at this desk"
        return Standing("Locked", "wrong", f"Somebody{where} stopped viewing this: it may be illegal.")
    if line.state == INFECTED:
        found = f" ({line.signature})" if line.signature else ""
        return Standing("Refused by the scanner", "wrong", f"The virus scanner found something in it{found}.",
                        "The gateway hands it to nobody.")  # fmt: skip
    if line.state == FAILED:
        word = "Too large" if line.reason == "too-large" else "Not fetched"
        return Standing(word, "warn", f"The gateway could not fetch it. {reason_words(line.reason)}".strip(),
                        "Ask the gateway to try again, or ask the reporter to send it again.")  # fmt: skip
    if line.state in (LINK, SCANNING):
        what = "It is being fetched from the hub." if line.state == LINK else "The virus scanner is looking at it."
        when = f" The next try is {_until(line.next_try_at, now)}." if line.next_try_at else ""
        return Standing("On its way", "plain", what + when, "It opens here as soon as it is there.")
    if line.here == FETCHED:
        odd = line.state == SUSPICIOUS
        return Standing("Fetched" if not odd else "Not what it says", "warn" if odd else "good", "It is here.")
    if line.state == SUSPICIOUS:
        return Standing("Not what it says", "warn", reason_words(line.reason) or "It is not what it says it is.",
                        "Fetch it only if you need it.")  # fmt: skip
    if line.here == PARTLY:
        return Standing("Partly fetched", "plain", f"{size_words(line.here_bytes)} of it are here.")
    return Standing("Ready", "plain", "The gateway has it.") if line.state in (STORED, INLINE) else Standing(
        line.state or "Not known", "plain", "The gateway says nothing more about it."
    )  # fmt: skip


def reason_words(reason: str) -> str:
    """A short word of the gateway as a sentence; one that is not known is told as it is."""
    if reason.startswith("status-"):
        return f"The hub answered {reason.removeprefix('status-')}."
    return _REASONS.get(reason, f"Reason: {reason}." if reason else "")


def kind_words(line: FileLine) -> str:
    """What the bytes say it is, else what the sender says."""
    told = (line.media_type or line.claimed_type or "").partition(";")[0].strip().lower()
    return _KINDS.get(told) or _MAIN.get(told.partition("/")[0]) or (told or "unknown kind")


def contradiction(line: FileLine, found: str = "") -> str:
    """Said when name, sender and content disagree; ``found``: what the decoding process saw."""
    extension = line.name.rpartition(".")[2].lower() if "." in line.name else ""
    claimed = line.claimed_type.partition(";")[0]
    if line.state != SUSPICIOUS and not _differs(found, extension):
        return ""
    named = f"Named “.{extension[:12]}”" if extension else "Without an extension"
    return f"{named}, sent as {claimed or 'no type'}, but its content is: {found or kind_words(line)}."


def _differs(found: str, extension: str) -> bool:
    families = {
        **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic"), "picture"),
        **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm", "3gp"), "video"),
        "pdf": "document",
        "txt": "text",
    }
    wanted = families.get(extension)
    return bool(found and wanted and wanted not in found)


def about(line: FileLine) -> str:
    """Kind, size and a short hash, for the list."""
    bits = [kind_words(line), size_words(line.size), line.sha256[:8] and f"SHA-256 {line.sha256[:8]}…"]
    return " · ".join(bit for bit in bits if bit)


def size_words(size: int | None) -> str:
    if size is None:
        return "size not known"
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def decoding_words(decoded: Decoded) -> tuple[str, str]:
    """What happened and what to do, for an answer without pixels."""
    what, do = _DECODING.get(decoded.state, ("This file cannot be shown here.", "Export the original."))
    if decoded.state == NOT_SUPPORTED and decoded.format:
        what = f"No reader for this is installed here: {decoded.format}."
    if decoded.state == TOO_LARGE and decoded.width:
        what = f"This picture says it has {decoded.width:,} × {decoded.height:,} pixels, so it was not opened."
    return what, do


def facts_words(facts: FileFacts) -> tuple[tuple[str, str], ...]:
    """Label and words of what a file says about itself."""
    rows = []
    if facts.taken_at:
        rows.append(("Taken", facts.taken_at))
    if facts.latitude is not None and facts.longitude is not None:
        rows.append(("Place", place_words(facts.latitude, facts.longitude)))
    if facts.altitude is not None:
        rows.append(("Height", f"{facts.altitude:.0f} m"))
    if facts.camera:
        rows.append(("Camera", facts.camera))
    if facts.software:
        rows.append(("Software", facts.software))
    return tuple(rows)


def place_words(latitude: float, longitude: float) -> str:
    """“51.88951° N, 0.90421° E”: five digits are a metre."""
    north, east = ("N" if latitude >= 0 else "S"), ("E" if longitude >= 0 else "W")
    return f"{abs(latitude):.5f}° {north}, {abs(longitude):.5f}° {east}"


def moment_words(at: datetime) -> str:
    return f"{london(at).day} {london(at):%B %Y %H:%M}"


def position_words(at_ms: int, of_ms: int) -> str:
    """“0:12.040 of 1:30”."""
    return f"{_clock(at_ms)}.{at_ms % 1000:03d} of {_clock(of_ms)}"


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def _until(at: datetime | None, now: datetime) -> str:
    seconds = int((at - now).total_seconds()) if at else 0
    if seconds <= 5:
        return "about now"
    return f"in {seconds} seconds" if seconds < 120 else f"in {seconds // 60} minutes"
