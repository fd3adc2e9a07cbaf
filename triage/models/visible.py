"""Text from the public made safe to look at (rule R11): what could hide or turn words is shown by name."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u2060": "WJ", "\ufeff": "BOM", "\u00ad": "SHY",
    "\u034f": "CGJ", "\u061c": "ALM",
    "\u180e": "MVS", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u115f": "HCF", "\u1160": "HJF",
    "\u3164": "HF", "\uffa0": "HHF",
}  # fmt: skip
_NEW_LINES = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_JOINED = re.compile("(?<=[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d(?=[\U0001f000-\U0001faff\u2600-\u27bf])")
_TOLD = re.compile(f"(?P<join>{_JOINED.pattern})|{_HIDDEN.pattern}")
_PILE = re.compile(
    r"(?:(?!\ufe0f)[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]){5,}"
)


def visible(text: str) -> str:
    """The text with bidirectional, zero-width and control characters as words in ‹…›, every kind of line break as a
    newline, and towers of accents cut to four. Letters, accents, emoji and tabs stay as they are. Idempotent."""
    if text.isascii() and text.isprintable():
        return text
    plain = _NEW_LINES.sub("\n", text)
    plain = _PILE.sub(lambda found: found[0][:4] + "‹…›", plain)
    return _TOLD.sub(_named, plain)


def one_line(text: str, limit: int) -> str:
    """`visible` text on one line, blanks run together, cut at a word to ``limit`` characters with “…”."""
    line = " ".join(visible(text[: limit * 20]).split())
    if len(line) <= limit and len(text) <= limit * 20:
        return line
    cut = line[: limit - 1]
    at_word = cut.rfind(" ")
    return (cut[:at_word] if at_word > limit * 2 // 3 else cut).rstrip() + "…"


def _named(found: re.Match[str]) -> str:
    char = found[0]
    if found["join"]:
        return char  # it joins two emoji into one
    if char in _NAMES:
        return f"‹{_NAMES[char]}›"
    return f"‹U+{ord(char):04X}›" if unicodedata.category(char) != "Cc" else f"‹{_control(char)}›"


def _control(char: str) -> str:
    short = ("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS")
    number = ord(char)
    return short[number] if number < len(short) else "ESC" if number == 0x1B else f"U+{number:04X}"
