"""The report column: header, then one scroll of narrative, cards, answers, attachments, original and history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.clock import Clock
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.messages import ContactLine
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.views import ReportDetail
from triage.ui.icons import Icons
from triage.ui.report.attachments import AttachmentsCard
from triage.ui.report.body import ReportBodyView
from triage.ui.report.cards import as_pointer
from triage.ui.report.field_editor import Entry
from triage.ui.report.header import ReportHeader
from triage.ui.report.instead import Instead
from triage.ui.report.making import Making
from triage.ui.report.narrative_card import NarrativeCard
from triage.ui.report.news import News
from triage.ui.report.original import OriginalCard
from triage.ui.report.thing_cards import REMOVE, SEPARATE, WORDS
from triage.ui.theme import Theme
from triage.ui.widgets.scroll_column import ScrollColumn

TICK_MS = 15_000
LOW = 115
"""Steps of space below which the column is low: large text on a small screen."""
QWIDGETSIZE_MAX = 16_777_215
PAUSE_MS = 700
"""Without a change of the draft; then what nobody reads just now is brought up to date."""


class ReportPanel(QWidget):
    """Shows one report; says what the person wants to change and never changes anything itself.

    Signals:
        correction_made(field, original, value): a field should read ``value``.
        correction_cleared(field): the correction of this field should go.
        attachment_requested(number): the person wants to look at this attachment; raw_requested().
        new_version_requested(): the person wants to read what the public sent meanwhile.
        compare_requested(): the person wants to see what the new version says differently.
        removed(thing), separated(person): an added thing should go, joined people should part.
    """

    correction_made = Signal(str, str, str)
    correction_cleared = Signal(str)
    attachment_requested = Signal(int)
    raw_requested = Signal()
    new_version_requested = Signal()
    compare_requested = Signal()
    removed = Signal(str)
    separated = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self._detail: ReportDetail | None = None
        self._above: QWidget | None = None
        self._profile: Profile | None = None
        self._turn = 0
        self._size = theme.base_px
        self.setObjectName("report_panel")
        self.setAccessibleName("Report")
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = ReportHeader(theme)
        self._news = News(theme, icons)
        self.strip, self.compare_strip = self._news.waiting, self._news.comparing
        self.instead = Instead(theme)
        self.column = ScrollColumn(theme)
        self.body = ReportBodyView(theme, icons, clock.now)
        self.column.add(self.body)
        self.making = Making(theme, self.body, self)
        self._lay_out()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._show_body)
        self.show_empty()

    @property
    def narrative(self) -> NarrativeCard:
        return self.body.narrative

    @property
    def attachments(self) -> AttachmentsCard:
        return self.body.attachments

    @property
    def original(self) -> OriginalCard:
        return self.body.original

    @property
    def report(self) -> Report | None:
        return self._detail.body.report if self._detail and self._detail.body else None

    def show_detail(self, detail: ReportDetail, profile: Profile) -> None:
        """Show a report. The same report again changes only what is different: no scroll, focus or editor is lost."""
        for _ in self.showing(detail, profile):
            pass

    def showing(self, detail: ReportDetail, profile: Profile) -> Iterator[None]:
        """The same in steps, for a report that is opened: between them the window may take its turn. What was said
        before stays on the screen until all is there. It ends by itself when something else is shown meanwhile."""
        turn = self._turn = self._turn + 1
        another = self._detail is None or self._detail.summary.report_id != detail.summary.report_id
        if another:
            self.making.close()
        self._detail, self._profile = detail, profile
        self.header.show_detail(detail, profile, self._clock.now())
        self.header.show()
        self._news.show_detail(detail)
        if detail.body is None:
            self._leave_body()
            self.instead.say_kept(detail)
        else:
            self.body.setVisible(not another)  # laid out once, when all is in
            if self.instead.says_nothing_open:  # not true any more once its heading is there
                self.instead.say_opening()
            for _ in self.body.showing(detail, profile):
                yield
                if self._turn != turn:
                    return
            if self._detail is not detail and self._detail.body is not None:
                self.body.show_detail(self._detail, profile)  # the draft changed meanwhile
            with self.column.unpainted():
                for _ in self._appearing(another):
                    yield
                    if self._turn != turn:
                        return
        if another:
            self.column.verticalScrollBar().setValue(0)
        self._timer.start()

    def _appearing(self, another: bool) -> Iterator[None]:
        """Put the body on the screen, in steps, once all is in."""
        self.instead.hide()
        self.column.show()
        self.body.show()
        yield
        self.column.settle()
        yield
        if another:
            self.body.balance()
            self.column.settle()

    def show_loading(self, summary: Summary, profile: Profile | None = None) -> None:
        """What the queue line knows, while the report is fetched."""
        self._detail = None
        self._profile = profile or self._profile
        if self._profile is not None:
            self.header.show_summary(summary, self._profile, self._clock.now())
            self.header.show()
        self._leave_body()
        self.instead.say_fetching(summary)

    def show_empty(self) -> None:
        self._detail = None
        self.header.hide()
        self._timer.stop()
        self._leave_body()
        self.instead.say_nothing_open()

    def show_error(self, error: KnownError) -> None:
        """The report cannot be shown: what happened and what to do."""
        self._detail = None
        self._leave_body()
        self.instead.say_error(error)

    def set_draft(self, draft: Draft, *, soon: bool = False) -> None:
        """The draft changed: corrections, history and the attendance clock follow. ``soon``: nothing that is read now
        is different but the clock; the cards follow when the person pauses."""
        if self._detail is not None and self._detail.draft.report_id == draft.report_id:
            self._detail = replace(self._detail, draft=draft)
            self.header.set_draft(draft, self.report, self._clock.now())
            if soon:
                self._pause.start()
            else:
                self._show_body()

    def set_noted(self, noted: tuple[ContactLine, ...]) -> None:
        """Lines of the contact log that belong to the history, which follows when the person pauses."""
        if noted != self.body.noted:
            self.body.noted = noted
            self._pause.start()

    def _show_body(self) -> None:
        self._pause.stop()
        if self._detail is not None and self._detail.body is not None and self._profile is not None:
            self.body.show_detail(self._detail, self._profile)
            self.column.settle()

    def show_raw(self, text: str) -> None:
        """The payload, as `raw_requested` asked for."""
        self.original.show_raw(text)

    def tick(self, now: datetime | None = None) -> None:
        """Move the clocks on."""
        self.header.tick(now or self._clock.now())

    def focus_start(self) -> None:
        """Where the focus goes when the column is entered."""
        (self.narrative.text.view if self.report else self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def correct_focused(self) -> None:
        """E: open the editor of the focused row; without one, go to the first row that can be corrected."""
        if self._detail is not None and self._detail.body is not None:
            self.body.correct_focused()

    def make_from_words(self) -> None:
        """W: ask what the selected words of the narrative are."""
        self.making.from_words(self._detail, self._profile)

    def join_people(self) -> None:
        """U: ask who is the same person as the one in focus."""
        self.making.join(self._detail)

    def show_words(self, start: int, end: int) -> None:
        """Select these characters of the narrative and bring them into view; the focus stays where it is."""
        if self.report is not None:
            self.narrative.show_words(start, end)

    def compared(self) -> None:
        """What is new in this version was looked at, or put aside: do not offer it again."""
        if self._detail is not None:
            self._news.compared(self._detail)

    def focus_attachments(self) -> None:
        """A: go to the attachments."""
        self.column.show_top(self.attachments)
        self.attachments.focus_first()

    def focus_new_version(self) -> bool:
        """Go to the button that shows what the public sent meanwhile; False when nothing came."""
        there = self.strip.isVisibleTo(self)
        if there:
            self.strip.focus_action()
        return there

    def toggle_original(self) -> None:
        """O: show or hide the report as it came."""
        if self.report is not None:
            self.original.toggle()
            if self.original.is_open:
                self.column.settle()
                self.column.show_top(self.original)

    def focus_field(self, field: str) -> bool:
        """Go to the row of a field ("people/p1/surname", or as records name it); False when it is not shown here."""
        report = self.report
        return report is not None and self.body.focus_field(as_pointer(report, field))

    def put_above(self, part: QWidget) -> None:
        """Something over the header: a dispatch that stands."""
        self._whole.insertWidget(0, part)
        self._above = part
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._above and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a low window the header makes way for a dispatch that stands: what is read out comes first."""
        crowded = self._above is not None and not self._above.isHidden() and self.height() < self._theme.space(LOW)
        self.header.setMaximumHeight(0 if crowded else QWIDGETSIZE_MAX)

    def put_below_header(self, part: QWidget) -> None:
        """A strip about the whole report."""
        self._whole.insertWidget(self._whole.indexOf(self.strip), part)

    def _lay_out(self) -> None:
        space = self._theme.space
        self.column.body.setContentsMargins(space(4), space(3), space(4), space(4))
        column = self._whole = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.strip, self.compare_strip):
            column.addWidget(part)
        column.addWidget(self.instead, 1)
        column.addWidget(self.column, 1)

    def _connect(self) -> None:
        self.body.entered.connect(self._entered)
        self.body.acted.connect(self._card_acted)
        self.attachments.open_requested.connect(self.attachment_requested)
        self.original.raw_requested.connect(self.raw_requested)
        self.narrative.scrolled_to.connect(self._scroll_narrative)
        self.strip.acted.connect(self.new_version_requested)
        self.compare_strip.acted.connect(self.compare_requested)
        self.compare_strip.closed.connect(self.compared)
        self._theme.changed.connect(self._restyle)

    def _leave_body(self) -> None:
        """Something else than a report is said in its place."""
        self._turn += 1
        self._news.hide()
        self.column.hide()

    def _entered(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if entry.value == entry.original:
                self.correction_cleared.emit(entry.field)
            else:
                self.correction_made.emit(entry.field, entry.original, entry.value)

    def _card_acted(self, thing: str, act: str) -> None:
        if act == REMOVE:
            self.removed.emit(thing)
        elif act == SEPARATE:
            self.separated.emit(thing.partition("/")[2])
        elif act == WORDS and self._detail is not None:
            found = (entry for entry in self._detail.draft.additions if entry.thing == thing)
            for entry in found:
                self.narrative.go_to_words(entry.source)

    def _scroll_narrative(self, y: int) -> None:
        at = self.narrative.mapTo(self.column.inner, self.narrative.rect().topLeft())
        self.column.ensureVisible(0, at.y() + y, 0, self._theme.space(20))

    def _restyle(self) -> None:
        """Another size of type: cards are laid out again."""
        if self._size != self._theme.base_px:
            self._size = self._theme.base_px
            self.body.clear()
            if self._detail is not None and self._profile is not None:
                self.show_detail(self._detail, self._profile)
