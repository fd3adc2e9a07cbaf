"""The search field: a pause after typing, Enter at once, Escape clears before it leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.search_field import SearchField


@pytest.fixture
def field(theme: Theme, icons: Icons, qtbot) -> SearchField:
    made = SearchField(theme, icons, "Search reports", "/")
    qtbot.addWidget(made)
    made.resize(300, 26)
    made.show()
    return made


def test_words_are_told_once_after_a_pause(field: SearchField, qtbot) -> None:
    heard: list[str] = []
    field.searched.connect(heard.append)
    with qtbot.waitSignal(field.searched):
        qtbot.keyClicks(field, "zebra")
    assert heard == ["zebra"]


def test_enter_tells_at_once_and_goes_on(field: SearchField, qtbot) -> None:
    heard: list[str] = []
    field.searched.connect(heard.append)
    qtbot.keyClicks(field, "ab")
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["ab"]


def test_escape_clears_first_and_leaves_second(field: SearchField, qtbot) -> None:
    qtbot.keyClicks(field, "ab")
    with qtbot.assertNotEmitted(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_the_key_gives_way_to_the_cross(field: SearchField, qtbot) -> None:
    assert field._cap is not None
    assert field._cap.isVisible()
    qtbot.keyClicks(field, "a")
    assert not field._cap.isVisible()
    field._clear.click()
    assert field.text() == ""
