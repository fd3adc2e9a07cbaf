"""One table of keys: no two alike, letters only where nobody types, everything findable."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from triage.models.errors import KnownError
from triage.models.profile_file import default_profile
from triage.ui.actions import ACTIONS, Actions, with_outcomes
from triage.ui.palette_rows import command_rows


class Desk(QWidget):
    """A window with a list, a field and a page of text."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.list, self.button = QPushButton("list"), QPushButton("other")
        self.field, self.page = QLineEdit(), QPlainTextEdit()
        for part in (self.list, self.button, self.field, self.page):
            column.addWidget(part)
        self.actions_ = Actions(self)
        self.actions_.attach("list", self.list)
        self.heard: list[str] = []
        self.actions_.triggered.connect(self.heard.append)


@pytest.fixture
def desk(qapp, qtbot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(key for spec in ACTIONS for key in spec.keys)
    assert [key for key, number in keys.items() if number > 1] == []


def test_ids_are_unique_and_every_key_is_one_that_qt_knows() -> None:
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    assert all(not QKeySequence(key).isEmpty() for spec in ACTIONS for key in spec.keys)


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [
        (Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier, "next"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "outcome_1"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, "send"),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier, "previous_column"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "back"),
    ],
)
def test_a_key_tells_its_action(desk: Desk, qtbot, key: Qt.Key, modifier: Qt.KeyboardModifier, name: str) -> None:
    desk.button.setFocus()
    qtbot.keyClick(desk.button, key, modifier)
    assert desk.heard == [name]


def test_letters_are_typed_where_one_types(desk: Desk, qtbot) -> None:
    for part in (desk.field, desk.page):
        part.setFocus()
        qtbot.keyClicks(part, "nct/1")
    assert desk.heard == []
    assert desk.field.text() == desk.page.toPlainText() == "nct/1"


def test_enter_opens_only_in_the_list(desk: Desk, qtbot) -> None:
    desk.field.setFocus()
    qtbot.keyClick(desk.field, Qt.Key.Key_Return)
    assert desk.heard == []
    desk.list.setFocus()
    qtbot.keyClick(desk.list, Qt.Key.Key_Return)
    assert desk.heard == ["open"]


def test_single_letters_can_be_switched_off(desk: Desk, qtbot) -> None:
    desk.actions_.set_single_letters(False)
    desk.button.setFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_N)
    assert desk.heard == []
    qtbot.keyClick(desk.button, Qt.Key.Key_F5)
    assert desk.heard == ["refresh"]


def test_a_remapped_key_works_and_the_old_one_does_not(desk: Desk, qtbot) -> None:
    desk.actions_.remap("next", ("F8",))
    desk.button.setFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_N)
    qtbot.keyClick(desk.button, Qt.Key.Key_F8)
    assert desk.heard == ["next"]
    assert desk.actions_.key("next") == "F8"


def test_a_key_that_is_taken_is_refused(desk: Desk) -> None:
    with pytest.raises(KnownError, match="already does"):
        desk.actions_.remap("next", ("C",))
    with pytest.raises(KnownError, match="is not a key"):
        desk.actions_.remap("next", ("",))


def test_a_disabled_action_is_only_told_of_and_not_in_the_palette(desk: Desk, qtbot) -> None:
    told: list[str] = []
    desk.actions_.withheld.connect(lambda spec: told.append(spec.id))
    desk.actions_.set_enabled({"next": False})
    desk.button.setFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_N)
    assert (desk.heard, told) == ([], ["next"])
    assert "next" not in {spec.id for spec in desk.actions_.found("next report")}


def test_the_key_of_an_action_that_there_is_not_in_this_mode_tells_so_until_another_has_it(desk: Desk, qtbot) -> None:
    told: list[str] = []
    desk.actions_.withheld.connect(lambda spec: told.append(spec.id))
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    desk.button.setFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_Q, both)
    assert (desk.heard, told) == ([], ["sign_out"])
    desk.actions_.remap("next", ("Ctrl+Shift+Q",))
    qtbot.keyClick(desk.button, Qt.Key.Key_Q, both)
    assert (desk.heard, told) == (["next"], ["sign_out"])


def test_the_palette_finds_by_every_word(desk: Desk) -> None:
    assert [spec.id for spec in desk.actions_.found("high light")] == ["theme"]
    assert len(desk.actions_.found("")) == len(desk.actions_.specs())


def test_faults_exist_only_in_training(qtbot, qapp) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert "faults" not in {spec.id for spec in Actions(window).specs()}
    assert "faults" in {spec.id for spec in Actions(window, training=True).specs()}
    assert "Queue" in Actions(window).groups()


def test_an_outcome_is_found_by_the_name_that_the_force_gives_it_and_a_free_digit_does_nothing() -> None:
    outcomes = default_profile().outcomes
    rows = command_rows(with_outcomes(outcomes), "no further action", {})
    assert [(row.action_id, row.text, row.keys) for row in rows][:1] == [
        ("outcome_5", "Outcome: No further action", "5")
    ]
    fewer = {spec.id for spec in with_outcomes(outcomes[:1])}
    assert {spec.id for spec in ACTIONS} - fewer == {f"outcome_{digit}" for digit in range(2, 10)}
