"""What a queue list shows and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from triage.models.view_filter import Condition


class SortBy(StrEnum):
    PRIORITY = "priority"
    NEWEST = "newest"
    OLDEST = "oldest"
    KIND = "kind"
    PLACE = "place"


class View(StrEnum):
    """The built-in views of the left column."""

    TO_DO = "to_do"
    HIGH_RISK = "high_risk"
    MINE = "mine"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """``text`` is matched word by word against the summary's words. ``me`` is the handler asking.

    ``conditions``: all of them hold; what an older gateway does not know it passes over.
    """

    view: View = View.TO_DO
    text: str = ""
    sort: SortBy = SortBy.PRIORITY
    me: str = ""
    conditions: tuple[Condition, ...] = ()


LIFTED_RANK = 1


def lift_at(now: datetime, lift_minutes: int) -> datetime:
    """Ageing: a report due before this moment is served with the raised ones, so routine work is lifted before
    it breaches; it is never lifted above high risk."""
    return now + timedelta(minutes=lift_minutes)
