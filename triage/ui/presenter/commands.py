"""What each action of the registry does: one small entry per key, so that keys, palette and menus cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QListView

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import GATEWAY
from triage.models.query import ListQuery, View
from triage.models.views import Link
from triage.services.hub import Notice
from triage.ui.actions import ActionSpec
from triage.ui.decide.form import DecideForm
from triage.ui.decide.panel import DecidePanel
from triage.ui.key_rules import is_single
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.report import ReportPresenter
from triage.ui.presenter.sending import SendingPresenter
from triage.ui.presenter.withheld import why_elsewhere, why_withheld
from triage.ui.queue.column import QueueColumn
from triage.ui.report.panel import ReportPanel
from triage.ui.stray_words import WRITTEN_INTO, StrayWords

SECTIONS = {
    "checks": "checks",
    "lookups": "lookups",
    "questions": "questions",
    "advice": "advice",
    "thrive": "thrive",
    "risk": "risk",
    "grade": "grade",
    "crime": "crimes",
    "incident": "incident",
    "outcome": "outcome",
    "rationale": "rationale",
}
"""Action → section of the decide column."""
OUTCOMES = 9
OVER_ALL = frozenset(
    {"back", "outbox", "palette", "help", "guides", "settings", "theme", "faults", "zoom_in", "zoom_out", "zoom_reset"}
    | {"refresh", "quit", "lock", "sign_out", "views", "filter", "dispatch", "account", "board", "approvals", "checkup"}
    | {"quality", "feedback", "board_page", "board_page_before", "take_back", "assign", "pin", "held", "handoffs"}
)
"""What also works while a panel or sheet lies over the columns; nothing happens unseen below it."""


class Commands(QObject):
    """Runs actions by their id."""

    def __init__(
        self,
        context: Context,
        queue: QueueColumn,
        report_panel: ReportPanel,
        decide: DecidePanel,
        report: ReportPresenter,
        sending: SendingPresenter,
        overlays: Overlays,
    ) -> None:
        super().__init__(context.shell)
        self._context = context
        self._queue = queue
        self._report_panel = report_panel
        self._decide = decide
        self._report = report
        self._sending = sending
        self._overlays = overlays
        self._table = self._make_table()
        context.actions.triggered.connect(self.run)
        context.actions.withheld.connect(self._tell_withheld)
        self._openings = 0
        self._stray = StrayWords(context.desk.clock, self)
        self._stray.lost.connect(self._words_lost)
        report.opened.connect(self._another)
        report.opened.connect(overlays.way_back.opened)
        sending.sent.connect(lambda _: context.spawn("next", self._next_after_sending()))
        decide.asks.release_requested.connect(lambda: self.run("release"))
        decide.asks.jump_requested.connect(self.jump)
        decide.asks.words_requested.connect(report_panel.show_words)
        queue.claim_requested.connect(lambda report_id: self.claim(ReportId(report_id)))

    @Slot(str)
    def run(self, name: str) -> None:
        """Do what this action says; unknown ids are passed over (an action of another build)."""
        act, over = self._table.get(name), self._context.shell.overlay()
        if act is None:
            return
        if over is not None and name not in OVER_ALL:
            self._tell_elsewhere(name, over.accessibleName())
            return
        before = QApplication.focusWidget()
        act()
        if name in WRITTEN_INTO and QApplication.focusWidget() is before:
            self._stray.begin()

    def extend(self, more: Callable[[Mapping[str, Callable[[], object]]], Mapping[str, Callable[[], object]]]) -> None:
        """Actions of another room; it is given the ones there are, which its own may fall back on."""
        self._table = {**self._table, **more(dict(self._table))}

    def open(self, report_id: ReportId) -> None:
        """Show a report; the cursor of the queue goes to it."""
        self._overlays.way_back.forget()
        self._overlays.leave_all()
        self._context.spawn("open", self._open(report_id))

    def open_from(self, report_id: ReportId) -> None:
        """The same from a panel that names it: Escape leads back to that, to the row it was opened from."""
        self._overlays.leave_for(report_id)
        self._context.spawn("open", self._open(report_id))

    def claim(self, report_id: ReportId) -> None:
        self._context.spawn("claim", self._claim(report_id))

    @Slot(object)
    def _tell_withheld(self, spec: ActionSpec) -> None:
        self._context.tell("info", *why_withheld(spec, known=self._context.desk.roles.told), key="key")

    def _tell_elsewhere(self, name: str, panel: str) -> None:
        """A letter says nothing: it is often typed to find a line."""
        spec = next((one for one in self._context.actions.specs() if one.id == name), None)
        if spec is not None and spec.keys and not is_single(spec.keys[0]):
            here = QApplication.focusWidget()
            row = isinstance(here, QListView) and here.currentIndex().isValid()
            self._context.tell("info", *why_elsewhere(spec, panel, row=row), key="key")

    @Slot()
    def _words_lost(self) -> None:
        what = "Nothing opened to write in, so what you typed was not taken."
        self._context.tell("info", what, "After a moment, or Esc, letters are commands again.", key="stray words")

    @Slot(object)
    def _another(self, report_id: ReportId | None) -> None:
        """Another report is on the screen: the cursor of the queue goes with it."""
        self._openings += 1
        self._queue.go_with(report_id)

    @Slot(str)
    def jump(self, field: str) -> None:
        """Go to a field of the report column by the name that problems and records refusals use."""
        if not self._report_panel.focus_field(field):
            self._context.tell(
                "info", f"Records named “{field}”, which is not shown here.", "Look under Other answers."
            )

    def _make_table(self) -> Mapping[str, Callable[[], object]]:
        context, shell, queue, overlays = self._context, self._context.shell, self._queue, self._overlays
        table: dict[str, Callable[[], object]] = {
            "next": lambda: context.spawn("next", self._next()),
            "claim": self._claim_shown,
            "open": self._open_selected,
            "search": queue.focus_search,
            "down": lambda: queue.move_cursor(1),
            "up": lambda: queue.move_cursor(-1),
            "release": lambda: context.spawn("release", self._release()),
            "refresh": lambda: context.spawn("refresh", context.desk.refresh()),
            "correct": self._report_panel.correct_focused,
            "attachments": self._report_panel.focus_attachments,
            "original": self._report_panel.toggle_original,
            "from_words": self._report_panel.make_from_words,
            "join_people": self._report_panel.join_people,
            "preview": self._decide.toggle_preview,
            "evidence": self._on_form(lambda form: form.thrive.insert_evidence()),
            "evidence_words": self._on_form(lambda form: form.thrive.show_evidence()),
            "assess_again": self._on_form(lambda form: form.thrive.ask_again()),
            "headings": self._on_form(lambda form: form.rationale.insert_headings()),
            "send": self._send,
            "undo": self._undo,
            "next_column": shell.next_column,
            "previous_column": shell.previous_column,
            "wider": lambda: shell.widen(1),
            "narrower": lambda: shell.widen(-1),
            "back": self._back,
            "outbox": overlays.toggle_outbox,
            "palette": overlays.toggle_palette,
            "help": overlays.toggle_help,
            "guides": overlays.toggle_guides,
            "settings": overlays.toggle_settings,
            "faults": overlays.toggle_faults,
            "theme": overlays.next_theme,
            "zoom_in": lambda: overlays.zoom(1),
            "zoom_out": lambda: overlays.zoom(-1),
            "zoom_reset": lambda: overlays.zoom(0),
            "quit": shell.close_requested.emit,
        }
        table |= {name: self._to_section(section) for name, section in SECTIONS.items()}
        table |= {f"outcome_{digit}": self._to_outcome(str(digit)) for digit in range(1, OUTCOMES + 1)}
        return table

    def _on_form(self, act: Callable[[DecideForm], object]) -> Callable[[], object]:
        return lambda: self._decide.work_on(act)

    def _to_section(self, name: str) -> Callable[[], object]:
        return lambda: self._decide.focus_section(name)

    def _to_outcome(self, digit: str) -> Callable[[], object]:
        return lambda: self._decide.choose_outcome(digit)

    async def _open(self, report_id: ReportId) -> None:
        before, asked_from = self._report.current, QApplication.focusWidget()
        from_queue = self._context.shell.column_in_focus() == "queue"
        await self._report.open(report_id)
        if before != report_id:
            self._context.shell.begin_again("report", "decide")
        detail = self._report.detail
        if detail is not None and detail.editable:
            self._context.shell.reveal("decide")  # where two columns have room, these two
        here = QApplication.focusWidget()
        if here is not None and self._decide.form.isAncestorOf(here):
            return  # a key led there as soon as the form stood
        # Somebody may have begun to write meanwhile: a search, for how long to put off, a correction, what words are.
        column = self._context.shell.column_in_focus()
        writes = isinstance(here, QLineEdit) and (column == "report" or (from_queue and column == "queue"))
        if here is asked_from or not (writes or self._report_panel.making.asks):
            self._context.shell.focus_column("report")

    async def _next(self) -> None:
        await self._report.flush()
        asked = self._openings
        report_id = await self._context.desk.claims.claim_next()
        if report_id is None:
            self._context.tell("info", "Nothing is waiting to be taken.", key="next")
        elif self._openings == asked:
            await self._open(report_id)
        else:  # a sending was undone or another report opened meanwhile: what the person went to stays
            told = "The next report was claimed for you while you went to this one."
            notice = Notice("info", told, "It waits under Mine.", key="next", report_id=report_id)
            self._context.desk.hub.publish(notice)

    async def _next_after_sending(self) -> None:
        """Go on: first with what we already hold, then with the next of the queue while that can be asked."""
        reports, asked = self._context.desk.reports, self._openings
        for report_id in await reports.ids(ListQuery(view=View.MINE, me=self._context.desk.me.id)):
            detail = await reports.detail(report_id)
            if self._openings != asked:
                return
            if detail is not None and detail.editable:
                await self._open(report_id)
                return
        gateway = next((state for state in self._context.desk.links.states() if state.name == GATEWAY), None)
        if gateway is None or gateway.state is not Link.OFFLINE:
            await self._next()

    async def _claim(self, report_id: ReportId) -> None:
        await self._context.desk.claims.claim(report_id)
        await self._open(report_id)

    def _claim_shown(self) -> None:
        """C: the selected row when the queue has the focus, else the report on the screen."""
        in_queue = self._context.shell.column_in_focus() == "queue"
        report_id = self._queue.current() if in_queue else self._report.current or self._queue.current()
        if report_id is not None:
            self.claim(report_id)

    def _open_selected(self) -> None:
        report_id = self._queue.current()
        if report_id is not None:
            self.open(report_id)

    async def _release(self) -> None:
        report_id = self._report.current
        if report_id is None:
            return
        # First off the screen: words typed while the gateway is asked would belong to nobody.
        await self._report.close()
        try:
            await self._context.desk.claims.release(report_id)
        except KnownError:
            if self._report.current is None:
                await self._report.open(report_id)
            raise
        self._context.shell.focus_column("queue")
        self._context.tell("info", "The report is back in the queue. Your words went with it.", key="release")

    def _send(self) -> None:
        """Ctrl+Return: what the public sent meanwhile is read first."""
        if not (self._decide.draft and self._report_panel.focus_new_version()):
            self._decide.send()

    def _undo(self) -> None:
        """Ctrl+Z: what was changed last in this draft; without that, the decision sent last."""
        if self._decide.undo_label:
            self._decide.undo()
        elif not self._sending.undo_last():
            self._context.tell("info", "There is nothing to undo.", key="undo")

    def _back(self) -> None:
        """Escape: out of an overlay, else back to what the report was opened from: a panel, or the list."""
        if not self._overlays.leave() and not self._overlays.way_back.lead():
            self._context.shell.reveal("queue")
            self._queue.focus_list()

    def show_view(self, view: View) -> None:
        self._overlays.way_back.forget()
        self._overlays.leave_all()
        self._queue.chosen.choose_view(view)
        self._queue.focus_list()
