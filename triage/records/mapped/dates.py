"""Times as another system writes them: ``DD/MM/YYYY hh:mm`` by the mapping's time zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_TOKEN = re.compile(r"YYYY|YY|MM|DD|hh|mm|ss|±hh:mm|Z")
_LEFT_OVER = re.compile(r"[A-SU-Za-z]{2,}")
_CODES = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "hh": "%H", "mm": "%M", "ss": "%S"}


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern, "" for nothing."""
    if not re.search("YY|MM|DD|hh|mm|ss", pattern):
        return f"“{pattern}” holds no YYYY, MM, DD, hh, mm or ss; write it like DD/MM/YYYY hh:mm"
    left = _LEFT_OVER.search(_TOKEN.sub("", pattern))
    return f"“{left[0]}” is not known; allowed are YYYY, YY, MM, DD, hh, mm, ss, ±hh:mm and Z" if left else ""


def has_time(pattern: str) -> bool:
    return bool(re.search("hh|mm|ss", pattern))


def is_day(text: str) -> bool:
    """Whether this is a date without a time ("2026-11-19")."""
    return len(text) == 10


def written(text: str, pattern: str, zone: str) -> str | None:
    """The ISO 8601 time or date in ``text`` by the pattern; None when it is neither. Z in a pattern means UTC."""
    try:
        if is_day(text):
            moment = datetime.combine(date.fromisoformat(text), time())
        else:
            moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo("UTC" if "Z" in pattern else zone))
        return _TOKEN.sub(lambda found: _part(found[0], moment), pattern)
    except (ValueError, OverflowError):
        return None


def _part(part: str, moment: datetime) -> str:
    if part == "Z":
        return "Z"
    if part == "±hh:mm":
        offset = moment.strftime("%z") or "+0000"
        return f"{offset[:3]}:{offset[3:5]}"
    if part == "YYYY":
        return f"{moment.year:04d}"  # %Y has no leading noughts on every platform
    return moment.strftime(_CODES[part])
