"""A panel that lies over the columns: a title, a way out, and room for one thing. Escape closes it; never modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.elided import Elided
from triage.ui.widgets.icon_button import IconButton
from triage.ui.widgets.key_cap import KeyCap
from triage.ui.widgets.own_keys import is_escape, keeps_key
from triage.ui.widgets.plain_label import PlainLabel


class Sheet(QFrame):
    """``body`` is the vertical layout to fill. ``closed`` is emitted by Escape and by the cross; whoever shows the
    sheet takes it away. Giving the sheet the focus gives it to the widget of `lead_with`.
    """

    closed = Signal()

    def __init__(self, theme: Theme, icons: Icons, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self.setProperty("surface", "sheet")
        self.setAccessibleName(title)
        self._title = PlainLabel(theme, title, FontRole.TITLE)
        self._trailing = Elided(theme, "", FontRole.SMALL, "text_soft", narrowest=0)
        self._escape = KeyCap(theme, "Esc")
        self._close = IconButton(theme, icons, "close", f"Close {title.lower()}", key="Esc")
        self._close.setObjectName("sheet-close")
        self._close.clicked.connect(self.closed)
        self._head = QHBoxLayout()
        for part, stretch in ((self._title, 0), (self._trailing, 1), (self._escape, 0), (self._close, 0)):
            self._head.addWidget(part, stretch)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self.body = QVBoxLayout()
        self._column.addLayout(self.body, 1)
        self._dress_sheet()
        theme.changed.connect(self._dress_sheet)

    def set_trailing(self, text: str, tone: str = "text_soft") -> None:
        """Words beside the title: figures, a hint."""
        self._trailing.setText(text)
        self._trailing.set_tone(tone)

    def put_trailing_below(self, below: bool) -> None:
        """The words beside the title on a line of their own, where they would be cut beside it; or back again."""
        if below is (self._column.indexOf(self._trailing) >= 0):
            return
        if below:
            self._head.removeWidget(self._trailing)
            self._column.insertWidget(1, self._trailing)
        else:
            self._column.removeWidget(self._trailing)
            self._head.insertWidget(1, self._trailing, 1)
        self._head.setStretchFactor(self._title, 1 if below else 0)

    def add_to_head(self, widget: QWidget) -> None:
        """One more thing before the way out."""
        self._head.insertWidget(self._head.indexOf(self._escape), widget)

    def lead_with(self, widget: QWidget) -> None:
        """The widget that has the focus when the sheet opens."""
        self.setFocusProxy(widget)

    def lead_late(self) -> None:
        """What leads can be used only now: it takes the focus from the cross, where Enter would close the sheet."""
        lead = self.focusProxy()
        if lead is not None and self.window().focusWidget() is self._close and lead.isVisibleTo(self):
            lead.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the sheet, not to a shortcut of the window."""
        return keeps_key(event, is_escape) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The way out is the last stop of Tab, whatever was put into the sheet after it."""
        last: QWidget = self._close
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            if self.isAncestorOf(widget):
                last = widget
            widget = widget.nextInFocusChain()
        if last is not self._close:
            QWidget.setTabOrder(last, self._close)
        super().showEvent(event)

    @Slot()
    def _dress_sheet(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(5), space(4), space(5), space(4))
        self._column.setSpacing(space(3))
        self._head.setSpacing(space(3))
        self.body.setSpacing(space(3))
