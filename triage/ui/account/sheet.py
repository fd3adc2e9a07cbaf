"""The account as a sheet over the columns: what to run it over, the balance, the differences, copy and export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.account import Contradiction, Difference, FilePlace
from triage.models.account_words import file_saying, saying
from triage.models.balance import Account, CountedFile
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.services.accounting import Progress
from triage.ui.account.balance_view import BalanceView, PlacesView
from triage.ui.account.difference_row import DifferenceRow
from triage.ui.icons import Icons
from triage.ui.text import day_and_time
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, CheckBox, PlainLabel, SectionHeader, Segmented
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet

PERIODS = (("1", "24 hours"), ("7", "7 days"), ("30", "30 days"), ("", "All"))
"""Days back from now → words; "" for everything that was ever acknowledged."""
MOST_SHOWN = 200
NOT_THERE = frozenset(
    {Contradiction.NOT_STORED, Contradiction.NOT_SHOWN, Contradiction.NOT_LISTED, Contradiction.DESK_KNOWS_UNKNOWN}
)
"""Differences about a report that the queue does not have."""
_INTRODUCTION = (
    "Where every report is that the national hub was ever told we have. The gateway’s log of arrivals is held "
    "against its queue, against what each workstation holds, and if you want against records."
)


class AccountSheet(Sheet):
    """Signals: ``run_requested(days, records)`` (days "" for all), ``stop_requested``, ``open_requested(report_id)``,
    ``copy_requested`` and ``export_requested``.

    Args:
        destinations: destination key → name, as the force profile has them.
    """

    run_requested = Signal(str, bool)
    stop_requested = Signal()
    open_requested = Signal(str)
    copy_requested = Signal()
    export_requested = Signal()

    def __init__(
        self, theme: Theme, icons: Icons, destinations: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, icons, "Account", parent)
        self.setObjectName("account-sheet")
        self._names = destinations
        self._running = False
        self.period = Segmented(theme, "Acknowledged in the last", PERIODS, "7")
        self.records = CheckBox(theme, "Ask records too")
        self.records.setObjectName("account-records")
        self.run = Button(theme, "Run", "primary")
        self.run.setObjectName("account-run")
        self.state = PlainLabel(theme, _INTRODUCTION, tone="text_soft", wrap=True)
        self.state.setObjectName("account-state")
        self.balance = BalanceView(theme)
        self.head = SectionHeader(theme, "Differences")
        self.head.hide()
        self.rows = Rows()
        self.places = PlacesView(theme)
        self.files_head = SectionHeader(theme, "Files not at their record")
        self.files_head.hide()
        self.files = Rows()
        self.copy = Button(theme, "Copy")
        self.export = Button(theme, "Export as CSV…")
        self._fill()
        self.lead_with(self.run)
        self.run.clicked.connect(self._press)
        self.copy.clicked.connect(self.copy_requested)
        self.export.clicked.connect(self.export_requested)
        self._set_usable()

    def show_running(self, progress: Progress | None = None) -> None:
        """It is under way; the button stops it."""
        self._running = True
        self.run.set_words("Stop")
        self.run.set_kind("plain")
        self._say(progress_words(progress), "text")
        self._set_usable()

    def show_stopped(self) -> None:
        self._end()
        self._say("Stopped. Nothing was changed.", "text_soft")

    def show_error(self, error: KnownError) -> None:
        self._end()
        self._say(f"{error.what} {error.do}".strip(), "wrong")

    def show_account(self, account: Account, now: datetime) -> None:
        """The result, in the place of the one before."""
        self._end()
        since = day_and_time(account.since, now) if account.since else "the beginning"
        self.set_trailing(f"Acknowledged from {since} to {day_and_time(account.until, now)}")
        self._say("" if account.differences else "No book says anything different from another.", "text_soft")
        self.balance.show_account(account)
        self._show_differences(account.differences)
        self.places.show_places(account.places, account.files)
        self._show_files(account.not_arrived)
        self._tell_more(account)
        self._set_usable(there=True)
        self._scroll.settle()

    def focus_start(self) -> None:
        self.run.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """As high as what it tells."""
        return QSize(self._theme.space(190), super().sizeHint().height())

    def _fill(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(self._theme.space(3))
        for part in (self.period, self.records, self.run):
            asked.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        asked.addStretch(1)
        self.body.addLayout(asked)
        self._scroll = scroll = ScrollColumn(self._theme, whole=True)
        scroll.body.setContentsMargins(0, 0, self._theme.space(2), 0)
        scroll.body.setSpacing(self._theme.space(2))
        for below in (self.balance, self.state, self.head, self.rows, self.places, self.files_head, self.files):
            scroll.add(below)
        self.body.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(self._theme.space(2))
        self._note = PlainLabel(self._theme, "", FontRole.SMALL, "text_soft")
        foot.addWidget(self._note, 1)
        foot.addWidget(self.copy)
        foot.addWidget(self.export)
        self.body.addLayout(foot)

    def _show_differences(self, differences: tuple[Difference, ...]) -> None:
        self.head.setVisible(bool(differences))
        self.rows.fill(
            self._row(saying(one, self._names), one.report_id, there=one.kind not in NOT_THERE)
            for one in differences[:MOST_SHOWN]
        )

    def _show_files(self, counted: tuple[CountedFile, ...]) -> None:
        """Those that records lack stand among the differences already."""
        shown = [one for one in counted if one.file.place is not FilePlace.MISSING]
        self.files_head.setVisible(bool(shown))
        self.files.fill(self._row(file_saying(one.file, self._names), one.report_id) for one in shown[:MOST_SHOWN])

    def _row(self, words: tuple[str, str], report_id: ReportId, *, there: bool = True) -> DifferenceRow:
        row = DifferenceRow(self._theme, *words, report_id[:8], there=there)
        row.opened.connect(lambda: self.open_requested.emit(report_id))
        return row

    def _tell_more(self, account: Account) -> None:
        more = sum(max(len(found) - MOST_SHOWN, 0) for found in (account.differences, account.not_arrived))
        self._note.setText(f"{more:,} more are in the export." if more else "")

    def _say(self, words: str, tone: str) -> None:
        self.state.setText(words)
        self.state.set_tone(tone)
        self.state.setVisible(bool(words))

    def _end(self) -> None:
        self._running = False
        self.run.set_words("Run again")
        self.run.set_kind("primary")
        self._set_usable()

    def _set_usable(self, *, there: bool = False) -> None:
        """What can be pressed now. A result that stands can be copied until the next run begins."""
        self.period.setEnabled(not self._running)
        self.records.setEnabled(not self._running)
        for button in (self.copy, self.export):
            button.setEnabled(there and not self._running)

    @Slot()
    def _press(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self.run_requested.emit(self.period.value() or "", self.records.isChecked())


def progress_words(progress: Progress | None) -> str:
    """How far it is."""
    if progress is None:
        return "Asking the gateway…"
    if progress.to_look_up:
        return f"{progress.listed:,} listed. {progress.looked_up:,} of {progress.to_look_up:,} asked for at records…"
    return f"{progress.listed:,} listed…"
