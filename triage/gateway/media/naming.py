"""A name to save a file under: the sender's, without what a computer or an eye could trip over."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*:<>?|]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_name(name: str, number: int) -> str:
    """The last part of a path, without control, direction and other invisible characters, at most `LONGEST`
    characters with its extension kept; “file-N” when nothing is left.
    """
    last = re.split(r"[/\\]", name.strip())[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    plain = _NOT_IN_NAMES.sub("_", seen).strip(" .")
    if not plain or _RESERVED.fullmatch(plain):
        return f"file-{number}"
    if len(plain) <= LONGEST:
        return plain
    stem, dot, extension = plain.rpartition(".")
    kept = dot + extension if stem and len(extension) <= 10 else ""
    return plain[: LONGEST - len(kept)].rstrip(" .") + kept
