"""The head of the report column: what it is, its clocks, who holds it, and how far its delivery has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.composed import composed
from triage.models.delivery import Delivery
from triage.models.draft import Draft
from triage.models.lease import LeaseState
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.stage import Stage
from triage.models.views import DeliveryLine, ReportDetail
from triage.ui.report.clock_row import ClocksRow
from triage.ui.report.clocks import clock_lines
from triage.ui.text import DELIVERY_WORDS, HELD_WORDS, LEASE_WORDS, STAGE_WORDS, day_and_time
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Chip, FlowLayout, PlainLabel, RiskMark
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.value_text import Ink, Run, ValueText

DELIVERY_INKS: dict[Delivery, Ink] = {
    Delivery.HELD: "warn",
    Delivery.UNCERTAIN: "warn",
    Delivery.DELIVERED: "plain",
    Delivery.REJECTED: "wrong",
    Delivery.CONFLICT: "wrong",
}
_AWAITING = (Stage.AWAITING_REPORTER, Stage.AWAITING_APPROVAL, Stage.AWAITING_ACCEPTANCE)


class ReportHeader(QFrame):
    """Title, reference and type, clocks and lease, marks, deliveries. `tick` moves only the clocks.

    ``dispatch_asked()``: the button was pressed that does what F9 does; ``supervise_asked(where on the screen)``: a
    supervisor wants what can be done with the report; ``back_asked()``: back to what the report was opened from.
    """

    dispatch_asked = Signal()
    supervise_asked = Signal(QPoint)
    back_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marked: tuple[object, ...] = ()
        self._lines: tuple[DeliveryLine, ...] = ()
        self._open, self._standing = True, False
        self._clocked: tuple[Summary, Stage, Profile, str, Report | None] | None = None
        self.setObjectName("report_header")
        self.setProperty("surface", "panel")
        self.setProperty("edge", "bottom")
        self.title = PlainLabel(theme, "", FontRole.TITLE, wrap=True, selectable=True)
        self.title.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.about = ValueText(theme, FontRole.SMALL)
        self.clocks = ClocksRow(theme)
        self.dispatch = Button(theme, "Dispatch now", key="F9")
        self.dispatch.setObjectName("dispatch_now")
        self.dispatch.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # F9 does it; the focus is never here by accident
        self.dispatch.clicked.connect(self.dispatch_asked)
        self.supervise = Button(theme, "Supervise")
        self.supervise.setObjectName("supervise")
        self.supervise.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its acts have keys
        self.supervise.clicked.connect(self._ask_supervise)
        self.supervise.hide()
        self.back = Button(theme, "", "link", key="Escape")
        self.back.setObjectName("way_back")
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Escape does it
        self.back.clicked.connect(self.back_asked)
        self.back.hide()
        self._marks = QWidget()
        self._mark_flow = FlowLayout(self._marks, theme.space(1.5))
        self._deliveries = Rows()
        space = theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(2.5), space(4), space(2.5))
        column.setSpacing(space(1))
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        head = QHBoxLayout()
        head.setSpacing(space(2))
        head.addWidget(self.title, 1)
        for button in (self.supervise, self.dispatch):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for part in (self.about, self.clocks, self._marks):
            column.addWidget(part)
        column.addWidget(self._deliveries)

    def show_summary(self, summary: Summary, profile: Profile, now: datetime) -> None:
        """What the queue line knows, while the report itself is on its way."""
        held = f"Held by {name_words(summary.held_by)}" if summary.held_by else LEASE_WORDS[LeaseState.NONE]
        self._show(summary, summary.stage, profile, grade="", lease=held, now=now)
        self._show_deliveries(())

    def show_detail(self, detail: ReportDetail, profile: Profile, now: datetime) -> None:
        title = detail.body.report.title if detail.body else detail.summary.title
        self._show(
            replace(detail.summary, title=title),
            detail.stage,
            profile,
            grade=detail.draft.grade,
            lease=lease_words(detail),
            now=now,
            report=composed(detail.body.report, detail.draft) if detail.body else None,
        )
        self._show_deliveries(detail.deliveries)

    def offer_supervising(self) -> None:
        """A supervisor is here."""
        self.supervise.show()

    def show_way_back(self, name: str) -> None:
        """Where the report was opened from, to go back to; "" for the queue, which stands beside it."""
        self.back.set_words(f"Back to “{name}”" if name else "")
        self.back.setVisible(bool(name))

    def _ask_supervise(self) -> None:
        below = QPoint(0, self.supervise.height())
        self.supervise_asked.emit(self.supervise.mapToGlobal(below))

    def set_dispatch(self, *, standing: bool) -> None:
        """Whether dispatch was asked for and nobody has taken it on: then it cannot be asked for again."""
        self._standing = standing
        self._offer_dispatch()

    def _offer_dispatch(self) -> None:
        self.dispatch.setVisible(self._open and not self._standing)

    def tick(self, now: datetime) -> None:
        if self._clocked is not None:
            summary, stage, profile, grade, report = self._clocked
            self.clocks.show_lines(clock_lines(summary, stage, profile, grade, now, report))

    def set_draft(self, draft: Draft, report: Report | None, now: datetime) -> None:
        """The handler chose another grade or corrected the date: the clocks follow at once.

        Args:
            report: as the public sent it; None when only its line is known.
        """
        if self._clocked is not None:
            summary, stage, profile, _, _ = self._clocked
            whole = composed(report, draft) if report else None
            self._clocked = (summary, stage, profile, draft.grade, whole)
            self.tick(now)

    def _show(
        self,
        summary: Summary,
        stage: Stage,
        profile: Profile,
        *,
        grade: str,
        lease: str,
        now: datetime,
        report: Report | None = None,
    ) -> None:
        self.title.setText(summary.title or "Report")
        self._open = stage is not Stage.CLOSED
        self._offer_dispatch()
        kind = profile.kind(summary.kind)
        bits = [
            summary.customer_reference,
            kind.name if kind and kind.name != summary.title else "",
            f"submitted {day_and_time(summary.submitted_at, now)}",
        ]
        if summary.version > 1:
            bits.append(f"version {summary.version}")
        lost = lease in (LEASE_WORDS[LeaseState.LAPSED], LEASE_WORDS[LeaseState.LOST])
        told = "    ".join(bit for bit in bits if bit)
        self.about.set_runs((Run(f"{told}    ", "soft"), Run(lease, "warn" if lost else "soft")))
        self._show_marks(summary, profile)
        self._clocked = (summary, stage, profile, grade, report)
        self.tick(now)

    def _show_marks(self, summary: Summary, profile: Profile) -> None:
        marks = (summary.risk, summary.marks, profile.handling_marking)
        if marks == self._marked:
            return
        self._marked = marks
        self._mark_flow.clear()
        self._mark_flow.addWidget(RiskMark(self._theme, summary.risk))
        for mark in summary.marks:
            self._mark_flow.addWidget(Chip(self._theme, mark))
        self._mark_flow.addWidget(Chip(self._theme, profile.handling_marking))

    def _show_deliveries(self, lines: tuple[DeliveryLine, ...]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        labels = [ValueText(self._theme, FontRole.SMALL) for _ in lines]
        for label, line in zip(labels, lines, strict=True):
            label.set_runs(delivery_runs(line))
        self._deliveries.fill(labels)


def lease_words(detail: ReportDetail) -> str:
    """Who holds the report, as a person needs to know it."""
    if detail.stage is Stage.CLOSED:
        return STAGE_WORDS[Stage.CLOSED]
    if detail.lease_state is not LeaseState.NONE:
        return LEASE_WORDS[detail.lease_state]
    if detail.stage in _AWAITING:
        return STAGE_WORDS[detail.stage]
    return f"Held by {name_words(detail.summary.held_by)}" if detail.summary.held_by else LEASE_WORDS[LeaseState.NONE]


def delivery_runs(line: DeliveryLine) -> tuple[Run, ...]:
    """ "Incident to control: Recorded CAD 12 of 20NOV26"."""
    name = line.deliverable.replace("-", " ").capitalize()
    why = f" {HELD_WORDS[line.held]}" if line.held and line.status is Delivery.HELD else ""
    words = f"{DELIVERY_WORDS[line.status]}{why}"
    runs = [Run(f"{name} to {line.destination}: ", "soft"), Run(words, DELIVERY_INKS.get(line.status, "soft"))]
    if line.reference:
        runs += [Run(" "), Run(line.reference, "strong")]
    return tuple(runs)
