"""Times of day as people write them in running text: "half ten at night", "2215hrs", "about 3ish in the afternoon"."""

from __future__ import annotations

import re
from datetime import time

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOUR = r"(?:[01]?\d|2[0-4])"
_SMALL = "|".join(_NUMBERS)
_HALF = r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)"
_PART = r"(?:\s(?:in the|at|this|that)\s(?P<part>morning|afternoon|evening|night))"
TIME = (
    r"(?:(?:at|about|around|approx(?:imately)?\.?|roughly|circa|c\.|just|gone|after|before|between|from|by|since|nearly|"
    r"shortly|sometime|maybe|~)\s){0,4}"
    r"(?P<time>"
    r"(?:(?P<fraction>half(?: past)?|quarter (?:past|to)|"
    r"(?P<minutes>5|10|20|25|five|ten|twenty|twenty[ -]five)(?: mins| minutes)?"
    rf" (?:past|to))\s(?P<spoken>{_HOUR}|{_SMALL})(?:ish)?\b{_HALF}?{_PART}?)"
    rf"|(?:(?P<hour>{_HOUR})[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d)?(?!\d|[/.]\d)(?:\s?(?:hrs?|hours|h)\b)?"
    rf"{_HALF}?{_PART}?)"
    r"|(?:(?P<four>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hrs?|hours|h)\b)"
    rf"|(?:(?P<bare>1[0-2]|0?[1-9])(?:ish)?{_HALF})"
    rf"|(?:(?P<worded>{_SMALL}|1[0-2]|[1-9])(?:ish)?(?:\s?o['’]?\s?clock)(?:ish)?{_PART}?)"
    rf"|(?:(?P<parted>{_SMALL}|1[0-2]|[1-9])(?:ish)?{_PART})"
    r"|(?P<named>noon|midday|midnight)\b"
    r")"
)
"""A pattern to put into others; `time_of` reads its named groups. Those of _HALF and _PART repeat: `numbered` tells
them apart."""
_REPEATED = re.compile(r"\(\?P<(half|part)>")
_TO = {"five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25}


def numbered(pattern: str) -> str:
    """The pattern with its repeated groups told apart ("half_0", "half_1", …)."""
    counts = {"half": 0, "part": 0}

    def named(match: re.Match[str]) -> str:
        name = match[1]
        counts[name] += 1
        return f"(?P<{name}_{counts[name] - 1}>"

    return _REPEATED.sub(named, pattern)


def time_of(match: re.Match[str]) -> tuple[time, bool] | None:
    """The time of day that the groups of `TIME` hold, and whether morning or evening was told; None without one."""
    group = {name: value for name, value in match.groupdict().items() if value}
    half = next((value.lower() for name, value in group.items() if name.startswith("half_")), "")
    part = next((value.lower() for name, value in group.items() if name.startswith("part_")), "")
    if "named" in group:
        return (time(0) if group["named"].lower() == "midnight" else time(12)), True
    if "four" in group:
        return time(int(group["four"][:2]), int(group["four"][2:])), True
    if "fraction" in group:
        hour, minute = _fraction(group)
    elif "hour" in group:
        hour, minute = int(group["hour"]) % 24, int(group["minute"])
        if not half and not part and (hour > 12 or group["hour"].startswith("0")):
            return time(hour, minute), True
    elif word := group.get("bare") or group.get("worded") or group.get("parted"):
        hour, minute = _number(word), 0
    else:
        return None
    return _on_the_day(hour, minute, half, part)


def _fraction(group: dict[str, str]) -> tuple[int, int]:
    words = group["fraction"].lower()
    hour = _number(group["spoken"]) % 24
    amount = 30 if words.startswith("half") else 15 if words.startswith("quarter") else _minutes(group["minutes"])
    return ((hour - 1) % 24, 60 - amount) if words.endswith("to") else (hour, amount)


def _minutes(word: str) -> int:
    return int(word) if word.isdigit() else _TO[word.lower()]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word.lower()) + 1


def _on_the_day(hour: int, minute: int, half: str, part: str) -> tuple[time, bool] | None:
    """``half``: a or p. ``part``: of the day. "at night" is late evening, or the small hours up to five."""
    if half and hour > 12:
        return None
    late = half == "p" or part in ("afternoon", "evening") or (part == "night" and 5 < hour < 12)
    early = half == "a" or part == "morning" or (part == "night" and hour in (12, *range(1, 6)))
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    return time(hour, minute), bool(half or part)
