"""Looks up what can be looked up as soon as a held report is open, and again when a correction changes it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from triage.models.composed import composed
from triage.models.ids import ReportId
from triage.models.looking_up import still_to_ask, with_answers, with_settled_checks
from triage.models.lookup import LookupAnswer, LookupAsk
from triage.models.views import ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter


class LookupsPresenter(QObject):
    """A question is asked once for each opening of a report; what could not be asked is asked again on demand."""

    def __init__(self, context: Context, decide: DecidePanel, reports: ReportPresenter) -> None:
        super().__init__(context.shell)
        self._context, self._decide, self._reports = context, decide, reports
        self._report_id: ReportId | None = None
        self._asked: set[LookupAsk] = set()
        self._answered: set[LookupAsk] = set()
        self._under_way = 0
        reports.opened.connect(self._opened)
        reports.shown.connect(self._shown)
        decide.asks.again_wanted.connect(self._again)

    @Slot(object)
    def _opened(self, report_id: ReportId | None) -> None:
        self._report_id, self._asked, self._answered = report_id, set(), set()

    @Slot()
    def _again(self) -> None:
        self._asked, self._answered = set(), set()
        detail = self._reports.detail
        if detail is not None:
            self._shown(detail)

    @Slot(object)
    def _shown(self, detail: ReportDetail) -> None:
        draft = self._decide.draft
        if detail.body is None or not detail.editable or draft is None or draft.report_id != detail.summary.report_id:
            return
        desk = self._context.desk
        whole = composed(detail.body.report, draft)
        asks = tuple(ask for ask in still_to_ask(whole, draft, desk.clock.now()) if ask not in self._asked)
        if asks:
            self._asked |= set(asks)
            self._context.spawn("look up", self._ask(detail, asks))
        else:
            self._settle(detail)

    async def _ask(self, detail: ReportDetail, asks: tuple[LookupAsk, ...]) -> None:
        report_id = detail.summary.report_id
        self._count(1)
        try:
            self._take(report_id, await self._context.desk.lookups.ask(report_id, asks))
            if self._is_open(report_id):
                self._answered |= set(asks)
                self._settle(detail)
            self._take(report_id, await self._context.desk.lookups.ask_records(report_id, asks))
        finally:
            self._count(-1)

    def _take(self, report_id: ReportId, answers: tuple[LookupAnswer, ...]) -> None:
        """What comes for a report that was left meanwhile is asked again when it is opened again."""
        if answers and self._is_open(report_id):
            self._decide.absorb(lambda draft: with_answers(draft, answers))

    def _is_open(self, report_id: ReportId) -> bool:
        draft = self._decide.draft
        return self._report_id == report_id and draft is not None and draft.report_id == report_id

    def _settle(self, detail: ReportDetail) -> None:
        if detail.body is None:
            return
        report, profile, now = detail.body.report, self._context.desk.profile, self._context.desk.clock.now()
        answered = frozenset(self._answered)
        self._decide.absorb(lambda draft: with_settled_checks(draft, composed(report, draft), profile, answered, now))

    def _count(self, by: int) -> None:
        self._under_way += by
        self._decide.form.lookups.set_asking(self._under_way > 0)
