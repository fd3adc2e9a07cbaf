"""What stands in the window while the desk cannot be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from triage.models.errors import KnownError
from triage.ui.icons import Icons
from triage.ui.not_open import NotOpen
from triage.ui.shell import Shell
from triage.ui.theme import Theme

WHY = KnownError("Triage is already open with this folder.", "Go to its window, or close it and start again.")


def test_it_says_why_and_enter_closes_the_window(tmp_path: Path, theme: Theme) -> None:
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    shell = Shell(theme, Icons(theme), memory, training=False)
    shell.resize(1366, 768)
    shell.show()
    shell.activateWindow()
    told, left = NotOpen(theme), []
    told.left.connect(lambda: left.append(1))
    shell.set_overlay(told, whole=True)
    told.show_error(WHY)
    assert told.accessibleName() == f"{WHY.what} {WHY.do}"
    assert told.geometry().width() > 1000, "it lies where the columns have nothing to show"
    here = shell.focusWidget()
    assert here is not None
    assert here.objectName() == "not-open-close"
    QTest.keyClick(here, Qt.Key.Key_Return)
    assert left == [1]
    shell.finish()
    shell.deleteLater()
