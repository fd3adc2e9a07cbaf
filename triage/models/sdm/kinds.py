"""Which kind of report it is: by the hub's subcode, then by words of its title and text within the category."""

from __future__ import annotations

import re
from functools import lru_cache

from triage.models.profile import Profile, ReportKind

_STRONG, _WEAK = 4, 1
_NARRATIVE = 1500
"""Characters of the narrative that are looked at: what it is about is said early."""


def kind_of(profile: Profile, *, category: str, subcode: str, title: str, narrative: str) -> ReportKind | None:
    """The profile's kind, or None when nothing speaks for any.

    A subcode named by one kind decides. Otherwise words decide among the kinds of the category (a word in the
    title counts four times one in the narrative), and a category that only one kind names decides alone.
    """
    code = subcode.strip().upper()
    by_code = [kind for kind in profile.kinds if code and code in _upper(kind.subcodes)]
    if len(by_code) == 1:
        return by_code[0]
    group = category.strip().upper()
    by_category = [kind for kind in profile.kinds if group and group in _upper(kind.categories)]
    candidates = by_code or by_category or list(profile.kinds)
    best = max(candidates, key=lambda kind: _score(kind, title, narrative[:_NARRATIVE]), default=None)
    if best is not None and _score(best, title, narrative[:_NARRATIVE]):
        return best
    return candidates[0] if (by_code or len(by_category) == 1) else None


def _upper(codes: tuple[str, ...]) -> frozenset[str]:
    return _upper_cached(codes)


@lru_cache(maxsize=256)
def _upper_cached(codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code.upper() for code in codes)


def _score(kind: ReportKind, title: str, narrative: str) -> int:
    if not kind.words:
        return 0
    pattern = _pattern(kind.words)
    in_title = {found[0].lower() for found in pattern.finditer(title)}
    in_narrative = {found[0].lower() for found in pattern.finditer(narrative)}
    return _STRONG * len(in_title) + _WEAK * len(in_narrative)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\b", re.IGNORECASE)
