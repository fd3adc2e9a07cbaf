"""The window: columns by key, strips, overlay, closing, training that cannot be taken for live."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from triage.ui.icons import Icons
from triage.ui.shell import COLUMNS, OPENING, Shell
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel


class Page(QWidget):
    """Two stops for Tab."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.first, self.second = QPushButton("first"), QLineEdit()
        column.addWidget(self.first)
        column.addWidget(self.second)


def a_shell(theme: Theme, icons: Icons, tmp_path: Path, *, training: bool = False) -> Shell:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    return Shell(theme, icons, settings, training=training, person="R. Adeyemi")


@pytest.fixture
def pages(qapp) -> dict[str, Page]:
    return {name: Page() for name in COLUMNS}


@pytest.fixture
def shell(theme: Theme, icons: Icons, tmp_path: Path, pages: dict[str, Page], qtbot):
    made = a_shell(theme, icons, tmp_path)
    made.set_queue(pages["queue"])
    made.set_report(pages["report"])
    made.set_decide(pages["decide"])
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.finish()


def test_a_window_without_a_desk_says_that_it_is_being_opened(theme: Theme, icons: Icons, tmp_path: Path) -> None:
    made = a_shell(theme, icons, tmp_path)
    made.show()
    opening = next(part for part in made.findChildren(PlainLabel) if part.text() == OPENING)
    assert opening.isVisible()
    made.set_queue(Page())
    assert all(part.text() != OPENING for part in made.findChildren(PlainLabel))
    made.finish()


def test_columns_go_round_by_key_and_remember_where_one_was(shell: Shell, pages: dict[str, Page]) -> None:
    pages["queue"].second.setFocus()
    shell.next_column()
    assert shell.column_in_focus() == "report"
    shell.next_column()
    shell.next_column()
    assert shell.focusWidget() is pages["queue"].second
    shell.previous_column()
    assert shell.column_in_focus() == "decide"


def test_closing_asks_first_and_never_closes_by_itself(shell: Shell, qtbot) -> None:
    with qtbot.waitSignal(shell.close_requested):
        shell.close()
    assert shell.isVisible()
    shell.finish()
    assert not shell.isVisible()


def test_training_cannot_be_taken_for_live(theme: Theme, icons: Icons, tmp_path: Path, qtbot) -> None:
    for training in (True, False):
        made = a_shell(theme, icons, tmp_path, training=training)
        made.show()
        band = made.findChild(QWidget, "training-band")
        assert ("TRAINING" in made.windowTitle()) is training
        assert (band is not None) is training
        if band is not None:
            assert band.width() == made.width()
        made.finish()


def test_an_overlay_takes_the_focus_and_gives_it_back(shell: Shell, pages: dict[str, Page]) -> None:
    pages["report"].second.setFocus()
    over = Page()
    shell.set_overlay(over)
    assert shell.overlay() is over
    assert shell.focusWidget() is over.first
    shell.set_overlay(None)
    assert shell.focusWidget() is pages["report"].second


def test_an_overlay_that_takes_the_place_of_another_takes_the_focus_too(shell: Shell) -> None:
    """Help over the board: the focus stayed in the hidden board, and what was typed went nowhere."""
    board, guides = Page(), Page()
    shell.set_overlay(board)
    board.second.setFocus()
    shell.set_overlay(guides)
    assert shell.focusWidget() is guides.first
    shell.set_overlay(board)
    assert shell.focusWidget() is board.first
    shell.set_overlay(None)


def test_tab_stays_inside_an_overlay(shell: Shell, qtbot) -> None:
    over = Page()
    shell.set_overlay(over)
    for expected in (over.second, over.first, over.second):
        qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        assert shell.focusWidget() is expected
    shell.set_overlay(None)


def test_a_panel_leaves_the_queue_visible_and_a_sheet_lies_over_all(
    shell: Shell, pages: dict[str, Page], qtbot
) -> None:
    over = Page()
    shell.set_overlay(over)
    left = over.mapTo(shell, over.rect().topLeft()).x()
    assert left >= pages["queue"].mapTo(shell, pages["queue"].rect().topRight()).x()
    shell.set_overlay(over, sheet=True)
    with qtbot.waitSignal(shell.layers.left):
        qtbot.mouseClick(shell.layers._sheet, Qt.MouseButton.LeftButton, pos=shell.layers._sheet.rect().bottomLeft())
    shell.set_overlay(None)
    assert not over.isVisible()


def test_an_overlay_can_be_left_by_its_own_key_and_shown_again(shell: Shell, pages: dict[str, Page]) -> None:
    pages["report"].second.setFocus()
    over = Page()
    over.first.clicked.connect(lambda: shell.set_overlay(None))
    for _ in range(3):
        shell.set_overlay(over)
        assert over.isVisible()
        over.first.click()
        assert shell.overlay() is None
        assert not over.isVisible()
        assert shell.focusWidget() is pages["report"].second


def test_tab_walks_the_window_in_reading_order(shell: Shell, pages: dict[str, Page], qtbot) -> None:
    pages["queue"].second.setFocus()
    for expected in (pages["report"].first, pages["report"].second, pages["decide"].first):
        qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        assert shell.focusWidget() is expected


def test_the_focus_never_goes_to_a_column_under_an_overlay(shell: Shell, pages: dict[str, Page]) -> None:
    over = Page()
    shell.set_overlay(over)
    shell.focus_column("report")
    assert shell.focusWidget() is over.first
    shell.set_overlay(None)


def test_f6_stands_still_under_an_overlay(shell: Shell) -> None:
    over = Page()
    shell.set_overlay(over)
    shell.next_column()
    assert shell.focusWidget() is over.first
    shell.set_overlay(None)


def test_column_widths_are_remembered(theme: Theme, icons: Icons, tmp_path: Path, qapp) -> None:
    first = a_shell(theme, icons, tmp_path)
    first.show()
    first._splitter.widen("queue", 320 - first._splitter.sizes()[0])
    first.finish()
    second = a_shell(theme, icons, tmp_path)
    second.show()
    second.resize(1366, 768)  # off-screen the screen is small
    assert second._splitter.sizes()[0] == 320  # the others share what the screen leaves
    second.finish()


def test_strips_are_changed_in_place_and_cleared(shell: Shell, qtbot) -> None:
    shell.show_strip("link", "Offline.", "What works", "warning")
    strip = shell.strips.strip("link")
    assert strip is not None
    assert strip.isVisible()
    shell.show_strip("link", "Still offline.", None, "warning")
    assert shell.strips.strip("link") is strip
    assert strip.text() == "Still offline."
    shell.show_strip("link", "Offline.", "What works", "warning")
    with qtbot.waitSignal(shell.strip_action) as acted:
        strip._action.click()
    with qtbot.waitSignal(shell.strip_closed) as closed:
        strip._close.click()
    assert acted.args == closed.args == ["link"]
    shell.clear_strip("link")
    shell.clear_strip("link")
    assert not shell.strips.isVisible()


def test_the_gravest_three_strips_are_shown(shell: Shell) -> None:
    for key, level in (("a", "info"), ("b", "info"), ("c", "warning"), ("d", "error")):
        shell.show_strip(key, key, None, level)
    shown = [key for key in shell.strips.all_keys() if shell.strips.strip(key).isVisible()]
    assert shown == ["d", "c", "a"]


def test_a_strip_never_takes_the_focus(shell: Shell, pages: dict[str, Page]) -> None:
    pages["decide"].second.setFocus()
    shell.show_strip("x", "News.", "Act", "error")
    assert shell.focusWidget() is pages["decide"].second


def test_long_strips_do_not_make_the_window_grow(shell: Shell) -> None:
    height = shell.height()
    shell.show_strip("x", "Reading, editing and deciding still work; what you send waits here. " * 5, "Act", "error")
    assert shell.height() == height
    assert shell.minimumSizeHint().height() < 620


def test_the_rail_walks_by_arrows_and_tells_places(shell: Shell, qtbot) -> None:
    chosen: list[str] = []
    shell.place_chosen.connect(chosen.append)
    queue = shell.rail.button("queue")
    assert shell.rail.button("board").isHidden(), "nobody knows yet whose it is"
    queue.setFocus()
    qtbot.keyClick(queue, Qt.Key.Key_Down)
    qtbot.keyClick(shell.rail.button("mine"), Qt.Key.Key_Space)
    assert chosen == ["mine"]
    assert queue.isChecked()
    shell.rail.set_here("mine")
    assert shell.rail.button("mine").isChecked()
    shell.rail.set_badge("outbox", 120, wrong=True)
    assert shell.rail.button("outbox").accessibleName() == "Outbox, 120"


def test_a_narrow_window_keeps_its_columns_apart(shell: Shell, qtbot) -> None:
    shell.resize(911, 512)
    qtbot.waitUntil(lambda: shell.rail.width() < 60)
    edges = [shell._columns[name].geometry() for name in COLUMNS]
    assert all(one.right() < other.left() for one, other in pairwise(edges))
