"""Feedback on the handler's own decisions: a strip that waits quietly, and the sheet to read and answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.text import count
from triage.ui.theme import Theme

if TYPE_CHECKING:  # made when first opened
    from triage.ui.feedback.sheet import FeedbackSheet

STRIP = "feedback"


class FeedbackPresenter(QObject):
    """The strip comes when something is unread, and goes when it was read or closed; it never takes the focus."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        overlays: Overlays,
        open_report: Callable[[ReportId], None],
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons, self._overlays = context, theme, icons, overlays
        self._open_report = open_report
        self._closed_at = 0
        context.shell.strip_closed.connect(self._close)
        context.shell.strip_action.connect(self._act)

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        return {STRIP: self.show}

    @cached_property
    def sheet(self) -> FeedbackSheet:
        from triage.ui.feedback.sheet import FeedbackSheet

        sheet = FeedbackSheet(self._theme, self._icons, self._context.desk.clock.now)
        sheet.closed.connect(self._overlays.leave)
        sheet.looked.connect(lambda number: self._context.spawn("feedback", self._context.desk.feedback.read(number)))
        sheet.answered.connect(lambda number, words: self._context.spawn("feedback", self._answer(number, words)))
        sheet.open_requested.connect(lambda report_id: self._open_report(ReportId(report_id)))
        return sheet

    def show(self) -> None:
        """Open the list, with what was heard last, and ask anew."""
        inbox = self._context.desk.feedback
        self._context.shell.set_overlay(self.sheet)
        self._close(STRIP)
        if inbox.items is None:
            self.sheet.say("Asking the gateway…")
        else:
            self.sheet.show_items(inbox.items)
        self.sheet.focus_start()
        self._context.spawn("feedback", self._ask())

    async def _ask(self) -> None:
        try:
            self.sheet.show_items(await self._context.desk.feedback.ask())
            self.sheet.focus_start()
        except KnownError as error:
            self.sheet.show_error(error)

    async def _answer(self, number: int, words: str) -> None:
        try:
            await self._context.desk.feedback.reply(number, words)
        except KnownError as error:
            self.sheet.tell_fault(f"{error.what} {error.do}".strip())
            return
        self._context.tell("info", "Your answer is sent. Whoever reviewed it reads it.", key="feedback-answer")

    @Slot()
    def heard(self) -> None:
        """Something came, was read or answered."""
        inbox, shell = self._context.desk.feedback, self._context.shell
        if "sheet" in vars(self):
            self.sheet.show_items(inbox.items or ())
        unread = inbox.unread
        if unread > self._closed_at:
            shell.show_strip(
                STRIP, f"Feedback on {count(unread, 'of your reports', 'of your reports')}", "Read it", "info"
            )
        else:
            shell.clear_strip(STRIP)
            self._closed_at = min(self._closed_at, unread)

    @Slot(str)
    def _act(self, key: str) -> None:
        if key == STRIP:
            self.show()

    @Slot(str)
    def _close(self, key: str) -> None:
        if key == STRIP:
            self._closed_at = self._context.desk.feedback.unread
            self._context.shell.clear_strip(STRIP)
