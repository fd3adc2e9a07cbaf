"""“Check this workstation”: each check as it ends, stopped when asked, copied, and saved as a support bundle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.checkup import TITLES, Finding, Level, worst_of
from triage.ui.announce import announce
from triage.ui.doctor.row import CheckupRow
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet

INTRODUCTION = "Looks at everything that this desk stands on. Nothing is changed, and nothing of a report is sent."
NOTE = "The bundle holds no names and nothing of reports."


class CheckupSheet(Sheet):
    """Signals: ``run_requested``, ``stop_requested``, ``copy_requested``, ``bundle_requested``."""

    run_requested = Signal()
    stop_requested = Signal()
    copy_requested = Signal()
    bundle_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Check this workstation", parent)
        self.setObjectName("checkup-sheet")
        self._running = False
        self._found: dict[str, Sequence[Finding]] = {}
        self.run = Button(theme, "Check", "primary")
        self.run.setObjectName("checkup-run")
        self.state = PlainLabel(theme, INTRODUCTION, tone="text_soft", wrap=True)
        self.state.setObjectName("checkup-state")
        self.rows = {name: CheckupRow(theme, icons, title) for name, title in TITLES.items()}
        self.copy = Button(theme, "Copy")
        self.copy.setObjectName("checkup-copy")
        self.bundle = Button(theme, "Save a support bundle…")
        self.bundle.setObjectName("checkup-bundle")
        self._scroll = ScrollColumn(theme, whole=True)
        self._fill()
        self.lead_with(self.run)
        self.run.clicked.connect(self._press)
        self.copy.clicked.connect(self.copy_requested)
        self.bundle.clicked.connect(self.bundle_requested)
        self._set_usable()

    def found(self) -> tuple[Finding, ...]:
        """What this run has found so far, in the order of the checks."""
        return tuple(one for name in TITLES for one in self._found.get(name, ()))

    def show_running(self) -> None:
        """All checks are under way; the button stops them."""
        self._running, self._found = True, {}
        self.run.set_words("Stop")
        self.run.set_kind("plain")
        for row in self.rows.values():
            row.show_waiting(running=True)
        self._say("Checking…", "text")
        self._set_usable()
        self._scroll.settle()

    def show_check(self, name: str, findings: Sequence[Finding]) -> None:
        """One check has ended."""
        self._found[name] = findings
        self.rows[name].show_findings(findings)
        self._say(f"{len(self._found)} of {len(self.rows)} checked.", "text")
        self._scroll.settle()

    def show_done(self) -> None:
        self._end()
        faults, warnings = self._named(Level.FAULT), self._named(Level.WARNING)
        if not faults and not warnings:
            self._say("Everything that was checked is in order.", "good")
        else:
            told = [f"Not working: {faults}." if faults else "", f"To look at: {warnings}." if warnings else ""]
            self._say(" ".join(one for one in told if one), "wrong" if faults else "warn")
        announce(self, self.state.text())

    def show_stopped(self) -> None:
        self._end()
        for name, row in self.rows.items():
            if name not in self._found:
                row.show_waiting(running=False)
        self._say("Stopped. Nothing was changed.", "text_soft")
        self._scroll.settle()

    def focus_start(self) -> None:
        self.run.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """As high as what it tells."""
        return QSize(self._theme.space(180), super().sizeHint().height())

    def _fill(self) -> None:
        space = self._theme.space
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self.run, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)
        self._scroll.body.setContentsMargins(0, 0, space(2), 0)
        for row in self.rows.values():
            self._scroll.add(row)
        self.body.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addWidget(PlainLabel(self._theme, NOTE, FontRole.SMALL, "text_soft", wrap=True), 1)
        foot.addWidget(self.copy)
        foot.addWidget(self.bundle)
        self.body.addLayout(foot)

    def _named(self, level: Level) -> str:
        """The checks whose worst finding is of this level, by name."""
        return ", ".join(TITLES[name] for name in TITLES if worst_of(self._found.get(name, ())) is level)

    def _say(self, words: str, tone: str) -> None:
        self.state.setText(words)
        self.state.set_tone(tone)

    def _end(self) -> None:
        self._running = False
        self.run.set_words("Check again")
        self.run.set_kind("primary")
        self._set_usable()

    def _set_usable(self) -> None:
        there = bool(self._found) and not self._running
        for button in (self.copy, self.bundle):
            button.setEnabled(there)

    @Slot()
    def _press(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self.run_requested.emit()
