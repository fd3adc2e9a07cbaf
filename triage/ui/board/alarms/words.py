"""Alarms in words, and limits as people type them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from triage.models.alarms import Alarm, AlarmKind, Alarms, Outside, ViewAlarm, ViewAlarmPut
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
        told.append(f"{'oldest received' if one.count else 'last heard'} {span(now - one.oldest_at)} ago")
    told.append(f"raised {span(now - one.raised_at)} ago")
    return what, ", ".join(part for part in told if part)


def standing_words(one: Alarm, names: Mapping[str, str], now: datetime) -> tuple[str, str]:
    """What holds; and in whole sentences how many, how old, since when, and what people outside heard of it."""
    what, told = alarm_words(one, names, now)
    return what, " ".join(part for part in (_sentences(told), heard_words(one, now)) if part)


_TOLD: Mapping[str, str] = {"raised": "told outside", "still": "told again outside", "over": "told as over outside"}


def heard_words(one: Alarm, now: datetime) -> str:
    """By which mark people outside know its view, when they last heard of it, and why not."""
    return _sentences(_went(one.outside, one.mark, now), _missed(one.outside))


def _went(told: Outside, mark: str, now: datetime) -> str:
    if told.sent_at is None:
        return ""
    called = f" as “{mark}”" if mark else ""
    return f"{_TOLD.get(told.word, told.word)}{called} {span(now - told.sent_at)} ago"


def _missed(told: Outside) -> str:
    if not told.reason:
        return ""
    whom = "not everybody outside" if told.sent_at is not None else "nobody outside"
    then = "It is tried again." if told.trying else "It was given up."
    return f"{whom} has heard the last word: {told.reason.removesuffix('.')}. {then}"


def _sentences(*parts: str) -> str:
    return " ".join(f"{part[0].upper()}{part[1:].removesuffix('.')}." for part in parts if part)


def limit_words(one: ViewAlarm | None) -> str:
    """ "over 20 reports, or older than 60 min"."""
    if one is None:
        return "no alarm"
    parts = [] if one.most_count is None else [f"over {count(one.most_count, 'report')}"]
    parts += [] if one.most_minutes is None else [f"older than {one.most_minutes:,} min"]
    return ", or ".join(parts)


def outside_words(told: Alarms, now: datetime) -> str:
    """Who hears of alarms when nobody looks at a window, when they last did, and why not."""
    places = [count(told.addresses, "address", "addresses")] if told.addresses else []
    places += ["a webhook"] if told.webhook else []
    if not places:
        return "Nobody outside is told: IT sets addresses or a webhook in the gateway’s settings."
    went = f"last word {span(now - told.outside.sent_at)} ago" if told.outside.sent_at is not None else ""
    return _sentences(f"Also told outside: {' and '.join(places)}", went, _missed(told.outside))


def limits_of(most: str, age: str) -> ViewAlarmPut | None:
    """A number of reports and a length of time ("45", "2h"), either left out; None when they cannot be read."""
    most, age = most.strip(), age.strip()
    length = read_span(age) if age else None
    if (most and not (most.isdecimal() and len(most) <= LONGEST)) or (age and length is None) or not (most or age):
        return None
    minutes = None if length is None else max(1, int(length.total_seconds() // 60))
    return ViewAlarmPut(most_count=int(most) if most else None, most_minutes=minutes)
