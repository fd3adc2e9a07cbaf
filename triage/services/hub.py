"""Typed publish/subscribe between services, and from services to the screen (rule R6).

Delivery is synchronous and on the caller's thread (the event loop's); the screen's bridge queues it for Qt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from triage.models.ids import ReportId
from triage.models.lease import LeaseState
from triage.models.views import LinkState

log = logging.getLogger("triage.hub")
E = TypeVar("E")
Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class ReportsChanged:
    """Lines of the queue changed; ``ids`` None = many, ask again."""

    ids: frozenset[ReportId] | None


@dataclass(frozen=True, slots=True)
class DraftSaved:
    report_id: ReportId
    revision: int


@dataclass(frozen=True, slots=True)
class OutboxChanged:
    report_ids: frozenset[ReportId]


@dataclass(frozen=True, slots=True)
class Corresponded:
    """What was said about a report changed: messages, contacts, handovers, a dispatch."""

    report_id: ReportId


@dataclass(frozen=True, slots=True)
class FeedbackHeard:
    """What reviewers told us of our decisions is another than before."""


@dataclass(frozen=True, slots=True)
class ReferenceChanged:
    """A newer version of reference data is in use."""


@dataclass(frozen=True, slots=True)
class StoreMended:
    """A damaged store was replaced by what could be read of it; `Mending.told` has the words."""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    link: LinkState


@dataclass(frozen=True, slots=True)
class LeaseChanged:
    report_id: ReportId
    state: LeaseState


@dataclass(frozen=True, slots=True)
class SignInChanged:
    """The provider ended this person's session, or the person has signed in again."""

    signed_in: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """Something for the message bar. ``key`` de-duplicates: the same key replaces the notice shown before."""

    level: Level
    what: str
    do: str = ""
    report_id: ReportId | None = None
    key: str = ""


class Hub:
    """Who wants to hear what. One bad subscriber never hurts the others nor the publisher."""

    def __init__(self) -> None:
        self._subscribers: dict[type[Any], list[Callable[[Any], None]]] = {}

    def subscribe(self, kind: type[E], fn: Callable[[E], None]) -> Callable[[], None]:
        """Hear every event of ``kind`` from now on; the function returned ends that (calling it twice is fine)."""
        listeners = self._subscribers.setdefault(kind, [])
        listeners.append(fn)

        def unsubscribe() -> None:
            if fn in listeners:
                listeners.remove(fn)

        return unsubscribe

    def publish(self, event: object) -> None:
        """Tell all who subscribed to this very type, in the order in which they came."""
        for fn in tuple(self._subscribers.get(type(event), ())):
            try:
                fn(event)
            except Exception:
                log.exception("a subscriber of %s failed", type(event).__name__)
