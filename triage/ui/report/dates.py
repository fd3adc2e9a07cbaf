"""Dates as a handler reads and types them: shown in full, typed loosely ("yest 2215", "19/11", "14 mar 1994")."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from triage.models.answer import Moment
from triage.models.clock import LONDON, london

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(
    r"(?:^|[ ,])(?:at )?(?:(?P<hour>[01]?\d|2[0-3])[:.]?(?P<minute>[0-5]\d)(?: ?(?P<half>[ap])m)?"
    r"|(?P<bare>1[0-2]|0?[1-9]) ?(?P<bare_half>[ap])m)$"
)
_AGO = re.compile(r"(?P<days>\d{1,3}) days? ago$")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$")
_NUMBERS = re.compile(r"^(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})(?:[/. -](?P<year>\d{4}|\d{2}))?$")
_WORDS = re.compile(r"^(?:[a-z]{3,9},? )?(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<name>[a-z]{3,9})(?:,? (?P<year>\d{4}))?$")


def long_date(text: str) -> str:
    """ "1994-03-14" → "14 March 1994"; what is not a date is given back as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


def long_moment(moment: Moment) -> str:
    """A moment in full in UK time ("Thu 19 Nov 2026, 22:10"); the words as told when it could not be read."""
    if not moment.at:
        return moment.text
    try:
        if len(moment.at) == 10:
            return day_in_full(date.fromisoformat(moment.at))
        return in_full(datetime.fromisoformat(moment.at))
    except ValueError:
        return moment.text


def read_answer(text: str) -> str:
    """An answer as it is read: a machine's stamp ("2026-11-20T00:50:00+00:00") in full in UK time, all else as told."""
    if not _STAMP.match(text):
        return text
    try:
        return in_full(datetime.fromisoformat(text))
    except ValueError:
        return text


def day_in_full(day: date) -> str:
    """ "Thu 19 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def in_full(at: datetime) -> str:
    """ "Thu 19 Nov 2026, 22:10" in UK time."""
    here = london(at) if at.tzinfo else at
    return f"{day_in_full(here)}, {here:%H:%M}"


def read_date(text: str, today: date) -> date | None:
    """A date of birth as typed: 14/03/1994, 14/3/94, 14 mar 1994, 1994-03-14. None when it is none, or has no year."""
    found = _match(text)
    return _day(found, today) if found and found["year"] else None


def read_moment(text: str, now: datetime) -> str | None:
    """A loosely typed day and time as it is written in full, or None when it cannot be read.

    Without a year the nearest past one is meant; without a day today; a day alone stays a day.
    """
    words = " ".join(text.lower().split())
    today = london(now).date()
    clock = _TIME.search(words)
    rest = words[: clock.start()].strip(" ,") if clock else words
    if clock and _match(words) and not rest:
        clock, rest = None, words
    day = _named_day(rest, today)
    if day is None and rest:
        found = _match(rest)
        day = _day(found, today) if found else None
        if day is None:
            return None
    day = day or (today if clock else None)
    if day is None:
        return None
    if not clock:
        return day_in_full(day)
    hour, half = int(clock["hour"] or clock["bare"]), clock["half"] or clock["bare_half"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return in_full(datetime.combine(day, time(hour, int(clock["minute"] or 0)), LONDON))


def _named_day(words: str, today: date) -> date | None:
    if words in {"today", "now"}:
        return today
    if words in {"yest", "yesterday"}:
        return today - timedelta(days=1)
    ago = _AGO.match(words)
    if ago:
        return today - timedelta(days=int(ago["days"]))
    name = words.removeprefix("last ").removeprefix("on ")
    found = [at for at, day in enumerate(_DAYS) if len(name) >= 3 and day.startswith(name)]
    return today - timedelta(days=(today.weekday() - found[0] - 1) % 7 + 1) if found else None


def _match(text: str) -> re.Match[str] | None:
    words = " ".join(text.lower().split())
    return _ISO.match(words) or _NUMBERS.match(words) or _WORDS.match(words)


def _day(found: re.Match[str], today: date) -> date | None:
    """The date of a match. Two digits of a year mean the past; no year at all the last such day."""
    parts = found.groupdict()
    name = parts.get("name")
    month = _MONTHS.index(name[:3]) + 1 if name and name[:3] in _MONTHS else int(parts.get("month") or 0)
    year = int(parts["year"] or today.year)
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    try:
        told = date(year, month, int(parts["day"]))
        return told if parts["year"] or told <= today else told.replace(year=today.year - 1)
    except ValueError:
        return None
