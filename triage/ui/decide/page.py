"""Everything of the decide column at one size of type, and which of its faces is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.ui.decide.foot import Foot
from triage.ui.decide.form import DecideForm
from triage.ui.decide.lost import LostWork
from triage.ui.decide.sent import SentView
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.empty import Empty
from triage.ui.widgets.scroll_column import ScrollColumn

NOTHING = "Nothing to decide yet."
WHAT_COMES = "Checks, THRIVE, grade, crimes and outcome stand here for a report that you hold."
KEYS = (("C", "Claim what is open or chosen"),)

Face = Literal["form", "sent", "message", "nothing"]


class DecidePage(QWidget):
    """Made again for another size of type; made inside ``into``, because each time a widget is put somewhere Qt styles
    all that is in it already.

    Args:
        author: who signs checks and corrections, as other people read it.
    """

    def __init__(self, theme: Theme, icons: Icons, author: str, now: Callable[[], datetime], into: QVBoxLayout) -> None:
        super().__init__()
        space = theme.space
        self.column = ScrollColumn(theme)
        self.form = DecideForm(theme, icons, author, now)
        self.sent = SentView(theme, icons, now)
        self.message = Empty(theme, keys=KEYS)
        self.message.setObjectName("decide_message")
        self.lost = LostWork(theme)
        self.foot = Foot(theme)
        self.column.body.setContentsMargins(space(3.5), space(2.5), space(3.5), space(4))
        into.addWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message, 1)
        column.addWidget(self.lost)
        column.addWidget(self.column, 1)
        column.addWidget(self.foot)
        self.column.add(self.form)
        self.column.add(self.sent)

    def show_face(self, face: Face, *, lost: bool) -> None:
        """``lost``: words of ours lie on a report that is not ours any more; what can be done with them is said."""
        self.message.setVisible(face == "message")
        self.lost.setVisible(face != "form" and lost)
        self.column.setVisible(face != "message")
        self.form.setVisible(face == "form")
        self.sent.setVisible(face == "sent")
        self.foot.setVisible(face == "form")
