"""The account: ties its sheet to the service, keeps the result for copy and export, and stops it when asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from triage.models.balance import Account
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.services.accounting import Progress
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.save_as import as_csv_bytes, save_as
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.account.sheet import AccountSheet

Table = Mapping[str, Callable[[], object]]


class AccountingPresenter(QObject):
    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        overlays: Overlays,
        open_report: Callable[[ReportId], None],
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._overlays = overlays
        self._open_report = open_report
        self._running: asyncio.Task[None] | None = None
        self._result: Account | None = None
        self._names = {place.key: place.name for place in context.desk.profile.destinations}

    def table(self, _known: Table) -> Table:
        return {"account": self.show}

    def show(self) -> None:
        """The sheet, with the result of before if there is one."""
        self._overlays.ask(self.sheet)
        self.sheet.focus_start()

    @cached_property
    def sheet(self) -> AccountSheet:
        from triage.ui.account.sheet import AccountSheet

        sheet = AccountSheet(self._theme, self._icons, self._names)
        sheet.closed.connect(self._overlays.leave)
        sheet.run_requested.connect(self._run)
        sheet.stop_requested.connect(self._stop)
        sheet.open_requested.connect(lambda report_id: self._open_report(ReportId(report_id)))
        sheet.copy_requested.connect(self._copy)
        sheet.export_requested.connect(self._export)
        return sheet

    @Slot(str, bool)
    def _run(self, days: str, records: bool) -> None:
        self.sheet.show_running()
        self._running = self._context.desk.spawn("account", self._account(days, records=records))

    @Slot()
    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _account(self, days: str, *, records: bool) -> None:
        desk, sheet = self._context.desk, self.sheet
        now = desk.clock.now()
        since = now - timedelta(days=int(days)) if days else None
        try:
            self._result = await desk.accounting.run(since=since, records=records, told=self._told)
        except asyncio.CancelledError:
            sheet.show_stopped()
            raise
        except KnownError as error:
            sheet.show_error(error)
            return
        sheet.show_account(self._result, desk.clock.now())

    def _told(self, progress: Progress) -> None:
        self.sheet.show_running(progress)

    @Slot()
    def _copy(self) -> None:
        if self._result is not None:
            QApplication.clipboard().setText(self._as_sheet(self._result))
            words = "The differences are copied." if self._result.differences else "The sums are copied."
            self._context.tell("info", words, key="account")

    @Slot()
    def _export(self) -> None:
        result = self._result
        if result is None:
            return
        name, written = f"account-{result.until:%Y-%m-%d-%H%M}.csv", as_csv_bytes(self._as_sheet(result))
        title, filters = "Export the account", "CSV (*.csv)"
        saved = save_as(self._context, title, name, filters, written, what="The account", key="account")
        self._context.spawn("account export", saved)

    def _as_sheet(self, result: Account) -> str:
        from triage.models.account_sheet import account_sheet

        return account_sheet(result, self._names)
