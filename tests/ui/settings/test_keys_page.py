"""New keys: pressed, judged, kept, taken from another action, given back; never a trap."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.letting_go import let_go
from triage.ui.actions import Actions
from triage.ui.icons import Icons
from triage.ui.settings.panel import SettingsPanel
from triage.ui.theme import Theme
from triage.ui.widgets.plain_label import PlainLabel

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[SettingsPanel]:
    made = SettingsPanel(theme, icons)
    qtbot.addWidget(made)
    made.resize(760, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.show_page("keys")
    yield made
    let_go()


def actions(panel: SettingsPanel) -> Actions:
    return panel.keys._actions


def press(panel: SettingsPanel, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or panel, key, held)


def change(panel: SettingsPanel, action: str) -> None:
    """Enter on the action's line."""
    panel.keys.rows[action].setFocus()
    press(panel, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel.keys.editor.field


def said(panel: SettingsPanel) -> str:
    label = panel.findChild(PlainLabel, "key-said")
    assert label is not None
    return str(label.text())


def test_free_keys_are_kept_by_enter_and_shown_in_the_line(panel: SettingsPanel, qtbot: QtBot) -> None:
    change(panel, "claim")
    press(panel, Qt.Key.Key_F8)
    assert said(panel) == "F8 is free. Enter keeps it."
    with qtbot.waitSignal(panel.keys_changed):
        press(panel, Qt.Key.Key_Return)
    assert actions(panel).chosen_keys() == {"claim": ("F8",)}
    assert QApplication.focusWidget() is panel.keys.rows["claim"]
    assert panel.keys.rows["claim"].accessibleName().endswith("F8")


def test_a_conflict_is_named_and_the_keys_can_be_taken(panel: SettingsPanel) -> None:
    change(panel, "claim")
    press(panel, Qt.Key.Key_R, CTRL)
    assert said(panel) == "Ctrl R already does “Give the report back”. Take it from there, or press other keys."
    press(panel, Qt.Key.Key_Return)
    assert actions(panel).chosen_keys() == {"claim": ("Ctrl+R",), "release": ()}


@pytest.mark.parametrize(
    ("key", "held", "why"),
    [
        (Qt.Key.Key_C, CTRL, "edits text in every field"),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "moves through lists and texts"),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "presses what has the focus"),
    ],
)
def test_keys_that_nobody_can_have_say_why(
    panel: SettingsPanel, key: Qt.Key, held: Qt.KeyboardModifier, why: str
) -> None:
    change(panel, "claim")
    press(panel, key, held)
    assert why in said(panel)
    press(panel, Qt.Key.Key_Return)
    assert actions(panel).chosen_keys() == {}


def test_escape_and_tab_lead_out_of_the_field(panel: SettingsPanel) -> None:
    change(panel, "claim")
    press(panel, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not panel.keys.editor.field
    panel.keys.editor.field.setFocus()
    press(panel, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is panel.keys.rows["claim"]
    assert actions(panel).chosen_keys() == {}


def test_one_and_all_can_be_given_back_and_that_undone(panel: SettingsPanel) -> None:
    known = actions(panel)
    known.choose_keys({"claim": ("F8",), "next": ("F3",)})
    panel.keys.refresh()
    change(panel, "claim")
    panel.keys.editor.given_back.emit("claim")
    assert known.chosen_keys() == {"next": ("F3",)}
    panel.keys._reset.click()
    assert known.chosen_keys() == {}
    panel.keys._reset.click()
    assert known.chosen_keys() == {"next": ("F3",)}


def test_a_key_is_found_by_what_it_does_and_by_itself(panel: SettingsPanel) -> None:
    for words, action in (("back give", "release"), ("f5", "refresh")):
        panel.keys._find.setText(words)
        assert [name for name, row in panel.keys.rows.items() if not row.isHidden()] == [action]
    panel.keys._find.setText("nothing like it")
    assert panel.keys._nothing.isVisible()


def test_a_sign_that_needs_shift_is_the_sign_itself(panel: SettingsPanel) -> None:
    change(panel, "claim")
    QTest.keyClick(panel.keys.editor.field, "!")
    assert panel.keys.editor.field.keys == "!"


def test_what_is_not_for_whoever_is_here_has_no_line_until_it_is(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    known = Actions(owner)
    known.set_enabled({"board": False})
    made = SettingsPanel(theme, icons, actions=known)
    qtbot.addWidget(made)
    assert made.keys.rows["board"].isHidden()
    known.set_enabled({"board": True})
    made.keys.refresh()
    assert not made.keys.rows["board"].isHidden()
    let_go()
