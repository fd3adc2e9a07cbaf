"""A panel over the columns, or a sheet in their middle: outbox, keys, palette. Part of the window, never a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from triage.ui.theme import Theme

TOPIC = "topic"
"""Property of a panel that shows different things: which of them, for Help. Others are known by their object names."""
WIDEST = "widest"
"""Property of a panel whose words and controls must stay near one another: steps of space that it is wide at most."""

LEAST_BESIDE = 84
"""Steps of space that must stay beside such a panel; less of a column is only a torn edge, and the panel covers it."""


class Overlay(QWidget):
    """Covers its parent; holds one widget at a time. Tab stays inside while it is open.

    ``left``: the person pressed beside a sheet.
    """

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = parent
        self._held: QWidget | None = None
        self._came_from: QWidget | None = None
        self._sheet = False
        self._span = (0, 0)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._frame = _Ring(self)
        self._inside = QVBoxLayout(self._frame)
        self._inside.setContentsMargins(0, 0, 0, 0)
        parent.installEventFilter(self)
        self._frame.installEventFilter(self)
        theme.changed.connect(self.arrange)
        self.hide()

    def held(self) -> QWidget | None:
        return self._held

    @property
    def sheet(self) -> bool:
        """Whether what is held lies in the middle as a sheet."""
        return self._sheet

    def put(self, widget: QWidget | None, *, sheet: bool, span: tuple[int, int]) -> None:
        """Show ``widget`` (None: close and give the focus back). ``span``: from where to where a panel lies.

        What was shown stays a hidden child. Taking it out of the window while one of its own keys is being handled
        rewires Qt's focus chain below that key, which brought the program down.
        """
        held = self._held
        if widget is None:
            self._held = None
            self._give_back()
        if held is not None and held is not widget:
            self._inside.removeWidget(held)
            held.hide()
        if widget is None:
            self.hide()
            return
        if self._held is None:
            self._came_from = QApplication.focusWidget()
        self._held, self._sheet, self._span = widget, sheet, span
        self.setProperty("surface", "scrim" if sheet else "plain")
        self._frame.setProperty("surface", "plain" if sheet else "panel")
        self._inside.addWidget(widget)
        self._frame.setAccessibleName(widget.accessibleName())
        for part in (self, self._frame):
            part.style().unpolish(part)
            part.style().polish(part)
        widget.show()
        self.arrange()
        self.show()
        inside = widget.layout()
        if sheet and inside is not None:  # what wraps knows its height only at its width
            self._inside.activate()
            inside.activate()
        self.arrange()
        self.raise_()
        if not widget.isAncestorOf(QApplication.focusWidget() or self):  # Qt may leave it in the hidden one
            self._lead(widget)

    def call_back(self, strayed_from: QWidget | None) -> None:
        """The focus went to what lies below: it comes back to where it was in here."""
        if strayed_from is not None and isValid(strayed_from) and self.isAncestorOf(strayed_from):
            strayed_from.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._held is not None:
            self._lead(self._held)

    def _give_back(self) -> None:
        """The focus to where it was, while what has it now is still there."""
        back, self._came_from = self._came_from, None
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def _lead(self, widget: QWidget) -> None:
        """Into the widget that it names itself, else to its first stop."""
        led = widget.focusProxy()
        if led is not None and led.isVisibleTo(widget) and led.isEnabled():
            widget.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self._frame.focus_first()

    def set_span(self, span: tuple[int, int]) -> None:
        self._span = span
        self.arrange()

    def arrange(self) -> None:
        room = self._over.rect()
        if not self._sheet:
            left, right = self._span
            self.setGeometry(QRect(left, 0, right - left, room.height()))
            widest = self._held.property(WIDEST) if self._held is not None else None
            width = min(self.width(), self._theme.space(widest)) if widest else self.width()
            if self.width() - width < self._theme.space(LEAST_BESIDE):
                width = self.width()
            self._frame.setGeometry(QRect(0, 0, width, self.height()))
            return
        self.setGeometry(room)
        space = self._theme.space
        width = min(space(180), room.width() - space(8))
        wanted = self._frame.sizeHint().height()
        top = space(6) if room.height() > space(130) else space(2)
        height = min(max(wanted, space(36)), room.height() - top - space(2))
        self._frame.setGeometry(QRect((room.width() - width) // 2, top, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() is QEvent.Type.Resize and self._held is not None:
            self.arrange()
        elif watched is self._frame and event.type() is QEvent.Type.LayoutRequest and self._sheet:
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        """A sheet grows with what comes into it; it never shrinks under the hand."""
        if self._held is not None and self._frame.sizeHint().height() > self._frame.height():
            self.arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._sheet:
            self.left.emit()


class _Ring(QFrame):
    """A frame whose focus chain is a ring."""

    def focus_first(self) -> None:
        widgets = self._stops()
        if widgets:
            widgets[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = self._stops()
        if not stops:
            return True
        there: QWidget | None = QApplication.focusWidget() or (stops[-1] if forward else stops[0])
        while there is not None:  # also from what has the focus without being a stop, as a page that is loading
            there = there.nextInFocusChain() if forward else there.previousInFocusChain()
            if there in stops:
                break
        (there or stops[0]).setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _stops(self) -> list[QWidget]:
        """What Tab stops at, in the window's own focus order."""
        found: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes and self.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
                found.append(widget)
            widget = widget.nextInFocusChain()
        return found
