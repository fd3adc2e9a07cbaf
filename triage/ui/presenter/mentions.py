"""What the words mention: found when a report opens, taken in by one key, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from triage.models.adopting import adopt, adopted_thing
from triage.models.composed import composed
from triage.models.mention import Mention
from triage.models.report import Report
from triage.models.views import ReportDetail
from triage.services.mentions import mentions_of
from triage.ui.announce import announce
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.work import Edit
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter
from triage.ui.report.panel import ReportPanel


class MentionsPresenter(QObject):
    def __init__(self, context: Context, report: ReportPanel, decide: DecidePanel, reports: ReportPresenter) -> None:
        super().__init__(context.shell)
        self._context, self._report, self._decide = context, report, decide
        self._card = report.body.mentions
        self._found_for: Report | None = None
        reports.shown.connect(self._shown)
        self._card.adopted.connect(self._adopt)
        self._card.copied.connect(self._copy)
        self._card.words_wanted.connect(report.show_words)

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        """Action → what it does."""
        return {"adopt": self.adopt_next}

    def adopt_next(self) -> None:
        """Z: the next that can only be meant; where every one leaves a choice, go there and let the person choose."""
        one = self._card.adopt_next()
        if one is not None:
            self._adopt(one)
        elif not self._card.focus_first():
            self._context.tell("info", "The words mention nothing that is missing in the report.", key="mentions")

    @Slot(object)
    def _shown(self, detail: ReportDetail) -> None:
        if detail.body is None:
            return
        report = detail.body.report
        self._card.show_report(composed(report, detail.draft), editable=detail.editable)
        if report is not self._found_for:
            self._found_for = report
            self._context.spawn("mentions", self._find(report))

    async def _find(self, report: Report) -> None:
        found = await mentions_of(report, self._context.desk.clock.now())
        if self._report.report is report:
            self._card.show_mentions(found)

    @Slot(object)
    def _adopt(self, one: Mention) -> None:
        report, before = self._report.report, self._decide.draft
        if report is None or before is None:
            return
        by, at = self._context.desk.me.name, self._context.desk.clock.now()
        self._decide.apply(Edit("taking in words", "mentions", lambda draft: adopt(draft, report, one, by=by, at=at)))
        after = self._decide.draft
        if after is not None and adopted_thing(before, after):
            announce(self._card, "Taken in. Ctrl+Z takes it back.")

    @Slot(str)
    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        announce(self._card, "Copied.")
