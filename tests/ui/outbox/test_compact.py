"""The detail of an outbox line moves its buttons when the panel gets narrow or wide; nothing of it may be lost."""

from __future__ import annotations

import gc

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from triage.ui.icons import Icons
from triage.ui.outbox.detail import OutboxDetail
from triage.ui.theme import Theme


def test_the_buttons_stay_in_one_widget_however_often_the_panel_changes(
    theme: Theme, icons: Icons, qtbot: QtBot
) -> None:
    """A bare layout moved inside another left Qt with an item that was gone, and the desktop crashed later."""
    detail = OutboxDetail(theme, icons)
    qtbot.addWidget(detail)
    detail.show()
    home: QWidget = detail.button("retry").parentWidget()
    for compact in (True, False, True, False):
        detail.set_compact(compact)
        gc.collect()
        detail.grab()
        assert detail.button("retry").parentWidget() is home
        assert home.layout().indexOf(detail.button("open")) >= 0
