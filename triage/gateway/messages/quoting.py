"""What somebody wrote in an answer, without the message it answers that their program put below it.

This is for reading only; the whole text is always kept beside it.
"""

from __future__ import annotations

import re

_WROTE = re.compile(
    r"\s*(?:On|Ar|Am|Le)\b.{4,200}\b(?:wrote|ysgrifennodd|schrieb|a écrit)\b.{0,80}:\s*", re.IGNORECASE | re.DOTALL
)
_STARTS = re.compile(r"\s*(?:On|Ar|Am|Le)\b", re.IGNORECASE)
_ORIGINAL = re.compile(r"\s*-{2,}\s*(?:Original Message|Forwarded message|Neges Wreiddiol)\s*-{2,}\s*", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}\s*")
_HEADER = re.compile(r"\s*\*?(?P<name>From|Sent|Date|To|Subject|Oddi wrth|Anfonwyd|At|Pwnc)\s*:\*?\s", re.IGNORECASE)
_QUOTED = re.compile(r"\s{0,3}[>|]")
_HEADERS_TOGETHER = 3


def trimmed(text: str) -> str:
    """The writer's own words: never empty when the text is not, and never a line that is not in the text."""
    lines = text.replace("\r\n", "\n").split("\n")
    last = max((at for at, line in enumerate(lines) if line.strip() and not _QUOTED.match(line)), default=-1)
    at = next((at for at in range(len(lines)) if _begins_quote(lines, at, last)), len(lines))
    above, below = lines[:at], lines[at:]
    # Words between quoted lines: the answer was written into the original.
    first = next((at for at, line in enumerate(below) if _QUOTED.match(line)), len(below))
    own = above + _unquoted(below[first:])
    kept = "\n".join(own).strip("\n ")
    return kept or "\n".join(_unquoted(lines)).strip("\n ") or text.strip("\n ")


def _begins_quote(lines: list[str], at: int, last: int) -> bool:
    """``last``: the last line that says something and is not quoted."""
    line = lines[at]
    if _ORIGINAL.fullmatch(line):
        return True
    if _STARTS.match(line) and any(_WROTE.fullmatch("\n".join(lines[at : at + more])) for more in (1, 2, 3)):
        return True
    if _RULE.fullmatch(line):
        return _is_head(lines, at + 1)
    return _is_head(lines, at) or (bool(_QUOTED.match(line)) and at > last)


def _is_head(lines: list[str], at: int) -> bool:
    """The few header lines that Outlook puts over what it quotes, the first of them the sender."""
    found = [_HEADER.match(line) for line in lines[at : at + 5]]
    first = found[0] if found else None
    names = {one["name"].lower() for one in found if one}
    return first is not None and first["name"].lower() in ("from", "oddi wrth") and len(names) >= _HEADERS_TOGETHER


def _unquoted(lines: list[str]) -> list[str]:
    return [line for line in lines if not _QUOTED.match(line)]
