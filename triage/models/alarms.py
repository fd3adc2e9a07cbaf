"""Alarms: what somebody must hear of even when nobody looks at a window. They tell counts, references and ages only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.ids import ReportId


class AlarmKind(StrEnum):
    HIGH_UNSEEN = "high_unseen"
    """High-risk reports that nobody ever took."""
    NOBODY = "nobody"
    """In staffed hours no handler or supervisor was heard of."""
    SILENT = "silent"
    """In staffed hours nothing arrives."""
    VIEW = "view"
    """A view shows more reports, or an older one, than its alarm allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What those outside have heard. ``word`` (raised, still or over) and ``sent_at``: the last that one of them has;
    ``reason``: why the last one that was tried is not with all of them, "" when it is; ``trying``: it is tried again.
    """

    word: str = ""
    sent_at: datetime | None = None
    reason: str = ""
    trying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """``key`` names what it is about: its kind, or "view:" and the view's key. ``count`` and ``oldest_at``: how it
    stands now; ``report_ids``: the first of the reports, those that everybody may see. ``mark``: what its view is
    called where alarms are told outside; ``outside``: who there has heard of it.
    """

    key: str
    kind: AlarmKind
    raised_at: datetime
    told_at: datetime
    count: int = 0
    oldest_at: datetime | None = None
    report_ids: tuple[ReportId, ...] = ()
    mark: str = ""
    outside: Outside = Outside()


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewAlarmPut:
    """When a view raises an alarm: more than ``most_count`` reports, or one received over ``most_minutes`` ago. At
    least one of the two."""

    most_count: int | None = None
    most_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewAlarm:
    """The alarm on a shared or built-in view. ``view``: its key."""

    view: str
    most_count: int | None = None
    most_minutes: int | None = None
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """``standing``: the alarms that hold, the newest first; ``views``: on which views there are some. ``addresses`` and
    ``webhook``: who outside is told; with neither, alarms are seen in windows only. ``outside``: how the last words
    about any alarm went, those about alarms that are over among them."""

    standing: tuple[Alarm, ...] = ()
    views: tuple[ViewAlarm, ...] = ()
    addresses: int = 0
    webhook: bool = False
    outside: Outside = Outside()


TYPES = (Alarms, ViewAlarm, ViewAlarmPut)
"""What goes over the wire."""
