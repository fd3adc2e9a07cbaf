"""What lies over the columns in a small window, 1366 × 768 at 200 %, and in a large one: nothing cut, over another or
torn apart, no room left empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.board.made_figures import some_figures
from tests.ui.fit import misfits
from tests.ui.gallery.round_others import a_conflict
from triage.models.clock import ManualClock
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile
from triage.models.salvage import Fate, Salvage, Salvaged
from triage.models.supervising import Colleague
from triage.models.taking_over import HeldWorks
from triage.ui.board.figures.page import FiguresPage
from triage.ui.board.page import Room
from triage.ui.conflict.sheet import ConflictSheet
from triage.ui.conflict.words import sides_of_conflict
from triage.ui.icons import Icons
from triage.ui.overlay import WIDEST, Overlay
from triage.ui.salvage.sheet import SalvageSheet
from triage.ui.supervise.assign_sheet import AssignSheet
from triage.ui.supervise.held_sheet import NOTHING, HeldSheet
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel

WIDTH, HEIGHT = 638, 310
"""Beside the rail, below the bars."""


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[tuple[QWidget, Overlay]]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    overlay = Overlay(theme, made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    yield made, overlay
    overlay.put(None, sheet=True, span=(0, 0))


def test_whom_to_give_it_to_is_scrolled_and_nothing_lies_over_another(
    qtbot: QtBot, window: tuple[QWidget, Overlay], theme: Theme, icons: Icons
) -> None:
    sheet = AssignSheet(theme, icons)
    sheet.start("“Harassment by a former partner”. It is theirs to take first; nobody else is served it. " * 2)
    window[1].put(sheet, sheet=True, span=(0, 0))
    people = [Colleague(id=f"handler-{at}", role="handler", last_at=NOW - timedelta(minutes=at)) for at in range(6)]
    sheet.show_people(people, NOW)
    sheet.choose("handler-3")
    qtbot.waitUntil(lambda: misfits(window[0]) == [])
    assert not sheet.why.line.visibleRegion().isEmpty(), "the reason is asked next"
    assert sheet.button.accessibleName().startswith("Give it to handler-3")


def test_more_than_one_field_of_a_conflict_is_seen(
    qtbot: QtBot, window: tuple[QWidget, Overlay], theme: Theme, icons: Icons
) -> None:
    sheet = ConflictSheet(theme, icons)
    sheet.show_sides(sides_of_conflict(a_conflict()))
    window[1].put(sheet, sheet=True, span=(0, 0))
    qtbot.waitUntil(lambda: sheet._scroll.viewport().height() > 0.3 * HEIGHT)
    sheet.why.focus()
    qtbot.waitUntil(lambda: not sheet.why.line.visibleRegion().isEmpty())


def test_work_of_others_is_as_high_as_what_it_tells_and_grows(
    qtbot: QtBot, window: tuple[QWidget, Overlay], theme: Theme, icons: Icons
) -> None:
    sheet = HeldSheet(theme, icons, {}, lambda: NOW)
    sheet.show_loading()
    window[0].resize(1200, 700)
    window[1].put(sheet, sheet=True, span=(0, 0))
    sheet.show_held(HeldWorks(items=()), ())
    assert sheet.state.text() == NOTHING
    assert sheet.height() < 200
    sheet.rows.fill([PlainLabel(theme, f"Line {at}") for at in range(20)])
    qtbot.waitUntil(lambda: sheet.height() > 400)
    assert not sheet._scroll.verticalScrollBar().isVisible()


def test_a_sheet_of_long_words_is_no_higher_than_they_are_when_it_first_opens(
    window: tuple[QWidget, Overlay], theme: Theme, icons: Icons
) -> None:
    window[0].resize(1300, 700)
    sheet = SalvageSheet(theme, icons)
    lost = Salvaged(what="decision", fate=Fate.LOST, report_id=ReportId("r-1"), name="Burglary, 77/12310/26")
    sheet.show_salvage(Salvage(at=NOW, why="Pages could not be read. " * 12, kept_as="desk.db.damaged", things=(lost,)))
    window[1].put(sheet, sheet=True, span=(0, 0))
    first = sheet.height()
    QApplication.processEvents()
    window[1].arrange()
    assert sheet.height() == first


def test_a_panel_is_no_wider_than_its_words_need_on_a_large_screen(
    window: tuple[QWidget, Overlay], theme: Theme
) -> None:
    panel = QWidget()
    panel.setProperty(WIDEST, 200)
    window[0].resize(2400, 1400)
    window[1].put(panel, sheet=False, span=(300, 2400))
    assert panel.width() == theme.space(200)
    window[1].set_span((300, 300 + theme.space(200) + 40))
    assert panel.width() == theme.space(200) + 40, "no torn edge of a column stays beside it"
    window[0].resize(800, 600)
    window[1].set_span((300, 800))
    assert window[1].width() == 500
    assert panel.width() == 500


def test_every_choice_of_figures_is_whole_and_names_of_rows_have_room(
    qtbot: QtBot, window: tuple[QWidget, Overlay], theme: Theme, icons: Icons
) -> None:
    desk = SimpleNamespace(clock=ManualClock(at=NOW), profile=default_profile())
    context: Any = SimpleNamespace(desk=desk, shell=None)
    page = FiguresPage(Room(context, theme, icons, lambda _report_id: None), window[0])
    page.resize(WIDTH - 40, HEIGHT)
    page.show()
    page.show_figures(some_figures())
    page.table.horizontalScrollBar().setValue(30)
    page.resize(WIDTH - 41, HEIGHT)
    qtbot.waitUntil(lambda: misfits(page) == [])
    assert page.table.columnWidth(0) >= theme.space(30)
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().value() == 0)  # names are seen first
    page.hide()
