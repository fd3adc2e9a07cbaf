"""A quick look at the selected report beside the list: nothing is claimed, nothing opened, the list keeps the keys."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.indicators import RiskLevel
from triage.models.queue import ReportBody
from triage.models.views import QueueRow
from triage.models.visible import one_line
from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.queue.sentence import due_words, heading, marks, put_off, standing
from triage.ui.text import RISK_WORDS, STAGE_WORDS, count, day_and_time, span
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Chip, Elided, FlowLayout, IconButton, KeyCap, PlainLabel, RiskMark

_KEYS = "Enter opens · C claims · ↑ ↓ another · Space or Esc closes"
MOST_WORDS = 1400
"""Characters of the narrative that the card shows; the rest is what opening is for."""


class Peek(QFrame):
    """Lies over the window's middle column while it is up. ``closed``: the cross was pressed.

    Args:
        over: what it lies over.
        beside: the list; it begins where that ends, also when the window gets another size.
    """

    closed = Signal()

    def __init__(self, theme: Theme, icons: Icons, over: QWidget, beside: QWidget) -> None:
        super().__init__(over)
        self._theme, self._over, self._beside = theme, over, beside
        self._row: QueueRow | None = None
        self.setObjectName("peek")
        self.setProperty("surface", "sheet")
        self.setAccessibleName("Quick look")
        self._title = PlainLabel(theme, "", FontRole.TITLE, wrap=True)
        self._risk = RiskMark(theme, RiskLevel.LOW)
        self._close = IconButton(theme, icons, "close", "Close the quick look", key="Space")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.closed)
        self._facts = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._clocks = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._words = PlainLabel(theme, "", FontRole.READING, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._note = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._keys = Elided(theme, _KEYS, FontRole.SMALL, "text_soft")
        self._arrange(theme)
        over.installEventFilter(self)
        beside.installEventFilter(self)
        self._dress()
        theme.changed.connect(self._dress)
        self.hide()

    def shown(self) -> QueueRow | None:
        """The report it shows while it is up."""
        return self._row if self.isVisible() else None

    def text(self) -> str:
        parts = (self._title, self._clocks, self._facts, self._words, self._note)
        return "\n".join(part.text() for part in parts if part.text())

    def show_row(self, row: QueueRow, now: datetime) -> None:
        """The line's own facts at once; the words come with `show_body`."""
        self._row = row
        summary = row.summary
        self._title.setText(heading(row))
        self._risk.set_level(summary.risk)
        due = due_words(row, now)
        clocks = [due[1][:1].upper() + due[1][1:]]
        if summary.due_at != summary.record_by and summary.record_by > now:
            clocks.append(f"to be recorded in {span(summary.record_by - now)}")
        self._clocks.setText(" · ".join(clocks))
        self._clocks.set_tone("text" if due[2] == "text_soft" else due[2])
        facts = (
            summary.customer_reference,
            f"submitted {day_and_time(summary.submitted_at, now)}",
            f"reported by: {summary.reporter}" if summary.reporter else "",
            standing(row) or STAGE_WORDS[row.stage],
            put_off(row, now),
            f"because {', '.join(summary.why)}" if summary.why else "",
        )
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._flow.clear()
        told = marks(row)
        for words, kind in told:
            chip = Chip(self._theme, words, kind)
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(told))
        self._words.setText(summary.gist)
        self._note.setText("Fetching the whole text")
        self.setAccessibleDescription(f"{RISK_WORDS[summary.risk]} risk. {self._clocks.text()}. {self._facts.text()}")
        self._place()
        self.show()
        self.raise_()
        announce(self, f"{heading(row)}. {self._clocks.text()}. {summary.gist}")

    def show_body(self, body: ReportBody) -> None:
        """The public's own words; for another report than the one shown it is passed over."""
        row = self._row
        if row is None or body.report.report_id != row.summary.report_id:
            return
        report = body.report
        told = report.narrative.strip()
        self._words.setText(told[:MOST_WORDS] + ("…" if len(told) > MOST_WORDS else "") or "Nothing was written.")
        people = ", ".join(
            f"{one_line(' '.join(part for part in (one.given, one.surname) if part) or 'no name', 60)}"
            f" ({', '.join(one.roles)})"
            for one in report.people[:6]
        )
        things = (
            people,
            count(len(report.people) - 6, "more person", "more people") if len(report.people) > 6 else "",
            count(len(report.vehicles), "vehicle") if report.vehicles else "",
            count(len(report.attachments), "file") if report.attachments else "",
        )
        self._note.setText(" · ".join(thing for thing in things if thing))
        self._place()

    def show_away(self) -> None:
        """The whole text cannot be had now."""
        self._note.setText("The gateway is away: this is the line of the queue only.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        space = self._theme.space
        room = self._over.rect()
        width = min(space(120), room.width() - space(4))
        corner = self._beside.mapTo(self._over, QPoint(self._beside.width(), 0))
        left = min(corner.x() + space(2), room.width() - space(2) - width)
        column = self._column
        column.activate()
        wanted = column.totalHeightForWidth(width) if column.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(
            QRect(
                left, corner.y() + space(2), width, min(max(wanted, space(40)), room.height() - corner.y() - space(4))
            )
        )

    def _arrange(self, theme: Theme) -> None:
        head = QHBoxLayout()
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self._title, 1, top)
        beside = QHBoxLayout()
        beside.addWidget(self._risk)
        beside.addWidget(KeyCap(theme, "Space"))
        beside.addWidget(self._close)
        head.addLayout(beside)
        head.setAlignment(beside, top)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for part in (self._clocks, self._facts, self._chips, self._words, self._note):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._column.addWidget(self._keys)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(5), space(4), space(4), space(4))
        self._column.setSpacing(space(2.5))
        self._flow.set_gap(space(1.5))
