"""Handovers to others: their answer to the open report's, those of all reports that wait for one, the package."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from triage.models.correspondence import Correspondence
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.workflow import Handoff, HandoffState
from triage.ui.handoff.answer_sheet import AnswerSheet
from triage.ui.handoff.list_sheet import HandoffList
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.people import PeoplePresenter, Table
from triage.ui.presenter.report import ReportPresenter
from triage.ui.presenter.save_as import save_as
from triage.ui.theme import Theme


class HandoffsPresenter(QObject):
    """The open report's handovers stand in its contact log, with their buttons."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        people: PeoplePresenter,
        reports: ReportPresenter,
        overlays: Overlays,
        open_report: Callable[[ReportId], None],
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._reports, self._overlays = reports, overlays
        self._open_report = open_report
        self._told: Correspondence | None = None
        reports.opened.connect(lambda _report_id: self._take(None))
        people.told.connect(self._take)
        people.card.answer.connect(self._answer)
        people.card.package.connect(lambda number: reports.act("package", lambda key: self._save_package(key, number)))

    def table(self, _known: Table) -> Table:
        """The actions of this room."""
        return {"handoff_answer": self._answer, "handoffs": self._list}

    @Slot(object)
    def _take(self, told: Correspondence | None) -> None:
        self._told = told

    @cached_property
    def _answer_sheet(self) -> AnswerSheet:
        sheet = AnswerSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        handovers = self._context.desk.handovers
        sheet.taken_on.connect(
            lambda number, who, ref: self._answered(lambda key: handovers.taken_on(key, number, who, ref))
        )
        sheet.refused.connect(lambda number, why: self._answered(lambda key: handovers.refused(key, number, why)))
        return sheet

    @cached_property
    def _handoff_list(self) -> HandoffList:
        sheet = HandoffList(self._theme, self._icons, self._context.desk.clock.now)
        sheet.closed.connect(self._overlays.leave)
        sheet.open_requested.connect(lambda report_id: self._open_report(ReportId(report_id)))
        return sheet

    def _answer(self, number: int = 0) -> None:
        found = _answerable(self._told, number)
        if found is None:
            self._context.tell("info", "This report is not handed over to anybody who has to answer.", key="handoff")
            return
        self._answer_sheet.start(found)
        self._put(self._answer_sheet)
        self._answer_sheet.focus_start()

    def _answered(self, act: Callable[[ReportId], Coroutine[Any, Any, object]]) -> None:
        async def answer(report_id: ReportId) -> None:
            await act(report_id)
            self._overlays.leave()

        self._reports.act("handoff", answer)

    def _list(self) -> None:
        self._handoff_list.show_loading()
        self._put(self._handoff_list)
        self._context.spawn("handoffs", self._fill())

    async def _fill(self) -> None:
        try:
            waiting = await self._context.desk.handovers.awaiting()
            lines = await self._context.desk.reports.page([ReportId(one.report_id) for one in waiting])
            names = {str(key): f"{row.summary.title}, {row.summary.customer_reference}" for key, row in lines.items()}
            self._handoff_list.show_handoffs(waiting, names, await self._leaving())
        except KnownError as error:
            self._handoff_list.show_error(error)
        self._handoff_list.focus_start()

    async def _leaving(self) -> int:
        """Handovers that this computer has yet to send."""
        lines = [one.operation for one in await self._context.desk.outbox.lines()]
        return sum(one.kind is OpKind.HAND_OFF and one.status is not Delivery.DELIVERED for one in lines)

    @Slot()
    def outbox_changed(self) -> None:
        """A handover left while the list of those that wait is shown."""
        shown = vars(self).get("_handoff_list")
        if shown is not None and self._context.shell.overlay() is shown:
            self._context.spawn("handoffs", self._fill())

    async def _save_package(self, report_id: ReportId, number: int) -> None:
        packed = await self._context.desk.handovers.package(report_id, number)
        name = f"handover-{report_id[:8]}-{number}.zip"
        await save_as(self._context, "Save the package", name, "Zip (*.zip)", packed, what="The package", key="package")

    def _put(self, sheet: QWidget) -> None:
        self._overlays.ask(sheet)


def _answerable(told: Correspondence | None, number: int) -> Handoff | None:
    """The handover of this number, or with 0 the newest that waits for an answer."""
    waits = (HandoffState.AWAITING, HandoffState.CHASED_BACK)
    found = [one for one in (told.handoffs if told else ()) if one.state in waits and number in (0, one.number)]
    return found[-1] if found else None
