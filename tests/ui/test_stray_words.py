"""Words typed for a field that did not open: no command runs, a field that opens late has them, a pause ends it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from triage.models.clock import ManualClock
from triage.ui.actions import Actions
from triage.ui.stray_words import FIRST, PAUSE, StrayWords

CTRL = Qt.KeyboardModifier.ControlModifier


class Room:
    """A window with commands, a list that has the focus, and a field."""

    def __init__(self, qtbot: QtBot, clock: ManualClock) -> None:
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        inside = QWidget()
        column = QVBoxLayout(inside)
        self.list, self.field = QListWidget(), QLineEdit()
        for part in (self.list, self.field):
            column.addWidget(part)
        self.window.setCentralWidget(inside)
        self.actions = Actions(self.window)
        self.ran: list[str] = []
        self.actions.triggered.connect(self.ran.append)
        self.stray = StrayWords(clock, self.window)
        self.lost: list[int] = []
        self.stray.lost.connect(lambda: self.lost.append(1))
        self.window.show()
        self.window.activateWindow()
        self.list.setFocus()

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget() or self.window, letter)


@pytest.fixture
def room(qtbot: QtBot, clock: ManualClock) -> Iterator[Room]:
    made = Room(qtbot, clock)
    yield made
    made.stray.end()


def test_letters_are_commands_unless_something_was_to_open(room: Room, qtbot: QtBot) -> None:
    room.type("n")
    assert room.ran == ["next"]
    room.stray.begin()
    room.type("No new contact 1 2 3")
    QTest.keyClick(room.list, Qt.Key.Key_Backspace)
    QTest.keyClick(room.list, Qt.Key.Key_Return, CTRL)  # as a sheet is sent
    assert room.ran == ["next"]
    qtbot.waitUntil(lambda: room.lost == [1])


def test_after_a_pause_letters_are_commands_again(room: Room, clock: ManualClock) -> None:
    room.stray.begin()
    clock.advance(seconds=FIRST.total_seconds())  # a moment to look is no reason to run commands
    room.type("c")
    clock.advance(seconds=PAUSE.total_seconds())
    room.type("c")  # each letter begins the pause anew
    assert room.ran == []
    clock.advance(seconds=PAUSE.total_seconds() + 0.001)
    room.type("c")
    assert room.ran == ["claim"]
    assert not room.stray.on


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_F5])
def test_another_key_ends_it(room: Room, key: Qt.Key) -> None:
    room.stray.begin()
    room.type("c")
    QTest.keyClick(room.list, key)
    room.type("c")
    assert room.ran[-1] == "claim"


def test_a_key_that_nobody_types_first_is_itself(room: Room) -> None:
    room.stray.begin()
    QTest.keyClick(room.list, Qt.Key.Key_Return, CTRL)
    assert room.ran == ["send"]


def test_a_press_of_the_mouse_ends_it(room: Room) -> None:
    room.stray.begin()
    QTest.mouseClick(room.list.viewport(), Qt.MouseButton.LeftButton)
    room.type("c")
    assert room.ran == ["claim"]


def test_a_field_that_opens_late_is_given_what_was_typed(room: Room, qtbot: QtBot) -> None:
    room.stray.begin()
    room.type("Her sh")
    room.field.setFocus()
    qtbot.waitUntil(lambda: room.field.text() == "Her sh")
    room.type("ift is over")
    assert (room.field.text(), room.ran, room.lost) == ("Her shift is over", [], [])


def test_in_a_field_nothing_begins(room: Room) -> None:
    room.field.setFocus()
    room.stray.begin()
    assert not room.stray.on
