"""What a force says about watching over the work: when the desk is staffed, and by which keys figures are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.models.clock import london
from triage.models.errors import FieldError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")
_MIDNIGHT = "24:00"


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


def staffed(hours: Sequence[StaffedHours], now: datetime) -> bool:
    """Whether somebody should be there; a force that says no hours is staffed day and night."""
    return not hours or any(_covers(one, now) for one in hours)


def _covers(one: StaffedHours, now: datetime) -> bool:
    here = london(now)
    minute, start, end = here.hour * 60 + here.minute, _minutes(one.start), _minutes(one.end)
    today, before = DAYS[here.weekday()], DAYS[(here - timedelta(days=1)).weekday()]
    if end > start:
        return today in one.days and start <= minute < end
    return (today in one.days and minute >= start) or (before in one.days and minute < end)


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
