"""What takes the meaning out of risky words: a "no", a name of a place, a "Weapon: none"."""

from __future__ import annotations

import re

from triage.insight.risk.words import STOP, Told, plain_stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(plain_stem, words.split()))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NO = _stems("no not never without none nothing neither nor zero nil dim heb ddim")
_NOT_A_NO = _stems(
    "know sure idea only just stop long leave care mind want wait answer let allow like believe understand matter"
    " wonder able can far get reason really look"
)
"""Stems after a "no" with which it means something else: "I do not know who", "not only", "no idea", "won't stop"."""
_BREAKS = _stems("but however although though except until because so then when if and that who which")
_SUBJECTS = frozenset(["he", "she", "they", "i", "we", "you"])
_REACH = 6
_SAID_NO = re.compile(r"\s*[:?\-–]+\s*(?:no|none|n/?a|nil|not applicable)\b", re.IGNORECASE)
_PLACE = _words(
    "road rd street st lane ln avenue ave close drive park arms inn hotel pub yard hill house court "
    "cottage cafe school station wood green bridge terrace palace farm gate way crescent association "
    "solicitors bar restaurant club estate square place row mews common "
)
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "pc", "sgt", "rev", "sir", "the"])
_NAMED = re.compile(r"[A-Z][a-z'’]+")


def is_denied(told: Told, first: int, last: int, text: str) -> bool:
    """Whether a "no" shortly before the stems (in the same clause) takes them back, or "…: none" follows them."""
    if _SAID_NO.match(text, told.spans[last][1]):
        return True
    stems = told.stems
    for back in range(first - 1, max(first - 1 - _REACH, -1), -1):
        word = stems[back]
        if word == STOP or word in _BREAKS:
            return False
        if back + 1 in told.commas and stems[min(back + 1, len(stems) - 1)] in _SUBJECTS:
            return False
        if word in _NO:
            follows = stems[back + 1] if back + 1 < len(stems) else ""
            return follows not in _NOT_A_NO or back + 1 >= first
    return False


def is_name(told: Told, first: int, last: int, text: str) -> bool:
    """Whether the words are part of a name: "Stabbing Wood", "Mrs Savage", "the Gunmakers Arms"."""
    if last - first > 1:
        return False
    start, end = told.spans[first][0], told.spans[last][1]
    if not _NAMED.fullmatch(text[start:end].split(maxsplit=1)[0]):
        return False
    before = text[:start].rstrip().rpartition(" ")[2].lower().strip(".,(“\"'")
    if before in _TITLES - {"the"}:
        return True
    after = text[end : end + 40].split()[:2]
    return any(word[:1].isupper() and word.strip(".,;:!?'’s").lower() in _PLACE for word in after)
