"""The account in the running window, by keyboard, over a real gateway; and how its sheet stands in every size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete

from tests.builders import NOW
from tests.services.world import world
from tests.ui.account.results import WHY, balanced, different, filed
from tests.ui.fit import misfits
from tests.ui.hands import at_the_window
from triage.gateway import tables
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.services.accounting import Progress
from triage.ui.account.difference_row import DifferenceRow
from triage.ui.account.sheet import AccountSheet
from triage.ui.icons import Icons
from triage.ui.theme import Mode, Theme


@dataclass
class Ahead:
    """The gateway's clock: the account ends two seconds before now, and no test waits for that."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    def counter(self) -> float:
        return SystemClock().counter()


async def test_a_supervisor_runs_it_by_keys(tmp_path: Path, theme: Theme, qapp: QApplication) -> None:
    clock = Ahead()
    async with world(tmp_path, clock=clock) as there:
        report_id = await there.arrive("s-1")
        clock.ahead = timedelta(seconds=3)
        async with at_the_window(there, theme, me="sue") as hands:
            sheet = hands.window.accounting.sheet
            await hands.press("Ctrl+Shift+K")
            await hands.until(sheet.run.hasFocus, "the sheet is there")
            await hands.press("Return")
            await hands.until(sheet.balance.isVisible, "the balance is shown")
            assert sheet.balance.words == ("1 acknowledged · 1 accounted for", "Balances")
            async with there.gateway.parts.database.write() as connection:
                await connection.execute(delete(tables.submissions))
            await hands.press("Return")
            await hands.until(lambda: sheet.rows.count() == 1, "the difference is listed")
            assert sheet.balance.words == ("1 acknowledged · 0 accounted for", "1 difference to look into")
            sheet.copy.click()
            assert f'{report_id},1,not_stored,"Acknowledged to the national hub,' in qapp.clipboard().text()
            await hands.press("Escape")
            assert hands.window.shell.overlay() is None


async def test_a_handler_is_told_that_it_is_not_theirs(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="ann") as hands:
        sheet = hands.window.accounting.sheet
        await hands.press("Ctrl+Shift+K")
        await hands.until(sheet.run.hasFocus, "the sheet is there")
        await hands.press("Return")
        await hands.until(lambda: "Your role may not do this" in sheet.state.text(), "it is refused")
        assert sheet.run.isEnabled()


@pytest.fixture
def sheet(theme: Theme, icons: Icons) -> AccountSheet:
    made = AccountSheet(theme, icons, {"crime": "Crime records"})
    made.resize(1000, 640)
    return made


def test_a_run_can_be_stopped(sheet: AccountSheet) -> None:
    told: list[str] = []
    sheet.run_requested.connect(lambda days, records: told.append(f"run {days} {records}"))
    sheet.stop_requested.connect(lambda: told.append("stop"))
    sheet.run.click()
    sheet.show_running(Progress(listed=1000, looked_up=8, to_look_up=2000))
    assert sheet.state.text() == "1,000 listed. 8 of 2,000 asked for at records…"
    sheet.run.click()
    sheet.show_stopped()
    assert told == ["run 7 False", "stop"]
    sheet.show_error(KnownError("The gateway cannot be reached."))
    assert not sheet.export.isEnabled()


def test_files_that_did_not_arrive_say_why_and_lead_to_their_reports(sheet: AccountSheet) -> None:
    opened: list[str] = []
    sheet.open_requested.connect(opened.append)
    sheet.show_account(filed(), NOW)
    told = [row.accessibleName() for row in sheet.files.findChildren(DifferenceRow)]
    assert told[0] == f"File 2 for Crime records Left out by A. Probart: {WHY}"
    assert told[1] == "File 1 for control Waits at C. Rees’s workstation and goes from there."
    assert "virus" in told[2]
    assert len(told) == 5, "the one that is missing at records is a difference"
    for row in sheet.files.findChildren(DifferenceRow):
        assert row.button is not None
        row.button.click()
    assert opened == [one.report_id for one in filed().not_arrived][:5]
    sheet.show_account(balanced(), NOW)
    assert sheet.files_head.isHidden()


def test_differences_lead_to_their_reports(sheet: AccountSheet) -> None:
    opened: list[str] = []
    sheet.open_requested.connect(opened.append)
    sheet.show_account(different(), NOW)
    buttons = [one for one in sheet.rows.findChildren(type(sheet.run)) if one.words.startswith("Open")]
    for button in buttons:
        button.click()
    assert opened == [one.report_id for one in different().differences if one.report_id][1:]  # the first is nowhere
    assert sheet.export.isEnabled()


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.CONTRAST])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut(sheet: AccountSheet, theme: Theme, mode: Mode, scale: float) -> None:
    theme.set_mode(mode)
    theme.set_scale(scale)
    for show in (balanced(), different(), filed()):
        sheet.resize(min(sheet.sizeHint().width(), 1286), min(sheet.sizeHint().height(), 688))
        sheet.show()
        sheet.show_account(show, NOW)
        QApplication.sendPostedEvents()
        assert misfits(sheet) == []
    sheet.hide()
