"""What a supervisor said of the work on the open report, above it; it counts as read once the report is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from triage.models.ids import ReportId
from triage.models.supervising import SaidKind
from triage.models.views import ReportDetail
from triage.services.saying import said_words
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter

STRIP = "said"
_GRAVE = frozenset({SaidKind.REFUSED, SaidKind.DECLINED, SaidKind.TAKEN_BACK, SaidKind.TAKEN_OVER})


class SayingPresenter(QObject):
    def __init__(self, context: Context, reports: ReportPresenter, close_notice: Callable[[str], None]) -> None:
        super().__init__(context.shell)
        self._context, self._close_notice = context, close_notice
        self._reports = reports
        self._shown_number = 0
        self._closed: set[int] = set()
        reports.shown.connect(self._shown)
        reports.opened.connect(lambda _report_id: context.shell.clear_strip(STRIP))
        context.shell.strip_closed.connect(self._close)

    @Slot(object)
    def changed(self, ids: frozenset[ReportId] | None) -> None:
        """Words came, perhaps, while nothing else of the open report changed."""
        detail = self._reports.detail
        if detail is not None and (ids is None or detail.summary.report_id in ids):
            self._shown(detail)

    @Slot(object)
    def _shown(self, detail: ReportDetail | None) -> None:
        if detail is None:
            self._context.shell.clear_strip(STRIP)
            return
        told = detail.body.said if detail.body else ()
        me, heard = self._context.desk.me.id, self._context.desk.sayings.of_report(detail.summary.report_id)
        every = {said.number: said for said in (*told, *heard) if said.by != me}  # one knows what one said oneself
        newest = every[max(every)] if every else None
        if newest is None or newest.number in self._closed:
            self._context.shell.clear_strip(STRIP)
            return
        level = "warning" if newest.kind in _GRAVE else "info"
        self._shown_number = newest.number
        self._close_notice(f"notice:said:{newest.number}")  # the same words
        self._context.shell.show_strip(STRIP, said_words(newest, "", me=me), None, level)
        if newest.to == me and newest.seen_at is None:
            self._context.spawn("said", self._context.desk.sayings.read(detail.summary.report_id))

    @Slot(str)
    def _close(self, key: str) -> None:
        if key == STRIP:
            self._closed.add(self._shown_number)
            self._context.shell.clear_strip(STRIP)
