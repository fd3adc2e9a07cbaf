"""The left column as a person uses it: keys, states, and news that never move the row under the cursor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtWidgets import QMenu

from tests.builders import a_row
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, SortBy, View
from triage.ui.icons import Icons
from triage.ui.queue import QueueColumn
from triage.ui.theme import Mode, Theme


def ids(*numbers: int) -> list[ReportId]:
    return [ReportId(f"r{number}") for number in numbers]


@pytest.fixture
def column(theme: Theme, icons: Icons, clock: ManualClock, qtbot) -> QueueColumn:
    made = QueueColumn(theme, icons, clock, ListQuery(me="h1"))
    qtbot.addWidget(made)
    made.resize(340, 500)
    made.show()
    return made


def top_of(column: QueueColumn, report_id: ReportId) -> int:
    return column.view.visualRect(column.model.index(column.model.row_of(report_id))).top()


def test_it_begins_by_loading(column: QueueColumn) -> None:
    assert column._message.text() == "Loading reports"
    assert column._message.isVisible()


def test_empty_says_what_will_happen(column: QueueColumn) -> None:
    column.set_ids([])
    assert column._message.text() == "Nothing waiting. New reports appear here by themselves."


def test_nothing_found_offers_to_clear_the_search(column: QueueColumn, qtbot) -> None:
    asked: list[ListQuery] = []
    column.query_changed.connect(asked.append)
    column.focus_search()
    qtbot.keyClicks(column._search, "zebra")
    qtbot.keyClick(column._search, Qt.Key.Key_Return)
    column.set_ids([])
    assert "No report here matches “zebra”" in column._message.text()
    column._message.action().click()
    assert [query.text for query in asked] == ["zebra", ""]


def test_an_error_leaves_the_list_readable(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(1, 2))
    column.show_error(KnownError("The local store is busy.", "Try again in a moment."))
    assert column.view.isVisible()
    assert column._error.text() == "The local store is busy. Try again in a moment."
    with qtbot.waitSignal(column.retry_requested):
        column._error._action.click()
    column.set_ids(ids(1))
    assert not column._error.isVisible()


def test_tabs_and_order_ask_for_another_query(column: QueueColumn) -> None:
    asked: list[ListQuery] = []
    column.query_changed.connect(asked.append)
    column.head.tabs.button("high_risk").click()
    column.head.order._choose("newest")
    assert asked[-1] == ListQuery(view=View.HIGH_RISK, sort=SortBy.NEWEST, me="h1")
    column.chosen.choose_view(View.MINE)
    assert column.chosen.query.view is View.MINE


def test_counts_stand_on_the_tabs(column: QueueColumn) -> None:
    column.set_counts({View.TO_DO: 1234, View.HIGH_RISK: 3})
    assert column.head.tabs.button("to_do").text() == "To do 1,234"
    assert column.head.tabs.button("mine").text() == "Mine"


def test_enter_opens_and_arrows_tell_the_cursor(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(1, 2, 3))
    where: list[ReportId | None] = []
    column.selection_changed.connect(where.append)
    column.focus_list()
    qtbot.keyClick(column.view, Qt.Key.Key_Down)
    column.move_cursor(1)
    column.move_cursor(-5)
    assert where == ["r1", "r2", "r3", "r1"]
    with qtbot.waitSignal(column.open_requested) as opened:
        qtbot.keyClick(column.view, Qt.Key.Key_Return)
    assert opened.args == ["r1"]


def test_a_click_opens(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(1, 2))
    where = column.view.visualRect(column.model.index(1)).center()
    with qtbot.waitSignal(column.open_requested) as opened:
        qtbot.mouseClick(column.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened.args == ["r2"]


def test_letters_do_not_walk_the_list(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(1, 2, 3))
    column.select(ReportId("r2"))
    qtbot.keyClicks(column.view, "high")
    assert column.current() == "r2"


def test_news_never_move_the_row_under_the_cursor(column: QueueColumn) -> None:
    column.set_ids(ids(*range(100)))
    column.select(ReportId("r3"))
    before = top_of(column, ReportId("r3"))
    column.patch_ids(ids(201, 202, 203, *range(100)))
    assert top_of(column, ReportId("r3")) == before
    assert column.current() == "r3"


def test_moved_and_removed_rows_leave_the_cursor_where_it_is(column: QueueColumn) -> None:
    column.set_ids(ids(*range(100)))
    column.select(ReportId("r50"))
    before = top_of(column, ReportId("r50"))
    moved = [n for n in range(100) if n not in (1, 2, 49, 80)]
    column.patch_ids(ids(80, *moved))
    assert top_of(column, ReportId("r50")) == before
    assert column.current() == "r50"


def test_without_a_cursor_at_the_top_new_rows_simply_appear(column: QueueColumn) -> None:
    column.set_ids(ids(*range(100)))
    column.patch_ids(ids(201, *range(100)))
    assert column.view.verticalScrollBar().value() == 0
    assert not column.head.news.isVisible()


def test_a_list_that_nobody_has_touched_stays_at_its_top(column: QueueColumn, qtbot) -> None:
    """At the start of a shift the first row got the cursor, and what rose above it was never on the screen."""
    column.set_ids(ids(*range(100)))
    column.focus_list()
    assert column.current() == "r0"
    column.patch_ids(ids(50, 51, *(n for n in range(100) if n not in (50, 51))))
    assert column.view.visible_ids()[0] == "r50"
    assert column.current() == "r0", "Enter opens the same report as before"
    qtbot.keyClick(column.view, Qt.Key.Key_Up)
    before = top_of(column, ReportId("r51"))
    column.patch_ids(ids(201, 50, 51, *(n for n in range(100) if n not in (50, 51))))
    assert top_of(column, ReportId("r51")) == before, "the row of somebody who moves the cursor does not move"


def test_new_rows_above_are_told_and_reached(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(*range(100)))
    column.select(ReportId("r0"))
    column.patch_ids(ids(201, 202, 203, *range(100)))
    assert column.head.news.isVisible()
    assert column.head.news.words == "↑ 3 new above"
    column.head.set_low(True)
    assert (column.head.news.words, column.head.news.accessibleName()) == ("↑ 3 new", "3 new reports above")
    with qtbot.waitSignal(column.seen_up_to) as seen:
        column.head.news.click()
    assert seen.args[0][:3] == ids(201, 202, 203)
    assert not column.head.news.isVisible()
    assert column.current() == "r0"


def test_the_cursors_report_going_away_moves_it_to_a_neighbour(column: QueueColumn) -> None:
    column.set_ids(ids(1, 2, 3))
    column.select(ReportId("r2"))
    column.patch_ids(ids(1, 3))
    assert column.current() in ("r1", "r3")


def test_another_query_keeps_the_cursor_on_its_report(column: QueueColumn) -> None:
    column.set_ids(ids(1, 2, 3))
    column.select(ReportId("r2"))
    where: list[ReportId | None] = []
    column.selection_changed.connect(where.append)
    column.set_ids(ids(7, 8, 2))
    assert column.current() == "r2"
    assert where == []
    column.set_ids(ids(7, 8))
    assert where == [None]


def test_news_do_not_take_the_focus_nor_the_words_being_typed(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(1, 2, 3))
    column.focus_search()
    qtbot.keyClicks(column._search, "ze")
    column.patch_ids(ids(9, 1, 2, 3))
    column.set_counts({View.TO_DO: 4})
    assert column.focusWidget() is column._search
    assert column._search.text() == "ze"


def test_rows_read_as_sentences_in_the_accessibility_tree(column: QueueColumn, accessible: None) -> None:
    row = a_row(1, title="Stalking")
    column.set_ids([row.summary.report_id])
    column.put_page({row.summary.report_id: row})
    interface = QAccessible.queryAccessibleInterface(column.view)
    assert interface.text(QAccessible.Text.Name) == "Reports"
    said = [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]
    assert any(words.startswith("Routine risk. Stalking, Aberwen. 38 minutes left.") for words in said)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard)", extend=True)
def test_the_rows_menu_claims(column: QueueColumn, qtbot) -> None:
    column.set_ids(ids(1, 2))
    where = column.view.visualRect(column.model.index(1)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, column.view.viewport().mapToGlobal(where))
    column.view.contextMenuEvent(event)
    menu = column.view.findChild(QMenu)
    assert menu is not None
    with qtbot.waitSignal(column.claim_requested) as claimed:
        next(action for action in menu.actions() if action.text() == "Claim").trigger()
    assert claimed.args == ["r2"]
    menu.close()


@pytest.mark.parametrize("mode", list(Mode))
def test_every_row_paints_in_every_palette_and_zoom(column: QueueColumn, theme: Theme, mode: Mode) -> None:
    made = [a_row(n, title="\u202eT<b>", marks=("Child", "Weapon", "Repeat", "Hate"), version=2) for n in range(1, 4)]
    column.set_ids([*(row.summary.report_id for row in made), *ids(1, 2)])
    column.put_page({row.summary.report_id: row for row in made})
    column.select(made[0].summary.report_id)
    theme.set_mode(mode)
    for scale in (1.0, 2.0):
        theme.set_scale(scale)
        assert not column.grab().isNull()
