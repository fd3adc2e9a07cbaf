"""Days and times that a text names, resolved against the day it was written.

A time of day without a day is left alone: guessing its day would invent evidence. A weekday means its last occurrence;
a day and month without a year the last one that had passed. What had to be guessed (before or after noon, a weekday)
is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from triage.insight.extract.clock_words import TIME, numbered, time_of
from triage.insight.extract.spans import MOST, Spans, at
from triage.models.clock import LONDON, london
from triage.models.mention import Mention, MentionKind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_NUMBER = "a|an|one|two|three|four|five|six|seven|eight|nine|ten|couple of|couple"
_DAY = (
    rf"(?:(?:{_WEEKDAY},?\s(?:the\s)?)?(?:"
    r"(?P<iso>20\d\d-[01]\d-[0-3]\d)"
    r"|(?P<d1>[0-3]?\d)[/](?P<m1>[01]?\d)(?:[/](?P<y1>20\d\d|\d\d))?(?![/\d])"
    r"|(?P<d2>[0-3]?\d)[.-](?P<m2>[01]?\d)[.-](?P<y2>20\d\d|\d\d)(?!\d)"
    rf"|(?P<d3>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<m3>{_MONTH})\b\.?(?:,?\s(?P<y3>20\d\d))?"
    rf"|(?P<m4>{_MONTH})\s(?P<d4>[0-3]?\d)(?:st|nd|rd|th)?\b(?:,?\s(?P<y4>20\d\d))?"
    r")"
    r"|(?P<word>the day before yesterday|yesterday|yest|last night|today|tonight|this (?:morning|afternoon|evening))"
    rf"|(?P<count>\d{{1,2}}|{_NUMBER})\s(?P<unit>days?|weeks?)\sago"
    rf"|(?:(?P<which>last|this|this past|past)\s)?(?P<weekday>{_WEEKDAY})\b(?:\s(?P<last>last|week))?"
    r")(?:\s(?P<when>morning|afternoon|evening|night))?"
)
_JOIN = r"(?:\s?,?\s|\s?,?\s(?:at|about|around|on|and|the|from|between|approx(?:imately)?|sometime)\s|\s?[-–]\s?){1,3}"
_PATTERNS = tuple(
    re.compile(r"(?<![\w/.-])" + numbered(form) + r"(?!\w)", re.IGNORECASE | re.ASCII)
    for form in (rf"{_DAY}{_JOIN}{TIME}", rf"{TIME}{_JOIN}(?:of\s|that\s)?{_DAY}", _DAY)
)
_WORDS = {"today": 0, "tonight": 0, "yesterday": 1, "yest": 1, "last night": 1, "the day before yesterday": 2}
_PARTS = {"morning": "a", "afternoon": "p", "evening": "p", "night": "p"}
NUMBERS = {word: number for number, word in enumerate(_NUMBER.split("|")[2:-2], 1)} | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "couple of": 2,
}


def moments(text: str, written: datetime) -> Iterator[Mention]:
    """Every day, with its time where one stands beside it. ``written``: when the report was sent (aware).

    The value is an ISO date, or a moment in UTC, as `triage.models.answer.Moment.at` holds it.
    """
    today = london(written).date()
    taken = Spans()
    for pattern in _PATTERNS:
        for match in islice(pattern.finditer(text), MOST):
            if taken.free(*match.span()):
                found = _resolved(text, match, today, written)
                if found is not None:
                    taken.take(*match.span())
                    yield found


def _resolved(text: str, match: re.Match[str], today: date, written: datetime) -> Mention | None:
    day = _day(match, today)
    if day is None:
        return None
    told, sure = day
    span = match.start(), match.start() + len(match[0].rstrip(" .,"))
    clock = time_of(match) if "time" in match.re.groupindex and match["time"] else None
    if clock is None:
        if match["weekday"] and _bare_word(match["weekday"]):
            return None
        return at(MentionKind.MOMENT, text, span, told.isoformat(), sure=sure)
    hour, plain = _with_part(clock, match)
    if match["word"] and match["word"].lower() == "last night" and hour.hour < 6:
        told += timedelta(days=1)  # "last night at 2am" is this morning
    if match["weekday"] and datetime.combine(told, hour, LONDON) > written:
        told -= timedelta(days=7)  # said on a Saturday morning, "Saturday at ten in the evening" was a week ago
    local = datetime.combine(told, hour, LONDON)
    moment = local.astimezone(UTC)
    twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    sure = sure and plain and not twice and moment <= written
    note = "the clocks changed that night" if twice else ""
    return at(MentionKind.MOMENT, text, span, moment.isoformat(), sure=sure, note=note)


def _bare_word(word: str) -> bool:
    """ "Sun", "sat", "wed" are words of their own, and a day that short is seldom meant as one without its time."""
    return len(word) <= 4


def _with_part(clock: tuple[time, bool], match: re.Match[str]) -> tuple[time, bool]:
    """The time with "yesterday evening", "last night" and their like taken into account."""
    hour, plain = clock
    if plain:
        return clock
    word = (match["word"] or "").lower()
    part = (
        (match["when"] or "").lower() or word.rpartition(" ")[2]
        if word.startswith(("this", "last")) or match["when"]
        else ""
    )
    if word == "tonight":
        part = "night"
    if part == "night" and (hour.hour == 12 or hour.hour < 6):
        return hour.replace(hour=hour.hour % 12), True
    if _PARTS.get(part) == "p" and hour.hour < 12:
        return hour.replace(hour=hour.hour + 12), True
    return hour, part == "morning"


def _day(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    """The day and whether it is beyond doubt."""
    if match["iso"]:
        return _date(match["iso"][8:], match["iso"][5:7], match["iso"][:4], today)
    for number in "1234":
        if match[f"d{number}"]:
            return _date(match[f"d{number}"], match[f"m{number}"], match[f"y{number}"], today)
    if match["word"]:
        word = match["word"].lower()
        return today - timedelta(days=_WORDS.get(word, 0)), True
    if match["count"]:
        count = match["count"].lower()
        amount = int(count) if count.isdigit() else NUMBERS[count]
        days = amount * (7 if match["unit"].lower().startswith("week") else 1)
        return today - timedelta(days=days), match["unit"].lower().startswith("day")
    weekday = _DAYS.index(match["weekday"][:3].lower())
    back = (today.weekday() - weekday) % 7
    if back == 0 and (match["which"] or "").lower() == "last":
        back = 7
    return today - timedelta(days=back), False


def _date(day: str, month: str, year: str | None, today: date) -> tuple[date, bool] | None:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day)), True
        told = date(today.year, number, int(day))
        return (told if told <= today else told.replace(year=today.year - 1)), True
    except ValueError:
        return None
