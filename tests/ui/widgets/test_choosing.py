"""Choosing by keyboard: the radio bar, the menu button, rows and ticks."""

from __future__ import annotations

from PySide6.QtCore import Qt

from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import CheckBox, ChoiceButton, RowButton, Segmented, Strip

LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


def test_nothing_is_chosen_unless_said(theme: Theme, qtbot) -> None:
    bar = Segmented(theme, "Overall risk", LEVELS)
    qtbot.addWidget(bar)
    assert bar.value() is None
    assert not any(bar.button(key).isChecked() for key, _ in LEVELS)


def test_arrows_move_inside_and_go_round(theme: Theme, qtbot) -> None:
    bar = Segmented(theme, "Overall risk", LEVELS, "medium")
    qtbot.addWidget(bar)
    bar.show()
    chosen: list[str] = []
    bar.changed.connect(chosen.append)
    bar.button("medium").setFocus()
    qtbot.keyClick(bar.button("medium"), Qt.Key.Key_Right)
    qtbot.keyClick(bar.button("high"), Qt.Key.Key_Right)
    qtbot.keyClick(bar.button("low"), Qt.Key.Key_Left)
    assert chosen == ["high", "low", "high"]


def test_tab_stops_once(theme: Theme, qtbot) -> None:
    bar = Segmented(theme, "Overall risk", LEVELS, "medium")
    qtbot.addWidget(bar)
    stops = [key for key, _ in LEVELS if bar.button(key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["medium"]


def test_setting_a_value_is_silent(theme: Theme, qtbot) -> None:
    bar = Segmented(theme, "Overall risk", LEVELS)
    qtbot.addWidget(bar)
    with qtbot.assertNotEmitted(bar.changed):
        bar.set_value("high")
    with qtbot.assertNotEmitted(bar.changed):
        bar.button("high").click()
    assert bar.button("high").isChecked()


def test_other_options_keep_a_value_that_is_still_there(theme: Theme, qtbot) -> None:
    bar = Segmented(theme, "Overall risk", LEVELS, "high")
    qtbot.addWidget(bar)
    bar.set_options(LEVELS[1:])
    assert bar.value() == "high"
    bar.set_options(LEVELS[:1])
    assert bar.value() is None


def test_tabs_wrap_instead_of_being_cut(theme: Theme, qtbot) -> None:
    tabs = Segmented(theme, "Views", [(str(n), f"A long view {n}") for n in range(5)], "0", tabs=True)
    qtbot.addWidget(tabs)
    line = tabs.layout()
    assert line.heightForWidth(150) > line.heightForWidth(2000)


def test_up_and_down_choose_without_the_menu(theme: Theme, icons: Icons, qtbot) -> None:
    button = ChoiceButton(theme, icons, "Order", LEVELS, "low")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.changed) as heard:
        qtbot.keyClick(button, Qt.Key.Key_Down)
    assert heard.args == ["medium"]
    assert button.accessibleName() == "Order: Medium"


def test_enter_and_space_press_a_row(theme: Theme, qtbot) -> None:
    row = RowButton(theme, "Repeat caller")
    qtbot.addWidget(row)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(row.activated):
            qtbot.keyClick(row, key)


def test_space_ticks(theme: Theme, qtbot) -> None:
    box = CheckBox(theme, "Stay inside")
    qtbot.addWidget(box)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()


def test_long_words_of_a_tick_wrap(theme: Theme, qtbot) -> None:
    box = CheckBox(theme, "Stay inside and call 999 if he comes to the door again tonight or tomorrow")
    qtbot.addWidget(box)
    assert box.heightForWidth(120) > box.heightForWidth(900)


def test_a_strip_acts_and_closes(theme: Theme, icons: Icons, qtbot) -> None:
    strip = Strip(theme, icons, "Sent.", "Undo", "good")
    qtbot.addWidget(strip)
    strip.show()
    with qtbot.waitSignal(strip.acted):
        strip._action.click()
    with qtbot.waitSignal(strip.closed):
        strip._close.click()
    strip.set_words("<b>Later</b>")
    assert strip.text() == "<b>Later</b>"
    assert not strip._action.isVisible()
