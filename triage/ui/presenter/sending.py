"""From a draft on the screen to a sent decision, and the ways back from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from triage.models.deciding import decide, deliverables
from triage.models.decision import Decision
from triage.models.errors import InputError
from triage.models.ids import ReportId
from triage.models.views import ReportDetail
from triage.services.learning import TRAINEE
from triage.ui.contact.preview import leaving_blocks
from triage.ui.decide.panel import DecidePanel
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter

STRIP = "sent"
TICK_MS = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """The decision sent last, while it can be taken back with one key. ``approved_first``: by a supervisor."""

    report_id: ReportId
    title: str
    until: datetime
    approved_first: bool


class SendingPresenter(QObject):
    """``sent(ReportId)``: a decision was committed; the next report may open."""

    sent = Signal(str)

    def __init__(self, context: Context, report: ReportPresenter, decide_panel: DecidePanel) -> None:
        super().__init__(context.shell)
        self._context = context
        self._report = report
        self._decide = decide_panel
        self._last: Sent | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        decide_panel.asks.send_requested.connect(self.send)
        decide_panel.asks.preview_requested.connect(self.preview)
        decide_panel.asks.undo_send_requested.connect(lambda: self._report.act("undo", self.take_back))
        decide_panel.asks.recall_requested.connect(lambda: self._report.act("recall", self.take_back))
        decide_panel.asks.mend_requested.connect(lambda: self._report.act("mend", self.mend))

    async def offer(self) -> None:
        """Have the column say what is approved first, by what was heard last and then by what the gateway tells."""
        roles = self._context.desk.roles
        self._decide.set_learner(TRAINEE in roles.held)
        self._decide.set_learner(TRAINEE in await roles.known())

    @Slot()
    def send(self) -> None:
        signed = self._decide.draft
        if signed is not None:
            self._context.spawn("send", self._send(signed.report_id))

    @Slot()
    def preview(self) -> None:
        """Show exactly what each destination will get, from the draft as it stands."""
        # Not needed for the first list; imported by the desk in a thread once that is there.
        from triage.records.document import build_documents
        from triage.records.preview import preview_sections

        detail = self._report.detail
        if detail is None or detail.body is None:
            return
        profile = self._context.desk.profile
        leaving = leaving_blocks(detail.body.report, detail.draft, profile, self._decide.templates)
        if leaving is not None:
            self._decide.set_preview(leaving)
            return
        try:
            documents = build_documents(detail.body.report, self._as_decision(detail), self._context.desk.profile)
        except InputError as error:
            self._context.tell("warning", error.what, error.do, key="preview")
            return
        self._decide.set_preview(preview_sections(documents, self._context.desk.profile))

    def undo_last(self) -> bool:
        """Take back the decision sent last, if its time is not over; False when there is none."""
        if self._last is None or self._context.desk.clock.now() >= self._last.until:
            return False
        self._context.spawn("undo", self.take_back(self._last.report_id))
        return True

    async def take_back(self, report_id: ReportId) -> None:
        """Undo within its time or recall later: the same act, while nothing has left this machine.

        The cursor comes back to the rationale, where it was when the decision was sent.
        """
        await self._context.desk.triage.recall(report_id)
        if self._last is not None and self._last.report_id == report_id:
            self._forget()
        await self._report.open(report_id)
        if self._report.current == report_id:
            self._decide.focus_section("rationale")

    async def mend(self, report_id: ReportId) -> None:
        """Open a refused decision again, at the field that records named."""
        await self._report.open(report_id)
        before = self._report.detail
        named = [error.pointer for line in before.deliveries for error in line.errors] if before else []
        await self._context.desk.triage.mend(report_id)
        await self._report.open(report_id)
        if named:
            self._decide.jump(named[0])

    async def _send(self, report_id: ReportId) -> None:
        detail = await self._report.settled()
        if detail is None or detail.body is None or not detail.editable or detail.summary.report_id != report_id:
            return
        desk, first = self._context.desk, self._decide.approved_first
        await desk.drafts.save(detail.draft)
        await self._report.flush()
        now = await desk.reports.detail(report_id)
        if now is not None and now.new_version:
            await self._report.show_new_version()  # nobody signs what they have not read
            return
        await desk.triage.decide(report_id)
        after = await desk.reports.detail(report_id)
        until = after.undo_until if after and after.undo_until else desk.clock.now()
        self._last = Sent(report_id, f"{detail.summary.title}, {detail.summary.customer_reference}", until, first)
        self._tick()
        self._timer.start()
        self.sent.emit(report_id)

    def _as_decision(self, detail: ReportDetail) -> Decision:
        """The draft as if signed now; what is still missing stays empty in the preview."""
        assert detail.body is not None
        desk = self._context.desk
        report, now = detail.body.report, desk.clock.now()
        try:
            return decide(
                report,
                detail.draft,
                desk.profile,
                author=desk.me.id,
                author_name=desk.me.name,
                now=now,
                assessment=detail.body.assessment,
            )
        except InputError:
            return Decision(
                report_id=report.report_id,
                report_version=report.version,
                author=desk.me.id,
                author_name=desk.me.name,
                decided_at=now,
                profile_version=desk.profile.version,
                draft=detail.draft,
                deliverables=deliverables(detail.draft, desk.profile),
            )

    @Slot()
    def _tick(self) -> None:
        if self._last is None:
            self._forget()
            return
        left = (self._last.until - self._context.desk.clock.now()).total_seconds()
        if left <= 0:
            self._forget()
            return
        goes = "goes to a supervisor" if self._last.approved_first else "leaves"
        words = f"{self._last.title} {goes} in {left:.0f} s."
        self._context.shell.show_strip(STRIP, words, "Undo (Ctrl+Z)", "info", closable=False)

    def _forget(self) -> None:
        self._last = None
        self._timer.stop()
        self._context.shell.clear_strip(STRIP)
