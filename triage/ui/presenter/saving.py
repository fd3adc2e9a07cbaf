"""The name under which an attachment is exported (rule R11)."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""What Windows takes for a device, whatever the rest of the name says."""


def safe_name(name: str, number: int) -> str:
    """A file name that means nothing to any file system but a name (no path, no control or direction marks)."""
    cleaned = _UNSAFE.sub("_", name).strip(" .")[-120:]
    if _DEVICES.match(cleaned):
        cleaned = f"_{cleaned}"
    return cleaned or f"attachment-{number}"
