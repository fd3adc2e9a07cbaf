"""The sheet says each check as it ends, stops when asked, and lets what was found be copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.doctor.findings import IN_ORDER, IN_TROUBLE
from tests.ui.letting_go import let_go
from triage.models.checkup import TITLES, Finding, Level
from triage.ui.doctor.sheet import CheckupSheet
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.plain_label import PlainLabel


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[CheckupSheet]:
    made = CheckupSheet(theme, icons)
    qtbot.addWidget(made)
    yield made
    let_go()


def show(sheet: CheckupSheet, findings: Sequence[Finding]) -> None:
    sheet.show_running()
    for name in TITLES:
        sheet.show_check(name, [one for one in findings if one.check == name])


def words(sheet: CheckupSheet, name: str) -> list[str]:
    return [label.text() for label in sheet.rows[name].findChildren(PlainLabel)]


def test_each_check_is_told_as_it_ends(sheet: CheckupSheet) -> None:
    sheet.show_running()
    sheet.show_check("disk", [one for one in IN_ORDER if one.check == "disk"])
    assert sheet.state.text() == "1 of 11 checked."
    assert "In order" in words(sheet, "disk")
    assert "Checking…" in words(sheet, "store")
    assert not sheet.copy.isEnabled()


def test_what_was_found_has_its_room_as_soon_as_it_is_told(sheet: CheckupSheet) -> None:
    sheet.resize(500, 300)
    sheet.show()
    sheet.show_running()
    told = (
        "Triage 0.1.0; Python 3.11.7; OpenSSL 3.0.19 27 Jan 2026; PySide6-Essentials 6.11.3; SQLAlchemy 2.1.9; Linux."
    )
    sheet.show_check("versions", [Finding(check="versions", level=Level.OK, what=told)])
    line = next(label for label in sheet.rows["versions"].findChildren(PlainLabel) if label.text() == told)
    assert line.isVisible()
    assert line.height() >= line.heightForWidth(line.width()) > line.fontMetrics().height()


def test_the_end_says_how_much_there_is_to_do(sheet: CheckupSheet) -> None:
    show(sheet, IN_TROUBLE)
    sheet.show_done()
    assert sheet.state.text() == (
        "Not working: Gateway, Certificates, Records systems. To look at: Settings and policy."
    )
    assert "Does not work" in words(sheet, "certificates")
    assert sheet.rows["certificates"].accessibleName() == "Certificates: Does not work"
    show(sheet, IN_ORDER)
    sheet.show_done()
    assert sheet.state.text() == "Everything that was checked is in order."


def test_one_button_begins_and_stops(qtbot: QtBot, sheet: CheckupSheet) -> None:
    with qtbot.waitSignal(sheet.run_requested):
        sheet.run.click()
    sheet.show_running()
    with qtbot.waitSignal(sheet.stop_requested):
        sheet.run.click()
    sheet.show_check("disk", [one for one in IN_ORDER if one.check == "disk"])
    sheet.show_stopped()
    assert "Not checked yet" in words(sheet, "store")
    assert (sheet.run.isEnabled(), sheet.copy.isEnabled(), sheet.bundle.isEnabled()) == (True, True, True)


def test_after_stop_only_what_this_run_found_is_copied(sheet: CheckupSheet) -> None:
    show(sheet, IN_TROUBLE)
    sheet.show_done()
    assert sheet.found() == tuple(one for name in TITLES for one in IN_TROUBLE if one.check == name)
    sheet.show_running()
    sheet.show_check("disk", [one for one in IN_ORDER if one.check == "disk"])
    sheet.show_stopped()
    assert {one.check for one in sheet.found()} == {"disk"}
