"""A small panel over the report column, beside what it is about. Escape or going elsewhere takes it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel


class Popover(QFrame):
    """``left``: it was closed without a choice. The focus goes back to where it came from."""

    left = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._over = theme, parent
        self._came_from: QWidget | None = None
        self._at = QPoint()
        self.setObjectName("popover")
        self.setProperty("surface", "sheet")
        self.setAccessibleName(name)
        self._title = PlainLabel(theme, name, FontRole.STRONG, wrap=True)
        self._hint = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        column = self._column = QVBoxLayout(self)
        space = theme.space
        column.setContentsMargins(space(3), space(2.5), space(3), space(2.5))
        column.setSpacing(space(1))
        column.addWidget(self._title)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(1))
        column.addLayout(self.body)
        column.addWidget(self._hint)
        self.hide()
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def set_words(self, title: str, hint: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)

    def open_at(self, at: QPoint) -> None:
        """Show it with its upper left corner there (in the parent), moved to where there is room."""
        self._at = at
        if self.isHidden():
            self._came_from = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.arrange()

    def close_popover(self) -> None:
        """Take it away and give the focus back."""
        if self.isHidden():
            return
        inside = self.isAncestorOf(QApplication.focusWidget() or self._over)
        self.hide()
        back, self._came_from = self._came_from, None
        if inside and back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def arrange(self) -> None:
        """As wide as wanted, as high as its words need at that width, wholly inside the parent."""
        room = self._over.rect()
        margin = self._theme.space(2)
        width = min(self._theme.space(92), room.width() - 2 * margin)
        layout = self._column
        layout.activate()
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        height = min(wanted, room.height() - 2 * margin)
        left = max(margin, min(self._at.x(), room.width() - width - margin))
        top = max(margin, min(self._at.y(), room.height() - height - margin))
        self.setGeometry(left, top, width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The parent got another size: still wholly inside of it."""
        if watched is self._over and event.type() is QEvent.Type.Resize and self.isVisible():
            self.arrange()
        return False

    def event(self, event: QEvent) -> bool:
        """Escape belongs to this panel, not to a shortcut of the window."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self.arrange()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside while it is open."""
        del forward
        return True

    def _leave(self) -> None:
        self.close_popover()
        self.left.emit()

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if not self.isVisible() or now is None or before is None or self.isAncestorOf(now):
            return
        if isValid(before) and self.isAncestorOf(before):
            self.hide()
            self._came_from = None
            self.left.emit()
