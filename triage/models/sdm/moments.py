"""Dates and times as people and forms write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from triage.models.answer import Moment
from triage.models.clock import LONDON

_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?\Z",
    re.IGNORECASE | re.ASCII,
)
_BRITISH = re.compile(
    r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2}|[a-z]{3,9})[/.\- ](?P<year>\d{4}|\d{2})"
    r"(?:,?\s*(?:at\s*)?(?P<time>\d{1,2}[:.]\d{2}(?::\d{2})?)\s*(?P<half>[ap]\.?m\.?)?)?\Z",
    re.IGNORECASE | re.ASCII,
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?\Z", re.I | re.A
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def moment(told: str) -> Moment:
    """What was told, parsed where that is possible.

    ISO 8601 with or without offset (none means Europe/London), a date alone, British order (03/11/2026, 3 Nov 2026)
    with or without a time. A time without a date stays words: guessing its day would invent evidence.
    """
    text = told.strip()
    try:
        return Moment(text=told, at=_iso(text) or _british(text))
    except (ValueError, OverflowError):
        return Moment(text=told)


def joined(day: str, clock: str) -> Moment:
    """A date and a time that were asked for separately."""
    both = f"{day} {clock}".strip()
    found = moment(both)
    return found if found.at else Moment(text=both, at=moment(day).at)


def is_bare_time(told: str) -> bool:
    return bool(_TIME.match(told.strip()))


def as_utc(at: str) -> datetime | None:
    """``Moment.at`` as an aware moment; None when it is a date alone or unread."""
    try:
        return datetime.fromisoformat(at).astimezone(UTC) if len(at) > 10 else None
    except ValueError:
        return None


def _iso(text: str) -> str | None:
    found = _ISO.match(text)
    if not found:
        return None
    if not found["time"]:
        return date.fromisoformat(found["date"]).isoformat()
    zone = (found["zone"] or "").upper()
    clock = (
        found["time"].replace(",", ".").zfill(5)
        if found["time"].index(":") == 2
        else "0" + found["time"].replace(",", ".")
    )
    at = datetime.fromisoformat(f"{found['date']}T{_six_digits(clock)}{zone}")
    return _utc(at)


def _six_digits(clock: str) -> str:
    """Fractions cut to microseconds: some systems send seven or nine digits."""
    head, dot, tail = clock.partition(".")
    return f"{head}.{tail[:6].ljust(6, '0')}" if dot else head


def _british(text: str) -> str | None:
    found = _BRITISH.match(text)
    if not found:
        return None
    day = date(_year(found["year"]), _month(found["month"]), int(found["day"]))
    if not found["time"]:
        return day.isoformat()
    return _utc(datetime.combine(day, _clock(f"{found['time']}{found['half'] or ''}")))


def _year(told: str) -> int:
    """Two digits: this century up to 40, the last one above (a date of birth in ’62)."""
    year = int(told)
    if len(told) == 4:
        return year
    return 2000 + year if year <= 40 else 1900 + year


def _month(told: str) -> int:
    return int(told) if told.isdigit() else _MONTHS.index(told[:3].lower()) + 1


def _clock(told: str) -> time:
    found = _TIME.match(told)
    if not found:
        raise ValueError(told)
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found["minute"]), int(found["second"] or 0))


def _utc(at: datetime) -> str:
    aware = at if at.tzinfo else at.replace(tzinfo=LONDON)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
