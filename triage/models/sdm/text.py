"""Bytes of a payload to text that can be parsed, stored and sent on, whatever came.

Text that other systems refuse (unpaired surrogates, NUL) is made visible here, once, so that every later step may
rely on it: msgspec, SQLite and PostgreSQL each refuse one of the two.
"""

from __future__ import annotations

import json
import re

from triage.models.answer import Gap

_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a proper pair: kept
    r"|\\u(?P<lone>[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\u(?P<nul>0000)"
    r"|\\.",
    re.DOTALL,
)
_AS_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
"""What `surrogateescape` makes of a byte that is not UTF-8, to the letter it is in Windows-1252."""
ENCODING = Gap(
    key="encoding", words="Some characters were not in the encoding the form should use; check the original."
)
UNPAIRED = Gap(key="unreadable_characters", words="Some characters could not be kept and are shown as ‹…›.")


def decode_text(raw: bytes) -> tuple[str, tuple[Gap, ...]]:
    """The text of ``raw``: UTF-8, UTF-16 or UTF-32 with or without a mark, else what can be read of it.

    Bytes that are not UTF-8 are read one by one as Windows-1252 (what a mail server or an old form makes of “£”),
    and a Gap says so. Never raises.
    """
    encoding = json.detect_encoding(raw)
    gaps: list[Gap] = []
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        gaps.append(ENCODING)
        if encoding.startswith("utf-8"):
            text = raw.decode(encoding, "surrogateescape").translate(_AS_WINDOWS)
        else:
            text = raw.decode(encoding, "replace")
    shown = _storable(text)
    if shown != text:
        gaps.append(UNPAIRED)
    return shown, tuple(gaps)


def _storable(text: str) -> str:
    """Unpaired surrogate escapes and NUL as visible words; everything else as it is."""
    if "\0" in text:
        text = text.replace("\0", "‹NUL›")
    if "\\ud" in text or "\\uD" in text or "\\u0000" in text:
        text = _ESCAPES.sub(_visible_escape, text)
    return text


def _visible_escape(found: re.Match[str]) -> str:
    if found["lone"]:
        return f"‹U+{found['lone'].upper()}›"
    return "‹NUL›" if found["nul"] else found[0]
