"""The screen's words for stages, deliveries, links, risk and time, all in one place. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.models.clock import london
from triage.models.delivery import Delivery, HeldBecause
from triage.models.indicators import RiskLevel
from triage.models.lease import LeaseState
from triage.models.query import SortBy, View
from triage.models.stage import Stage
from triage.models.views import Link

RISK_WORDS = {
    RiskLevel.HIGH: "High",
    RiskLevel.RAISED: "Raised",
    RiskLevel.ROUTINE: "Routine",
    RiskLevel.LOW: "Low",
}
STAGE_WORDS = {
    Stage.INCOMING: "Waiting",
    Stage.CLAIMED: "Claimed",
    Stage.IN_TRIAGE: "In triage",
    Stage.DECIDED: "Decided",
    Stage.BEGUN: "Being recorded",
    Stage.CLOSED: "Closed",
    Stage.AWAITING_REPORTER: "Waiting for the reporter",
    Stage.AWAITING_APPROVAL: "Waiting for approval",
    Stage.AWAITING_ACCEPTANCE: "Waiting for acceptance",
    Stage.HELD: "Needs a person",
}
DELIVERY_WORDS = {
    Delivery.NONE: "Nothing to send",
    Delivery.QUEUED: "Waiting to send",
    Delivery.HELD: "Held",
    Delivery.SENDING: "Sending",
    Delivery.UNCERTAIN: "Checking whether it arrived",
    Delivery.DELIVERED: "Recorded",
    Delivery.REJECTED: "Needs fixing",
    Delivery.CONFLICT: "Needs a decision",
}
DELIVERY_SHORT = {
    Delivery.QUEUED: "To send",
    Delivery.HELD: "Held",
    Delivery.SENDING: "Sending",
    Delivery.UNCERTAIN: "Checking",
    Delivery.REJECTED: "To fix",
    Delivery.CONFLICT: "Conflict",
}
"""For the narrow place at the left of a queue row."""
STAGE_SHORT = {
    Stage.DECIDED: "Decided",
    Stage.BEGUN: "Recording",
    Stage.AWAITING_REPORTER: "Asked",
    Stage.AWAITING_APPROVAL: "Approval",
    Stage.AWAITING_ACCEPTANCE: "Handed on",
    Stage.HELD: "Held",
}
"""For the narrow place at the left of a queue row."""
HELD_WORDS = {
    HeldBecause.AUTH: "until you sign in",
    HeldBecause.GATEWAY: "until the gateway answers",
    HeldBecause.LEASE: "until the claim is renewed",
    HeldBecause.APPROVAL: "until it is approved",
    HeldBecause.UNDO: "while you can undo",
    HeldBecause.PERSON: "until a person decides",
}
LEASE_WORDS = {
    LeaseState.NONE: "Not claimed",
    LeaseState.HELD: "Yours, renews by itself",
    LeaseState.EXPIRING: "Yours, not renewed yet",
    LeaseState.LAPSED: "Your claim lapsed; work is kept here",
    LeaseState.LOST: "Taken by somebody else; your work is kept here",
}
LINK_WORDS = {
    Link.UNKNOWN: "not asked yet",
    Link.ONLINE: "online",
    Link.DEGRADED: "slow",
    Link.OFFLINE: "offline",
    Link.SIGNED_OUT: "signed out",
}
VIEW_WORDS = {
    View.TO_DO: "To do",
    View.HIGH_RISK: "High risk",
    View.MINE: "Mine",
    View.CLOSED: "Closed",
    View.ALL: "All",
}
SORT_WORDS = {
    SortBy.PRIORITY: "By priority",
    SortBy.NEWEST: "Newest first",
    SortBy.OLDEST: "Oldest first",
    SortBy.KIND: "By type",
    SortBy.PLACE: "By place",
}
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
SOON = timedelta(minutes=5)
NEAR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Time to a target. ``tone``: "wrong" when over or minutes away, "warn" when near, else "text_soft".

    ``spoken`` is the same for a screen reader.
    """

    text: str
    spoken: str
    tone: str


def time_left(due: datetime, now: datetime) -> TimeLeft:
    """How long until ``due``: "4 min left", "11 min", "23 h 43 m", "3 days", "due now", or "12 min over"."""
    left = due - now
    if -SECOND < left < SECOND:
        return TimeLeft("due now", "due now", "wrong")
    if left < timedelta(0):
        late = -left if left > -HOUR else timedelta(hours=-left // HOUR)  # how many minutes of hours late helps nobody
        return TimeLeft(f"{span(late)} over", f"{span_spoken(-left)} over the target", "wrong")
    if left < SOON:
        return TimeLeft(f"{span(left)} left", f"{span_spoken(left)} left", "wrong")
    return TimeLeft(span(left), f"{span_spoken(left)} left", "warn" if left < NEAR else "text_soft")


def span(length: timedelta) -> str:
    """A length of time in few characters: "45 s", "4 min", "23 h 43 m", "3 days". Never negative."""
    seconds = max(0, int(length.total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if seconds < 60:
        return f"{seconds} s"
    if minutes < 60:
        return f"{minutes} min"
    if hours < 48:
        return f"{hours} h {minutes % 60} m" if minutes % 60 else f"{hours} h"
    return f"{hours // 24} days"


def span_spoken(length: timedelta) -> str:
    """The same in whole words: "4 minutes", "23 hours 43 minutes"."""
    seconds = max(0, int(length.total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if seconds < 60:
        return count(seconds, "second")
    if minutes < 60:
        return count(minutes, "minute")
    if hours < 48:
        rest = f" {count(minutes % 60, 'minute')}" if minutes % 60 else ""
        return count(hours, "hour") + rest
    return f"{hours // 24} days"


def ago(since: datetime, now: datetime) -> str:
    """ "just now", "8 s ago", "3 min ago"."""
    gone = now - since
    return "just now" if gone < timedelta(seconds=1) else f"{span(gone)} ago"


def count(number: int, word: str, words: str = "") -> str:
    """ "1 report", "12,345 reports"."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def time_of_day(moment: datetime) -> str:
    """ "14:02" in London."""
    return f"{london(moment):%H:%M}"


def day_and_time(moment: datetime, now: datetime) -> str:
    """ "today 05:49", "yesterday 22:10", "Thu 19 Nov 2026, 22:10", in London."""
    here, today = london(moment), london(now).date()
    if here.date() == today:
        return f"today {here:%H:%M}"
    if here.date() == today - timedelta(days=1):
        return f"yesterday {here:%H:%M}"
    return f"{here:%a} {here.day} {here:%b %Y, %H:%M}"


def since_words(moment: datetime, now: datetime) -> str:
    """ "since 14:02" today, else "since Thu 19 Nov 2026, 22:10"."""
    same_day = london(moment).date() == london(now).date()
    return f"since {time_of_day(moment) if same_day else day_and_time(moment, now)}"


def ended(words: str) -> str:
    """Words that a force wrote, as a sentence: with the full stop that they may lack; "" for none."""
    whole = words.strip()
    return whole if not whole or whole[-1] in ".!?…" else f"{whole}."
