"""When reports are sent, when things happened, and how people say so. All local times are Europe/London."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from triage.models.clock import london
from triage.training.reports.draw import Draw

_BY_HOUR = (9, 6, 4, 3, 3, 4, 8, 16, 30, 42, 48, 46, 44, 42, 42, 44, 46, 48, 46, 44, 40, 34, 26, 16)
"""How busy the forms are in each hour of the day."""
_PER_HOUR = 25.0
_TENS = {0: "", 15: "quarter past ", 30: "half past ", 45: "quarter to "}


class Submissions:
    """The moments at which ``count`` reports were sent, in order, in the hours before ``now``.

    A small batch covers the last hour, a large one up to a fortnight, at about 25 an hour and busier by day.
    """

    def __init__(self, count: int, now: datetime) -> None:
        self._count = count
        hours = int(min(max(count / _PER_HOUR, 1), 336))
        self._start = now - timedelta(hours=hours)
        weights = [_BY_HOUR[london(self._start + timedelta(hours=hour)).hour] for hour in range(hours)]
        self._running = tuple(accumulate(weights))

    def at(self, number: int, jitter: float) -> datetime:
        """The moment of report ``number`` (from 0); ``jitter`` in [0, 1) keeps the order."""
        share = (number + jitter) / self._count * self._running[-1]
        hour = bisect_left(self._running, share)
        before = self._running[hour - 1] if hour else 0
        within = (share - before) / (self._running[hour] - before)
        return london(self._start + timedelta(hours=hour, seconds=int(within * 3599), milliseconds=int(jitter * 999)))


@dataclass(frozen=True, slots=True)
class When:
    """The time of an event: local start and end, and whether the reporter says it is exact."""

    start: datetime
    end: datetime
    exact: bool


def happened(draw: Draw, sent: datetime, hours: tuple[int, int] | None, days: int, spread: int, *, now: bool) -> When:
    """A time before ``sent``. ``hours`` is the daily window (22, 3 wraps round midnight), ``days`` the longest lag,
    ``spread`` the hours between earliest and latest (0: exact), ``now`` that it is still going on."""
    if now:
        start = sent - timedelta(minutes=draw.whole("minutes ago", 3, 25))
        return When(start, sent, exact=True)
    low, high = hours or (7, 23)
    hour = (low + draw.bits("hour") % ((high - low) % 24 + 1)) % 24
    lag = min(int(draw.real("lag") ** 2.2 * (days + 1)), days)
    start = sent.replace(hour=hour, minute=draw.whole("minute", 0, 11) * 5, second=0, microsecond=0) - timedelta(
        days=lag
    )
    end = start + timedelta(hours=spread, minutes=draw.whole("tail", 1, 9) * 5 if spread else 0)
    while end > sent - timedelta(minutes=15):
        start, end = start - timedelta(days=1), end - timedelta(days=1)
    return When(start, end, exact=not spread and draw.chance("exact", 0.6))


def clock_words(draw: Draw, name: str, moment: datetime) -> str:
    """The time of day in one of the ways people write it."""
    hour, minute = moment.hour, moment.minute
    noon = "am" if hour < 12 else "pm"
    twelve = hour % 12 or 12
    style = draw.whole(name, 0, 5)
    if style == 0:
        return f"{hour:02d}:{minute:02d}"
    if style == 1 and minute in _TENS:
        return f"{_TENS[minute]}{(hour + (minute == 45)) % 12 or 12}" if minute else f"{twelve} o'clock"
    if style == 2:
        return f"{hour:02d}{minute:02d} hrs"
    if minute == 0:
        return f"{twelve}{noon}"
    return f"{twelve}.{minute:02d}{noon}" if style == 3 else f"{twelve}:{minute:02d}{noon}"


def day_words(moment: datetime, sent: datetime) -> str:
    """The day as one says it on the day of the report."""
    days = (sent.date() - moment.date()).days
    if days == 0:
        return "this morning" if moment.hour < 12 else ("this afternoon" if moment.hour < 17 else "this evening")
    if days == 1:
        return "last night" if moment.hour >= 18 else "yesterday"
    weekday = f"{moment:%A}"
    if days < 7:
        return f"on {weekday} night" if moment.hour >= 19 else f"on {weekday}"
    return f"on {moment.day} {moment:%B}"


def when_words(draw: Draw, moment: datetime, sent: datetime) -> str:
    day = day_words(moment, sent)
    if (sent.date() - moment.date()).days == 0 and moment.hour < 5:
        day = "in the early hours of this morning"
    about = draw.pick("about", ("at about", "at around", "about", "at", "around", "at roughly"))
    return f"{day} {about} {clock_words(draw, 'clock', moment)}"


def between_words(draw: Draw, when: When, sent: datetime) -> str:
    first, last = clock_words(draw, "from", when.start), clock_words(draw, "to", when.end)
    if when.start.date() == when.end.date():
        return f"{day_words(when.start, sent)} between {first} and {last}"
    return f"between {first} {_date(when.start, sent)} and {last} {_date(when.end, sent)}"


def _date(moment: datetime, sent: datetime) -> str:
    days = (sent.date() - moment.date()).days
    return {0: "today", 1: "yesterday"}.get(days, f"on {moment:%A}" if days < 7 else f"on {moment.day} {moment:%b}")
