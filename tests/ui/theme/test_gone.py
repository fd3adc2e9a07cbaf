"""What was shown and is gone hears nothing more: another person's window changes the theme of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.builders import NOW
from triage.ui.icons import Icons
from triage.ui.queue.foot import _Line
from triage.ui.report.field_card import FieldCard
from triage.ui.report.narrative_card import NarrativeCard
from triage.ui.settings.key_field import KeyField
from triage.ui.theme import Mode, Theme
from triage.ui.widgets import Card


def test_a_theme_is_changed_after_a_window_is_gone(theme: Theme, icons: Icons) -> None:
    window = QWidget()
    kept = [Card(theme), NarrativeCard(theme), FieldCard(theme, icons, lambda: NOW), _Line(theme), KeyField(theme)]
    column = QVBoxLayout(window)
    for widget in kept:
        column.addWidget(widget)
    window.show()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.set_mode(Mode.DARK)  # what goes wrong in a slot fails the test
