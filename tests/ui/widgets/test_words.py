"""Text from the public is never interpreted, never cut without saying so, and always has a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from tests.ui.conftest import HOSTILE
from triage.models.errors import BugError
from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import Button, CheckBox, Chip, ChoiceButton, Elided, IconButton, KeyCap, PlainLabel, RowButton
from triage.ui.widgets.key_cap import key_words
from triage.ui.widgets.tip import plain_tip


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_show_the_characters_themselves(theme: Theme, qtbot, text: str) -> None:
    for label in (PlainLabel(theme, text), Elided(theme, text), Chip(theme, text)):
        qtbot.addWidget(label)
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.text() == visible(text)
        assert "\u202e" not in label.text()


def test_a_tooltip_is_escaped() -> None:
    assert "<b>" not in plain_tip("<b>x</b>")
    assert plain_tip("") == ""


def test_a_buttons_words_are_no_mnemonic(theme: Theme, qtbot) -> None:
    button = Button(theme, "Cats & dogs")
    qtbot.addWidget(button)
    assert button.text() == "Cats && dogs"
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Cats & dogs"


def test_what_is_shortened_says_the_whole_in_its_tooltip(theme: Theme, qtbot) -> None:
    label = Elided(theme, "would like to thank the two officers who helped my father")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.shown().endswith("…")
    assert "helped my father" in label.toolTip()
    label.resize(900, 20)
    assert label.toolTip() == ""


def test_an_icon_button_without_a_name_is_refused(theme: Theme, icons: Icons) -> None:
    with pytest.raises(BugError, match="needs a name"):
        IconButton(theme, icons, "close", " ")


def test_names_and_roles_reach_the_accessibility_tree(theme: Theme, icons: Icons, qtbot, accessible: None) -> None:
    role, text = QAccessible.Role, QAccessible.Text.Name
    for widget, name, kind in (
        (IconButton(theme, icons, "close", "Close this message"), "Close this message", role.Button),
        (Button(theme, "Send", "primary", key="Ctrl+Return"), "Send", role.Button),
        (CheckBox(theme, "Stay inside"), "Stay inside", role.CheckBox),
        (RowButton(theme, "Repeat caller", "records, just now"), "Repeat caller", role.Button),
        (PlainLabel(theme, "Victim"), "Victim", role.StaticText),
        (KeyCap(theme, "Ctrl+K"), "Key Ctrl K", role.StaticText),
        (ChoiceButton(theme, icons, "Order", [("p", "By priority")], "p"), "Order: By priority", role.Button),
    ):
        qtbot.addWidget(widget)
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(text) == name
        assert interface.role() == kind


@pytest.mark.parametrize(
    ("keys", "words"), [("Ctrl+Return", "Ctrl ⏎"), ("/", "/"), ("Ctrl++", "Ctrl++"), ("Escape", "Esc")]
)
def test_keys_as_people_say_them(keys: str, words: str) -> None:
    assert key_words(keys) == words


def test_targets_are_at_least_24_high(theme: Theme, icons: Icons, qtbot) -> None:
    for widget in (
        Button(theme, "Send"),
        Button(theme, "Later", "link"),
        IconButton(theme, icons, "close", "Close"),
        CheckBox(theme, "Stay inside"),
        RowButton(theme, "Row"),
        ChoiceButton(theme, icons, "Order", [("p", "By priority")], "p"),
    ):
        qtbot.addWidget(widget)
        widget.show()
        assert widget.sizeHint().height() >= 24, type(widget).__name__
