"""A supervisor's acts in the window: take back, give to somebody, pin; from keys, the palette and menus of reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QApplication, QMenu

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.ui.handoff.why_sheet import Asked, WhySheet
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.report import ReportPresenter
from triage.ui.queue.column import QueueColumn
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme

if TYPE_CHECKING:  # made when first opened
    from triage.ui.supervise.assign_sheet import AssignSheet

TAKE_BACK, ASSIGN, PIN = "take_back", "assign", "pin"
ACTS = {TAKE_BACK: "Take back", ASSIGN: "Give to somebody", PIN: "Pin or unpin"}
"""Action → what the menus of a report call it."""
Act = Callable[[Summary], None]
Give = Callable[..., Awaitable[str]]
"""Does what a sheet asked about with what was answered; what is told then."""


class SupervisingPresenter(QObject):
    """Offered to supervisors alone; the gateway refuses everybody else in any case."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        queue: QueueColumn,
        report: ReportPanel,
        reports: ReportPresenter,
        overlays: Overlays,
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._queue, self._panel, self._reports, self._overlays = queue, report, reports, overlays
        self._acts: Mapping[str, Act] = {TAKE_BACK: self._ask_back, ASSIGN: self._ask_to_whom, PIN: self._ask_pin}
        self._give: Give | None = None  # what the sheet that was opened last is for
        self._sending: Give | None = None  # what was answered and is on its way
        context.actions.set_enabled(dict.fromkeys(ACTS, False))
        report.header.supervise_asked.connect(self._menu)

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        return {name: lambda name=name: self._begin(name) for name in ACTS}  # type: ignore[misc]

    async def offer(self) -> None:
        """Wait until it is known who is here."""
        if "supervisor" in await self._context.desk.roles.known():
            self._context.actions.set_enabled(dict.fromkeys(ACTS, True))
            self._panel.header.offer_supervising()
            self._queue.view.offers = self.menu_of

    def menu_of(self, report_id: ReportId) -> Sequence[tuple[str, Callable[[], object]]]:
        """What is offered for this report: words and what they do; nothing to those who are no supervisor."""
        if "supervisor" not in self._context.desk.roles.held:
            return ()
        return [(words, lambda name=name: self._run(name, report_id)) for name, words in ACTS.items()]  # type: ignore[misc]

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        if self._reports.current is None:
            return
        menu = QMenu(self._panel)
        for words, run in self.menu_of(self._reports.current):
            menu.addAction(words).triggered.connect(lambda _checked=False, run=run: run())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _begin(self, name: str) -> None:
        """For the row of the list in use, in the queue or on the board, else for the report on the screen."""
        chosen = self._chosen()
        if chosen is not None:
            self._run(name, chosen)
        else:
            self._context.tell("info", "No report is selected.", "Select one in a list, or open it.", key=name)

    def _chosen(self) -> ReportId | None:
        here = QApplication.focusWidget()
        if self._context.shell.overlay() is not None:  # never a report that lies unseen below it
            from triage.ui.board.row_list import REPORT, RowList

            if isinstance(here, RowList):
                return here.current()
            named = here.property(REPORT) if here is not None else None
            return ReportId(named) if named else None
        in_queue = self._context.shell.column_in_focus() == "queue"
        return self._queue.current() if in_queue else self._reports.current or self._queue.current()

    def _run(self, name: str, report_id: ReportId) -> None:
        self._context.spawn(name, self._look(name, report_id))

    async def _look(self, name: str, report_id: ReportId) -> None:
        """How the report stands now is what is acted on."""
        found = (await self._context.desk.reports.page([report_id])).get(report_id)
        if found is None:
            self._context.tell("info", "This report is not in the queue any more.", key=name)
            return
        self._acts[name](found.summary)

    # Taking back and pinning: one reason

    @cached_property
    def _why(self) -> WhySheet:
        sheet = WhySheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.given.connect(lambda _key, why: self._given(sheet, why))
        return sheet

    def _ask(self, asked: Asked, give: Give) -> None:
        self._why.start(asked)
        self._open(self._why, give)
        self._why.focus_start()

    def _open(self, sheet: WhySheet | AssignSheet, give: Give) -> None:
        self._give = give
        sheet.button.setEnabled(True)
        self._overlays.ask(sheet)

    def _given(self, sheet: WhySheet | AssignSheet, *answers: object) -> None:
        if self._give is None or self._give is self._sending:  # a second press while the first is on its way
            return
        self._sending = self._give
        sheet.button.setEnabled(False)
        self._context.spawn("supervise", self._do(sheet, self._give, answers))

    async def _do(self, sheet: WhySheet | AssignSheet, give: Give, answers: Sequence[object]) -> None:
        """The sheet is left unless it is away, or asks about another report, by the time it is done."""
        try:
            words = await give(*answers)
        finally:
            if self._sending is give:
                self._sending = None
                sheet.button.setEnabled(True)
        if self._give is give:
            self._overlays.leave_from(sheet)
        self._tell(words)

    def _ask_back(self, summary: Summary) -> None:
        holder = summary.held_by
        if not holder or holder == self._context.desk.me.id:
            what = "You hold this report yourself." if holder else "Nobody holds this report now."
            left = "What somebody left there when their claim ran out is taken over with Ctrl+Shift+U."
            self._context.tell("info", what, "Ctrl+R gives it back." if holder else left, key=TAKE_BACK)
            return
        kept = (
            "What they wrote stays with the report." if summary.stage is not Stage.BEGUN else "Records are asked first."
        )
        asked = Asked(
            key=TAKE_BACK,
            title=f"Take “{summary.title}” back",
            words=f"{name_words(holder)} holds it and is told at once, with your words. {kept} It goes to the queue.",
            ask="The audit keeps your words",
            button="Take it back",
        )

        async def give(why: str) -> str:
            await self._context.desk.supervising.take_back(summary, why)
            return f"Taken back from {name_words(holder)}. It is in the queue."

        self._ask(asked, give)

    def _ask_pin(self, summary: Summary) -> None:
        if summary.pinned:
            self._context.spawn(PIN, self._unpin(summary.report_id))
            return
        asked = Asked(
            key=PIN,
            title=f"Pin “{summary.title}”",
            words="It stands at the top of everybody's queue and is taken next, until it is closed or unpinned.",
            ask="Everybody reads your words in the report’s line",
            button="Pin it",
        )

        async def give(why: str) -> str:
            await self._context.desk.supervising.pin(summary.report_id, why)
            return "Pinned. Everybody sees it first."

        self._ask(asked, give)

    async def _unpin(self, report_id: ReportId) -> None:
        await self._context.desk.supervising.unpin(report_id)
        self._tell("Unpinned. It stands in its own place again.")

    # Giving it to somebody

    @cached_property
    def _assign(self) -> AssignSheet:
        from triage.ui.supervise.assign_sheet import AssignSheet

        sheet = AssignSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.given.connect(lambda to, why, minutes: self._given(sheet, to, why, minutes))
        return sheet

    def _ask_to_whom(self, summary: Summary) -> None:
        async def give(to: str, why: str, minutes: int) -> str:
            await self._context.desk.supervising.assign(summary, to, why, minutes)
            return f"Given to {name_words(to)}, who finds it under Mine."

        held = (
            f"{name_words(summary.held_by)} holds it now and is told; what they wrote goes with it."
            if summary.held_by
            else ""
        )
        about = f"“{summary.title}”. It is theirs to take first; nobody else is served it meanwhile. {held}".strip()
        self._assign.start(about)
        self._open(self._assign, give)
        self._assign.focus_start()
        self._context.spawn(ASSIGN, self._show_people(summary, give))

    async def _show_people(self, summary: Summary, give: Give) -> None:
        """Into the sheet that is open already, unless it asks about another report by now."""
        desk = self._context.desk
        try:
            people = [one for one in await desk.supervising.colleagues() if one.id != summary.held_by]
        except KnownError as error:
            if self._give is give:
                self._assign.show_error(error)
        else:
            if self._give is give:
                self._assign.show_people(people, desk.clock.now())

    def _tell(self, words: str) -> None:
        self._context.tell("info", words, key="supervise")
