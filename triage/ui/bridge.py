"""From the services' hub to the screen: every event arrives as a queued Qt signal, many of a kind as one (rule R6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from triage.services.hub import (
    Corresponded,
    DraftSaved,
    FeedbackHeard,
    Hub,
    LeaseChanged,
    LinkChanged,
    Notice,
    OutboxChanged,
    ReferenceChanged,
    ReportsChanged,
    SignInChanged,
    StoreMended,
)

PAUSE_MS = 50
KINDS = (
    ReportsChanged,
    DraftSaved,
    OutboxChanged,
    LinkChanged,
    LeaseChanged,
    Corresponded,
    FeedbackHeard,
    ReferenceChanged,
    SignInChanged,
    StoreMended,
    Notice,
)
Event = (
    ReportsChanged
    | DraftSaved
    | OutboxChanged
    | LinkChanged
    | LeaseChanged
    | Corresponded
    | FeedbackHeard
    | ReferenceChanged
    | SignInChanged
    | StoreMended
    | Notice
)


class Bridge(QObject):
    """Signals, each at most once per 50 ms; the first of a quiet time comes with the next turn of the event loop.

    reports_changed(frozenset[ReportId] | None): all that changed, None = ask for everything again.
    outbox_changed(frozenset[ReportId]), corresponded(frozenset[ReportId]); drafts_saved(list[DraftSaved]),
    leases_changed(list[LeaseChanged]) and links_changed(list[LinkState]) hold the newest of each report or system;
    notices(list[Notice]) holds all. feedback_heard(): what reviewers told us is another; reference_changed(): newer
    reference data is in use; store_mended(): a damaged store was replaced. sign_in_changed(bool): whether this person
    is signed in, by the newest word.
    """

    reports_changed = Signal(object)
    drafts_saved = Signal(list)
    outbox_changed = Signal(object)
    links_changed = Signal(list)
    corresponded = Signal(object)
    leases_changed = Signal(list)
    notices = Signal(list)
    feedback_heard = Signal()
    reference_changed = Signal()
    store_mended = Signal()
    sign_in_changed = Signal(bool)
    _arrived = Signal(object)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bags: dict[type[Event], list[Event]] = {kind: [] for kind in KINDS}
        self._timers: dict[type[Event], QTimer] = {}
        self._bare: dict[type[Event], Any] = {
            FeedbackHeard: self.feedback_heard,
            ReferenceChanged: self.reference_changed,
            StoreMended: self.store_mended,
        }
        for kind in KINDS:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.setInterval(PAUSE_MS)
            timer.timeout.connect(self._flusher(kind))
            self._timers[kind] = timer
        # Queued also on the same thread: a service must never run a slot inside its own coroutine.
        self._arrived.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = [hub.subscribe(kind, self._arrived.emit) for kind in KINDS]

    def close(self) -> None:
        """Hear nothing more and say nothing more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        for kind, timer in self._timers.items():
            timer.stop()
            self._bags[kind].clear()

    @Slot(object)
    def _collect(self, event: Event) -> None:
        kind = type(event)
        if not self._unsubscribe:
            return
        self._bags[kind].append(event)
        if not self._timers[kind].isActive():
            self._flush(kind)
            self._timers[kind].start()

    def _flusher(self, kind: type[Event]) -> Callable[[], None]:
        def flush() -> None:
            if self._bags[kind]:
                self._flush(kind)
                self._timers[kind].start()

        return flush

    def _flush(self, kind: type[Event]) -> None:
        events, self._bags[kind] = self._bags[kind], []
        if kind is ReportsChanged:
            self.reports_changed.emit(_all_reports([e for e in events if isinstance(e, ReportsChanged)]))
        elif kind is OutboxChanged:
            outbox = [event.report_ids for event in events if isinstance(event, OutboxChanged)]
            self.outbox_changed.emit(frozenset().union(*outbox))
        elif kind is Corresponded:
            self.corresponded.emit(frozenset(event.report_id for event in events if isinstance(event, Corresponded)))
        elif kind is DraftSaved:
            saved = {event.report_id: event for event in events if isinstance(event, DraftSaved)}
            self.drafts_saved.emit(list(saved.values()))
        elif kind is LeaseChanged:
            leases = {event.report_id: event for event in events if isinstance(event, LeaseChanged)}
            self.leases_changed.emit(list(leases.values()))
        elif kind is LinkChanged:
            links = {event.link.name: event.link for event in events if isinstance(event, LinkChanged)}
            self.links_changed.emit(list(links.values()))
        elif kind in self._bare:
            self._bare[kind].emit()
        elif isinstance(events[-1], SignInChanged):
            self.sign_in_changed.emit(events[-1].signed_in)
        else:
            self.notices.emit(events)


def _all_reports(events: list[ReportsChanged]) -> frozenset[str] | None:
    found: set[str] = set()
    for event in events:
        if event.ids is None:
            return None
        found |= event.ids
    return frozenset(found)
