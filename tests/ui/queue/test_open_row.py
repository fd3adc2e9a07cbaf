"""The cursor of the queue on the report that is open, wherever its row is and whenever it comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QApplication

from triage.models.clock import ManualClock
from triage.models.ids import ReportId
from triage.models.query import ListQuery
from triage.ui.icons import Icons
from triage.ui.queue import QueueColumn
from triage.ui.theme import Theme

OPEN = ReportId("open")
OTHERS = [ReportId(f"r{number}") for number in range(100)]


@pytest.fixture
def column(theme: Theme, icons: Icons, clock: ManualClock, qtbot) -> QueueColumn:
    made = QueueColumn(theme, icons, clock, ListQuery(me="h1"))
    qtbot.addWidget(made)
    made.resize(340, 500)
    made.show()
    made.set_ids(OTHERS)
    return made


def test_the_row_of_the_open_report_comes_into_view(column: QueueColumn) -> None:
    column.go_with(OTHERS[70])
    assert column.current() == OTHERS[70]
    assert OTHERS[70] in column.view.visible_ids()


def test_a_report_that_is_not_listed_yet_gets_the_cursor_when_it_comes(column: QueueColumn) -> None:
    column.select(OTHERS[2])
    column.go_with(OPEN)
    assert column.current() is None
    column.patch_ids([*OTHERS[:60], OPEN, *OTHERS[60:]])
    assert column.current() == OPEN
    assert OPEN in column.view.visible_ids()


def test_and_also_when_the_list_is_put_up_anew(column: QueueColumn) -> None:
    column.go_with(OPEN)
    column.set_ids([*OTHERS[:60], OPEN])
    assert column.current() == OPEN


def test_not_after_the_person_moved_the_cursor(column: QueueColumn, qtbot) -> None:
    column.go_with(OPEN)
    column.focus_list()
    qtbot.keyClick(column.view, Qt.Key.Key_Down)
    column.patch_ids([OPEN, *OTHERS])
    assert column.current() == OTHERS[1]


@pytest.fixture
def mouse() -> Iterator[None]:
    """The mouse goes back to where it was."""
    before = QCursor.pos()
    yield
    QCursor.setPos(before)


@pytest.mark.usefixtures("mouse")
def test_what_is_under_the_mouse_stays_there_until_the_mouse_has_left(column: QueueColumn) -> None:
    view = column.view
    middle = view.visualRect(column.model.index(4)).center()
    QCursor.setPos(view.viewport().mapToGlobal(middle))
    QApplication.sendEvent(view, QEnterEvent(QPointF(middle), QPointF(middle), QPointF(QCursor.pos())))
    assert view.underMouse()
    column.go_with(OPEN)
    column.patch_ids([*OTHERS[:2], OPEN, *OTHERS[2:]])
    assert (column.current(), view.indexAt(middle).row()) == (OPEN, 5)
    column.go_with(OTHERS[70])
    assert (column.current(), view.indexAt(middle).row()) == (OTHERS[70], 5)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert OTHERS[70] in view.visible_ids()
