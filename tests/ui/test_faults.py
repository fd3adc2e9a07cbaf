"""The training fault panel: what is chosen, what it says the handler will see, what the switches tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.letting_go import let_go
from triage.ui.fault_modes import (
    FIELD,
    LINK_MODES,
    LINKS,
    SYSTEM_MODES,
    SYSTEMS,
    Fault,
    link_effect,
    read_state,
    system_effect,
    system_settings,
)
from triage.ui.faults import FaultsPanel
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.segmented import Segmented

TOLD = {
    "links": {"gateway": {"mode": "cut", "delay": 1.0}, "records": {"mode": "open"}},
    "records": {"control": {"faults": {"down": False}}, "crime": {"faults": {"refuse_field": "/places/0/postcode"}}},
}


def test_no_choice_is_cut_when_its_words_come_after_it_is_shown(panel: FaultsPanel, qtbot: QtBot) -> None:
    panel.resize(1200, 700)
    panel.show_state(TOLD)
    panel.show_state({})
    qtbot.wait(50)
    for choice in panel.findChildren(Segmented):
        assert choice.height() >= choice.heightForWidth(choice.width())


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[FaultsPanel]:
    made = FaultsPanel(theme, icons)
    qtbot.addWidget(made)
    made.show_state({})
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    let_go()


def choose(panel: FaultsPanel, name: str, mode: str) -> None:
    bar = panel.findChild(Segmented, f"fault-{name}")
    assert bar is not None
    bar.button(mode).click()


def field(panel: FaultsPanel, name: str) -> QLineEdit:
    found = panel.findChild(QLineEdit, f"fault-field-{name}")
    assert found is not None
    return found


def everything_works(panel: FaultsPanel) -> Button:
    found = panel.findChild(Button, "fault-mend")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "mode"), [("gateway", "cut"), ("records", "blackhole"), ("control", "down"), ("crime", "lose")]
)
def test_a_fault_is_chosen(qtbot: QtBot, panel: FaultsPanel, name: str, mode: str) -> None:
    with qtbot.waitSignal(panel.fault_chosen) as heard:
        choose(panel, name, mode)
    assert heard.args == [name, mode, ""]


def test_a_refused_field_is_named(qtbot: QtBot, panel: FaultsPanel) -> None:
    with qtbot.waitSignal(panel.fault_chosen) as heard:
        choose(panel, "crime", "refuse")
    assert heard.args == ["crime", "refuse", FIELD]
    with qtbot.waitSignal(panel.fault_chosen) as heard:
        field(panel, "crime").setText("/decision/grade")
        QTest.keyClick(field(panel, "crime"), Qt.Key.Key_Return)
    assert heard.args == ["crime", "refuse", "/decision/grade"]


def test_a_field_that_is_no_pointer_is_said_and_not_sent(qtbot: QtBot, panel: FaultsPanel) -> None:
    choose(panel, "crime", "refuse")
    with qtbot.assertNotEmitted(panel.fault_chosen):
        field(panel, "crime").setText("surname")
        QTest.keyClick(field(panel, "crime"), Qt.Key.Key_Return)
    assert panel.row("crime").effect().startswith("Write the field")


def test_the_state_told_is_shown_and_emits_nothing(qtbot: QtBot, panel: FaultsPanel) -> None:
    with qtbot.assertNotEmitted(panel.fault_chosen):
        panel.show_state(TOLD)
    assert panel.row("gateway").effect().startswith("Gateway is offline at once.")
    assert field(panel, "crime").text() == "/places/0/postcode"


def test_everything_works_again_mends_only_what_is_broken(qtbot: QtBot, panel: FaultsPanel) -> None:
    panel.show_state(TOLD)
    heard: list[tuple[str, str, str]] = []
    panel.fault_chosen.connect(lambda *args: heard.append(args))
    everything_works(panel).click()
    assert heard == [("gateway", "open", ""), ("crime", "open", "")]
    assert not everything_works(panel).isEnabled()


def test_it_says_that_this_is_training_on_the_training_colour(panel: FaultsPanel, theme: Theme) -> None:
    label = next(label for label in panel.findChildren(QLabel) if label.text().startswith("TRAINING"))
    picture = panel.grab().toImage()
    corner = label.parentWidget().mapTo(panel, label.parentWidget().rect().topLeft())
    assert picture.pixelColor(corner.x() + 3, corner.y() + 3).name() == theme.tokens.training


def test_every_mode_has_its_line() -> None:
    for mode, _ in LINK_MODES:
        assert all(link_effect(name, title, mode) for name, title in LINKS)
    for mode, _ in SYSTEM_MODES:
        assert all(system_effect(title, mode) for _, title in SYSTEMS)


@pytest.mark.parametrize("mode", [mode for mode, _ in SYSTEM_MODES])
def test_a_systems_mode_comes_back_as_it_was_set(mode: str) -> None:
    told = {"records": {"crime": {"faults": system_settings(mode, "/people/0/surname" if mode == "refuse" else "")}}}
    assert read_state(told)["crime"].mode == mode


@pytest.mark.parametrize("told", [{}, {"links": None}, {"links": {"gateway": "cut"}}, {"records": {"crime": {}}}])
def test_an_odd_answer_harms_nothing(told: dict[str, object]) -> None:
    assert all(fault == Fault() for fault in read_state(told).values())


def test_escape_closes(qtbot: QtBot, panel: FaultsPanel) -> None:
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(everything_works(panel), Qt.Key.Key_Escape)
