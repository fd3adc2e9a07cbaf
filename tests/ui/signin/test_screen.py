"""The sign-in screen by itself: every state fits, is named, and is led through by the keyboard."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from tests.ui.fit import misfits
from tests.ui.signin.states import STATES
from triage.ui.icons import Icons
from triage.ui.signin.window import SignInWindow
from triage.ui.theme import Mode, Theme
from triage.ui.widgets import RowButton
from triage.ui.widgets.elided import Elided

SETTLE_LOOKS = 40
SIZES = ((683, 384), (911, 512), (1366, 768))


@pytest.fixture
def window(theme: Theme, icons: Icons) -> SignInWindow:
    made = SignInWindow(theme, icons, training=True)
    made.show()
    return made


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.CONTRAST])
async def test_nothing_is_cut_in_any_state(window: SignInWindow, theme: Theme, mode: Mode) -> None:
    theme.set_mode(mode)
    found = {}
    for name, view in STATES.items():
        for size in SIZES:
            window.resize(*size)
            window.page.show_view(view)
            for _ in range(SETTLE_LOOKS):
                await asyncio.sleep(0.01)  # layouts come a moment later
                faults = misfits(window)
                if not faults:
                    break
            found[f"{name} at {size}"] = faults
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_roles_are_read_whole(window: SignInWindow) -> None:
    window.resize(*SIZES[-1])
    window.page.show_view(STATES["roles"])
    lines = [line for row in window.page.findChildren(RowButton) for line in row.findChildren(Elided)]
    assert len(lines) == 4, "what each role does; the names wrap"
    for line in lines:
        QApplication.processEvents()
        assert line.shown() == line.text()


@pytest.mark.parametrize("name", STATES)
def test_everything_that_can_be_pressed_or_typed_in_has_a_name(window: SignInWindow, name: str) -> None:
    window.page.show_view(STATES[name])
    stops = [*window.page.findChildren(QAbstractButton), *window.page.findChildren(QLineEdit)]
    shown = [one for one in stops if one.isVisible()]
    assert all(one.accessibleName() for one in shown)
    assert shown or STATES[name].busy


def test_escape_goes_back_where_there_is_a_way_back(window: SignInWindow) -> None:
    told: list[str] = []
    window.page.acted.connect(told.append)
    escape = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    for name in ("waiting", "secret", "forgotten", "locked"):
        window.page.show_view(STATES[name])
        window.page.keyPressEvent(escape)
    assert told == ["cancel", "back", "back"]


def test_a_secret_is_not_shown_and_not_kept(window: SignInWindow) -> None:
    window.page.show_view(STATES["secret"])
    [field] = [one for one in window.page.findChildren(QLineEdit) if one.isVisible()]
    assert field.echoMode() is QLineEdit.EchoMode.Password
    told: list[tuple[str, str]] = []
    window.page.typed.connect(lambda secret, again: told.append((secret, again)))
    field.setText("open sesame")
    field.returnPressed.emit()
    window.page.clear_fields()
    assert (told, field.text()) == ([("open sesame", "open sesame")], "")
