"""Settings: what is chosen takes effect at once, what is shown emits nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.letting_go import let_go
from triage.ui.icons import Icons
from triage.ui.settings.lock_note import LockNote
from triage.ui.settings.panel import SettingsPanel, SettingsView
from triage.ui.theme import Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.check_box import CheckBox
from triage.ui.widgets.segmented import Segmented

VIEW = SettingsView(mode="light", version="0.1.0", data_folder="/data/desk", person="R. Adeyemi", training=True)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[SettingsPanel]:
    made = SettingsPanel(theme, icons)
    qtbot.addWidget(made)
    made.show_settings(VIEW)
    made.resize(700, 560)
    made.show()
    qtbot.waitExposed(made)
    yield made
    let_go()


def button(panel: SettingsPanel, name: str) -> Button:
    found = panel.findChild(Button, name)
    assert found is not None
    return found


def test_showing_emits_nothing(qtbot: QtBot, panel: SettingsPanel) -> None:
    with qtbot.assertNotEmitted(panel.theme_changed), qtbot.assertNotEmitted(panel.zoom_changed):
        panel.show_settings(SettingsView(mode="dark", scale=1.5, letters=False))


def test_a_theme_is_chosen_by_arrow(qtbot: QtBot, panel: SettingsPanel) -> None:
    modes = panel.findChild(Segmented, "settings-theme")
    assert modes is not None
    modes.focus_value()
    with qtbot.waitSignal(panel.theme_changed) as heard:
        QTest.keyClick(modes.button("light"), Qt.Key.Key_Right)
    assert heard.args == ["dark"]


@pytest.mark.parametrize(
    ("name", "scale", "chosen"), [("larger", 1.0, 1.1), ("smaller", 1.0, 0.85), ("system", 1.5, 1.0)]
)
def test_text_size_goes_step_by_step(
    qtbot: QtBot, panel: SettingsPanel, name: str, scale: float, chosen: float
) -> None:
    panel.show_settings(SettingsView(scale=scale))
    with qtbot.waitSignal(panel.zoom_changed) as heard:
        button(panel, f"settings-zoom-{name}").click()
    assert heard.args == [chosen]


def test_there_is_no_step_beyond_the_last(panel: SettingsPanel) -> None:
    panel.show_settings(SettingsView(scale=2.0))
    assert not button(panel, "settings-zoom-larger").isEnabled()
    assert button(panel, "settings-zoom-smaller").isEnabled()


def test_letters_are_switched_off(qtbot: QtBot, panel: SettingsPanel) -> None:
    box = panel.findChild(CheckBox)
    assert box is not None
    with qtbot.waitSignal(panel.letters_changed) as heard:
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert heard.args == [False]


def test_what_support_asks_for_is_copied(panel: SettingsPanel) -> None:
    button(panel, "settings-copy").click()
    text = QGuiApplication.clipboard().text()
    assert "Version: 0.1.0" in text
    assert "Signed in: R. Adeyemi" in text
    assert "Mode: Training" in text


def test_escape_closes(qtbot: QtBot, panel: SettingsPanel) -> None:
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(button(panel, "settings-copy"), Qt.Key.Key_Escape)


@pytest.mark.usefixtures("accessible")
def test_every_control_has_a_name(panel: SettingsPanel) -> None:
    for child in panel.findChildren(Button):
        assert QAccessible.queryAccessibleInterface(child).text(QAccessible.Text.Name)


def test_nothing_is_cut_at_twice_the_size(panel: SettingsPanel, theme: Theme) -> None:
    theme.set_scale(2.0)
    panel.resize(700, 500)
    panel.grab()
    for child in panel.findChildren(Button):
        assert child.width() >= child.sizeHint().width()
        assert child.mapTo(panel, child.rect().topRight()).x() < panel.width()


def test_what_is_locked_is_shown_disabled_with_words(panel: SettingsPanel) -> None:
    panel.show_settings(SettingsView(mode="dark", locked=frozenset({"look.theme", "look.single_letters"})))
    modes, box = panel.findChild(Segmented, "settings-theme"), panel.findChild(CheckBox)
    assert modes is not None
    assert box is not None
    assert (modes.isEnabled(), box.isEnabled()) == (False, False)
    notes = [note.objectName() for note in panel.findChildren(LockNote) if not note.isHidden()]
    assert notes == ["locked:look.theme", "locked:look.single_letters"]
    panel.show_settings(SettingsView())
    assert (modes.isEnabled(), box.isEnabled()) == (True, True)


def test_what_does_not_count_is_told_and_copied(panel: SettingsPanel) -> None:
    panel.show_settings(SettingsView(wrong=("policy.toml: look.theme is “red”.",)))
    panel.show_page("about")
    button(panel, "settings-copy").click()
    assert "policy.toml: look.theme is “red”." in QGuiApplication.clipboard().text()
