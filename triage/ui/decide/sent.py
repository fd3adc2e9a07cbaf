"""After sending: the countdown with Undo, how far each deliverable has come, what needs fixing, what was decided."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.delivery import Delivery
from triage.models.profile import Profile
from triage.models.stage import Stage
from triage.models.views import DeliveryLine, ReportDetail
from triage.ui.decide.decided import decided_rows, standing_words
from triage.ui.icons import Icons
from triage.ui.outbox.answers import field_words
from triage.ui.report.field_row import FieldRow
from triage.ui.report.header import delivery_runs
from triage.ui.text import STAGE_WORDS
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Card, PlainLabel, SectionHeader, Strip
from triage.ui.widgets.button import Button
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.value_text import ValueText

TICK_MS = 250


class SentView(QWidget):
    """Signals: ``undo``, ``recall``, ``mend``, ``jump(field)``."""

    undo = Signal()
    recall = Signal()
    mend = Signal()
    jump = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self._until: datetime | None = None
        self.setObjectName("sent_view")
        self.strip = Strip(theme, icons, "", closable=False)
        self.strip.setObjectName("undo_strip")
        self.strip.acted.connect(self.undo)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._parts = Rows(theme.space(2.5))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space(2.5))
        whole.addWidget(self.strip)
        whole.addWidget(self._parts)

    @property
    def can_undo(self) -> bool:
        return self._until is not None

    def show_detail(self, detail: ReportDetail, profile: Profile) -> None:
        parts: list[QWidget] = []
        narrow: list[QWidget] = []
        self._until = detail.undo_until
        self.tick()
        if self.can_undo:
            self._timer.start()
        refused = any(line.status is Delivery.REJECTED for line in detail.deliveries)
        if words := standing_words(detail):
            parts.append(PlainLabel(self._theme, words, wrap=True))
        if detail.deliveries:
            parts.append(self._delivery_card(detail.deliveries))
        if refused:
            mend = Button(self._theme, "Mend and send again", "primary")
            mend.setObjectName("mend")
            mend.clicked.connect(self.mend)
            narrow.append(mend)
        if can_recall(detail):
            recall = Button(self._theme, "Recall before it is sent")
            recall.setObjectName("recall")
            recall.clicked.connect(self.recall)
            narrow.append(recall)
        self._parts.fill([*parts, *narrow, self._decision_card(detail, profile)], left=narrow)

    def tick(self, now: datetime | None = None) -> None:
        """Count down; when the time is over the strip goes by itself."""
        left = math.ceil((self._until - (now or self._now())).total_seconds()) if self._until else 0
        if left <= 0:
            self._until = None
            self._timer.stop()
            self.strip.hide()
            return
        self.strip.set_words(f"Sent in {left} s. Nothing has left yet.", "Undo", "good")
        self.strip.show()

    def _delivery_card(self, lines: tuple[DeliveryLine, ...]) -> Card:
        card = Card(self._theme, "Delivery")
        card.setObjectName("delivery_card")
        card.add(SectionHeader(self._theme, "Delivery"))
        for line in lines:
            words = ValueText(self._theme)
            words.set_runs(delivery_runs(line))
            card.add(words)
            needs_person = line.status in (Delivery.REJECTED, Delivery.CONFLICT, Delivery.UNCERTAIN)
            if line.last_text and needs_person and not line.errors:
                card.add(PlainLabel(self._theme, line.last_text, FontRole.SMALL, "text_soft", wrap=True))
            for error in line.errors if line.status is Delivery.REJECTED else ():
                words = ValueText(self._theme, FontRole.SMALL)
                words.set_text(f"{field_words(error.pointer)}: {error.detail}", "wrong")
                card.add(words)
                go = Button(self._theme, "Go to the field", "link")
                go.setObjectName(f"fix:{error.pointer}")
                go.clicked.connect(lambda _checked=False, field=error.pointer: self.jump.emit(field))
                card.body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _decision_card(self, detail: ReportDetail, profile: Profile) -> Card:
        card = Card(self._theme, "Decision")
        card.add(SectionHeader(self._theme, "Decision", trailing=STAGE_WORDS[detail.stage]))
        report = detail.body.report if detail.body else None
        for row in decided_rows(report, detail.draft, profile):
            card.add(FieldRow(self._theme, row, editable=False, label_steps=24))
        return card


def can_recall(detail: ReportDetail) -> bool:
    """Whether nothing of the decision has left the machine: then it may still be taken back."""
    waiting = {Delivery.NONE, Delivery.QUEUED, Delivery.HELD}
    return detail.stage is Stage.DECIDED and all(
        line.status in waiting and line.attempts == 0 for line in detail.deliveries
    )
