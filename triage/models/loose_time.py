"""Times to come and spans as people type them: "1h", "tomorrow 0700", "mon 6am". Echoed in full by whoever asks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from triage.models.clock import LONDON, london

_SPAN = re.compile(
    r"(?:in )?(?P<number>\d{1,4}(?:\.\d)?) ?(?P<unit>m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)?"
)
_HOUR_MINUTE = re.compile(r"(?:in )?(?P<hours>\d{1,2}) ?h(?:ours?)? ?(?P<minutes>\d{1,2}) ?(?:m|min)?")
_CLOCK = re.compile(r"(?:^|[ ,])(?:at )?(?P<hour>\d{1,2})(?:[:.]?(?P<minute>[0-5]\d))? ?(?P<half>am|pm)?$")
_DATE = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>20\d\d|\d\d))?")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_NAMED = {"midnight": time(0), "noon": time(12), "midday": time(12)}
_LONGEST = timedelta(days=366)


def read_span(text: str) -> timedelta | None:
    """A length of time: "45", "45 min", "1h", "1h30", "2 days". A bare number is minutes."""
    words = " ".join(text.lower().split())
    both = _HOUR_MINUTE.fullmatch(words)
    if both:
        return timedelta(hours=int(both["hours"]), minutes=int(both["minutes"]))
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    length = float(found["number"]) * _UNITS[(found["unit"] or "m")[0]]
    return length if timedelta() < length <= _LONGEST else None


def read_ahead(text: str, now: datetime) -> datetime | None:
    """A moment to come, in UTC: a span from now, a time of day (the next one), or a day with or without a time.

    A day alone means 07:00 on it. None when it cannot be read or has passed. Four digits are a time of day.
    """
    words = " ".join(text.lower().split())
    if not re.fullmatch(r"\d{4}", words):
        length = read_span(words)
        if length is not None:
            return now + length
    found = _moment(words, now, time(7))
    if found is None:
        return None
    at, has_day = found
    if at <= now and not has_day:
        at = _utc(london(at).date() + timedelta(days=1), london(at).time())
    return at if at > now else None


def read_at(text: str, now: datetime) -> datetime | None:
    """Any moment, past or to come, in UTC: a day alone means its beginning, a time alone today."""
    found = _moment(" ".join(text.lower().split()), now, time(0))
    return found[0] if found else None


def _moment(words: str, now: datetime, bare: time) -> tuple[datetime, bool] | None:
    """What is meant and whether a day was named. ``bare``: the time of day when only a day was typed."""
    today = london(now).date()
    day = _day(words, today)
    if day is not None:
        return _utc(day, bare), True
    if words == "now":
        return now, True
    head, clock = _split(words)
    if clock is None:
        return None
    if not head:
        return _utc(today, clock), False
    day = _day(head, today)
    return None if day is None else (_utc(day, clock), True)


def _split(words: str) -> tuple[str, time | None]:
    for name, clock in _NAMED.items():
        if words.endswith(name):
            return words.removesuffix(name).strip(" ,"), clock
    found = _CLOCK.search(words)
    if found is None or not (found["minute"] or found["half"]):
        return words, None
    hour, half = int(found["hour"]), found["half"]
    if half and not 1 <= hour <= 12:
        return words, None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        return words, None
    return words[: found.start()].strip(" ,"), time(hour, int(found["minute"] or 0))


def _day(words: str, today: date) -> date | None:
    if words in ("today", "tonight"):
        return today
    if words in ("tomorrow", "tom", "tmrw"):
        return today + timedelta(days=1)
    if words in ("yesterday", "yest"):
        return today - timedelta(days=1)
    if words[:3] in _DAYS and words.isalpha():
        return _weekday(words, today)
    found = _DATE.fullmatch(words)
    if found is None:
        return None
    year = int(found["year"] or today.year)
    try:
        return date(year + 2000 if year < 100 else year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _weekday(words: str, today: date) -> date | None:
    whole = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    at = next((number for number, name in enumerate(whole) if name.startswith(words)), None)
    return None if at is None else today + timedelta(days=(at - today.weekday() - 1) % 7 + 1)


def _utc(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)
