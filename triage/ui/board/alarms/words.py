"""Alarms in words, and limits as people type them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from triage.models.alarms import Alarm, AlarmKind, Alarms, ViewAlarm, ViewAlarmPut
from triage.models.loose_time import read_span
from triage.ui.text import count, span

KINDS: Mapping[AlarmKind, str] = {
    AlarmKind.HIGH_UNSEEN: "High-risk reports that nobody has taken",
    AlarmKind.NOBODY: "Nobody is signed in during staffed hours",
    AlarmKind.SILENT: "No report is arriving",
    AlarmKind.VIEW: "View over its limit",
}


LONGEST = 7
"""Digits of a number of reports; no view holds more."""


def alarm_words(one: Alarm, names: Mapping[str, str], now: datetime) -> tuple[str, str]:
    """What holds, and how many, how old, since when."""
    view = one.key.partition(":")[2]
    what = KINDS[one.kind] + (f": {names.get(view, view)}" if view else "")
    told = [count(one.count, "report") if one.count else ""]
    if one.oldest_at is not None:
        told.append(f"{'oldest' if one.count else 'last heard'} {span(now - one.oldest_at)} ago")
    told.append(f"raised {span(now - one.raised_at)} ago")
    return what, ", ".join(part for part in told if part)


def limit_words(one: ViewAlarm | None) -> str:
    """ "over 20 reports, or older than 60 min"."""
    if one is None:
        return "no alarm"
    parts = [] if one.most_count is None else [f"over {count(one.most_count, 'report')}"]
    parts += [] if one.most_minutes is None else [f"older than {one.most_minutes:,} min"]
    return ", or ".join(parts)


def outside_words(told: Alarms) -> str:
    """Who hears of alarms when nobody looks at a window."""
    places = [count(told.addresses, "address", "addresses")] if told.addresses else []
    places += ["a webhook"] if told.webhook else []
    if not places:
        return "Nobody outside is told: IT sets addresses or a webhook in the gateway’s settings."
    return f"Also told outside: {' and '.join(places)}."


def limits_of(most: str, age: str) -> ViewAlarmPut | None:
    """A number of reports and a length of time ("45", "2h"), either left out; None when they cannot be read."""
    most, age = most.strip(), age.strip()
    length = read_span(age) if age else None
    if (most and not (most.isdecimal() and len(most) <= LONGEST)) or (age and length is None) or not (most or age):
        return None
    minutes = None if length is None else max(1, int(length.total_seconds() // 60))
    return ViewAlarmPut(most_count=int(most) if most else None, most_minutes=minutes)
