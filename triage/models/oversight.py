"""What a force says about watching over the work: when the desk is staffed, and by which keys figures are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from triage.models.clock import LONDON, london
from triage.models.errors import FieldError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")
_MIDNIGHT = "24:00"
DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffedHours:
    """Days ("mon" … "sun") on which somebody is at the desk from ``start`` until ``end`` ("07:00", "24:00"), in UK
    time. An end at or before the start is on the next day."""

    days: tuple[str, ...] = DAYS
    start: str = "00:00"
    end: str = _MIDNIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRules:
    """Which keys of this profile say that a repeat or a vulnerable victim was identified: qualifiers of the incident,
    and checks that ended in "found"."""

    repeat_qualifiers: tuple[str, ...] = ("repeat",)
    repeat_checks: tuple[str, ...] = ("repeat",)
    vulnerable_qualifiers: tuple[str, ...] = ("vulnerable",)
    vulnerable_checks: tuple[str, ...] = ()


def staffed_since(hours: Sequence[StaffedHours], now: datetime) -> datetime | None:
    """Since when somebody should be there without a break, None when nobody need be; a force that says no hours is
    staffed day and night, for ever."""
    if not hours:
        return datetime.min.replace(tzinfo=UTC)
    began = ended = datetime.min.replace(tzinfo=UTC)
    for start, end in _spans(hours, london(now).date()):
        if start > ended:
            began = start
        ended = max(ended, end)
        if began <= now < ended:
            return began
    return None


def _spans(hours: Sequence[StaffedHours], today: date) -> Sequence[tuple[datetime, datetime]]:
    """From a week ago until today, in UTC, the earliest first."""
    days = [today - timedelta(days=back) for back in range(8)]
    return sorted(_span(one, day) for day in days for one in hours if DAYS[day.weekday()] in one.days)


def _span(one: StaffedHours, day: date) -> tuple[datetime, datetime]:
    start, end = _minutes(one.start), _minutes(one.end)
    last = day + timedelta(days=1) if end <= start or end == DAY else day
    return _at(day, start), _at(last, end % DAY)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(*divmod(minute, 60)), LONDON).astimezone(UTC)


def _minutes(told: str) -> int:
    hour, _, minute = told.partition(":")
    return int(hour) * 60 + int(minute)


def staffing_faults(hours: Sequence[StaffedHours]) -> Iterator[FieldError]:
    """Every fault of ``[[staffing]]``, named by its key."""
    for at, one in enumerate(hours):
        for day in one.days:
            if day not in DAYS:
                yield FieldError(f"staffing[{at}].days", f"“{day}” is not allowed; allowed are {', '.join(DAYS)}")
        if not one.days:
            yield FieldError(f"staffing[{at}].days", "at least one day is needed")
        if not _TIME.match(one.start):
            yield FieldError(f"staffing[{at}].start", f"“{one.start}” must be a time like 07:00")
        if not (_TIME.match(one.end) or one.end == _MIDNIGHT):
            yield FieldError(f"staffing[{at}].end", f"“{one.end}” must be a time like 19:00, or 24:00")


def figure_faults(rules: FigureRules, checks: Set[str]) -> Iterator[FieldError]:
    """Every fault of ``[figures]``. A named check must be one; a qualifier may be another force's."""
    for name, keys in (("repeat_checks", rules.repeat_checks), ("vulnerable_checks", rules.vulnerable_checks)):
        for key in keys:
            if key not in checks and rules != FigureRules():
                yield FieldError(f"figures.{name}", f"“{key}” is not one of the checks")
