"""A column with one scroll that follows the focus, so that the keyboard never types into what cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from triage.ui.theme import Theme
from triage.ui.widgets.growing_text import GrowingText

TOGETHER = "seen_together"
"""Property of a widget that is scrolled into sight whole when the focus comes inside, if there is room for it."""


class _Inner(QWidget):
    """Exactly as high as its layout is at the column's width; minimum sizes know nothing of wrapped lines."""

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        if layout is None or layout.hasHeightForWidth():
            return QSize(0, 0)
        return QSize(0, layout.sizeHint().height())  # a scroll area asks only what wraps how high it is


class _Requests(QObject):
    """Hears whether a widget was asked to lay itself out again; tells ``around`` then, if there is one."""

    def __init__(self, widget: QWidget, around: QWidget | None) -> None:
        super().__init__(widget)
        self.heard = True
        self._around = around
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.heard = True
            if self._around is not None:
                self._around.updateGeometry()
        return False


class ScrollColumn(QScrollArea):
    """Scrolls up and down only. `add` widgets; they are as wide as the column."""

    @property
    def inner(self) -> QWidget:
        """What is scrolled."""
        return self._inner

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, whole: bool = False) -> None:
        """``whole``: asks for the height of all that is inside, as a sheet that grows with its content wants it."""
        super().__init__(parent)
        self._theme, self._ask_whole = theme, whole
        self._field: GrowingText | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = _Inner()
        self._requests = _Requests(self._inner, self if whole else None)
        self._narrowed = QTimer(self)
        self._narrowed.setSingleShot(True)
        self._narrowed.timeout.connect(self._settle_afresh)
        self._lower = QTimer(self)
        self._lower.setSingleShot(True)
        self._lower.timeout.connect(self._show_focus)
        self.body = QVBoxLayout(self._inner)
        self.body.addStretch(1)  # an alignment would keep the height of unwrapped lines
        self.setWidget(self._inner)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def add(self, widget: QWidget) -> None:
        """One more widget at the end of the column."""
        self.body.insertWidget(self.body.count() - 1, widget)

    def sizeHint(self) -> QSize:
        """As high as what is inside, so that a sheet around it is neither empty nor scrolls without need."""
        hint = super().sizeHint()
        if not self._ask_whole:
            return hint
        width = self.viewport().width() if self.isVisible() else hint.width()
        return QSize(hint.width(), self._tall(max(1, width)))

    def minimumSizeHint(self) -> QSize:
        """A line or two: what stands above and below is not to be cut for it."""
        return QSize(super().minimumSizeHint().width(), self._theme.space(10))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is inside is never wider than the column: there is no scrolling sideways."""
        if event.size().height() < event.oldSize().height():
            self._keep_in_sight(event.oldSize().height())
        super().resizeEvent(event)
        self._inner.setMaximumWidth(self.viewport().width())
        self._inner.setMinimumWidth(self.viewport().width())
        if event.oldSize().width() != event.size().width():
            if self._ask_whole:
                self.updateGeometry()  # what wraps is lower in a wider column than was asked for before
            self.settle_soon()

    def _settle_afresh(self) -> None:
        """Another width: lines wrap elsewhere at every depth, and nothing asked for a layout at the top."""
        self._requests.heard = True
        self.settle()

    def settle_soon(self) -> None:
        """Settle after what is just being laid out: a layout that is asked again in the midst of placing its rows goes
        on with the places that it worked out before, and they stay.
        """
        self._narrowed.start()

    def settle(self) -> None:
        """Lay everything out now, deepest first, so that no half-done layout is ever painted.

        Qt passes a changed size up by one level of widgets with each request for a layout; until it is at the top,
        what is inside is squeezed into the old height. When no request comes to the top, nothing in here has another
        size, and asking each of some hundred widgets would take most of the time of a key press.
        """
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if not self._requests.heard and self._inner.size() == self._wanted():
            return
        for _round in range(4):
            changed = False
            for widget in reversed(self._inner.findChildren(QWidget)):
                layout = widget.layout()
                if layout is not None and layout.activate():
                    changed = True
            wanted = self._wanted()
            if self._inner.size() != wanted:
                self._inner.resize(wanted)
                changed = True
            if not changed:
                break
        self._requests.heard = False

    @contextmanager
    def unpainted(self) -> Iterator[None]:
        """While parts come in over several turns of the window: what was painted last stays until they are settled."""
        self.setUpdatesEnabled(False)
        try:
            yield
        finally:
            if isValid(self):
                self.setUpdatesEnabled(True)

    def _wanted(self) -> QSize:
        """The size that what is scrolled needs at the column's width."""
        width = self.viewport().width()
        return QSize(width, max(self.viewport().height(), self._tall(width)))

    def _tall(self, width: int) -> int:
        """How high all that is inside is at this width; where nothing wraps, that is what it asks for."""
        tall = self._inner.heightForWidth(width)
        return tall if tall >= 0 else self.body.sizeHint().height()

    def show_widget(self, widget: QWidget) -> None:
        """Scroll no more than needed to see all of ``widget``, its beginning at least."""
        inner = self._inner
        if not inner.isAncestorOf(widget):
            return
        margin = self._theme.space(3)
        top = widget.mapTo(inner, QPoint(0, 0)).y()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        if widget.height() + 2 * margin > page:
            bottom = top + page - 2 * margin
        else:
            bottom = top + widget.height()
        if bottom + margin > bar.value() + page:
            bar.setValue(bottom + margin - page)
        if top - margin < bar.value():
            near = top - margin <= self._theme.space(10)  # what stands above the first control says what it is
            bar.setValue(0 if near and bottom + margin <= page else top - margin)

    def show_top(self, widget: QWidget) -> None:
        """Bring the beginning of ``widget`` to the top of the column."""
        inner = self._inner
        if inner.isAncestorOf(widget):
            self.verticalScrollBar().setValue(widget.mapTo(inner, QPoint(0, 0)).y() - self._theme.space(3))

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._field is not None:
            self._field.caret_moved.disconnect(self._follow_caret)
            self._field = None
        if now is None or not self._inner.isAncestorOf(now):
            return
        if isinstance(now, GrowingText):
            self._field = now
            now.caret_moved.connect(self._follow_caret)
        if now.height() <= self.viewport().height():
            self.show_widget(self._around(now))

    def _around(self, widget: QWidget) -> QWidget:
        """The largest part around ``widget`` that is to be seen together and for which there is room."""
        room = self.viewport().height() - 2 * self._theme.space(3)
        found, parent = widget, widget.parentWidget()
        while parent is not None and parent is not self._inner:
            if parent.property(TOGETHER) and parent.height() <= room:
                found = parent
            parent = parent.parentWidget()
        return found

    def settle_in_sight(self, *, grown: bool = True) -> None:
        """Settle; when the focus was in sight before, it stays so: with the part around it where that may have
        ``grown``, else nothing scrolls while it is.
        """
        here = QApplication.focusWidget()
        inside = here if here is not None and self._inner.isAncestorOf(here) else None
        seen = inside is not None and not inside.visibleRegion().isEmpty()
        self.settle()
        if inside is None or not seen:
            return
        if not grown and inside.visibleRegion().isEmpty():
            self.show_widget(inside)
        elif grown and inside.height() <= self.viewport().height():
            self.show_widget(self._around(inside))

    def _keep_in_sight(self, before: int) -> None:
        """A strip came in above, and the column is lower: the field that is written in and was seen stays seen."""
        here, bar = QApplication.focusWidget(), self.verticalScrollBar()
        if not isinstance(here, GrowingText | QLineEdit) or not self._inner.isAncestorOf(here):
            return
        top = here.mapTo(self._inner, QPoint(0, 0)).y()
        if bar.value() <= top and top + here.height() <= bar.value() + before:
            self._lower.start()  # once the bar knows how far it goes now

    @Slot()
    def _show_focus(self) -> None:
        here = QApplication.focusWidget()
        if here is not None:
            self.show_widget(here)

    def _follow_caret(self, caret: QRect) -> None:
        if self._field is not None:
            at = self._field.mapTo(self._inner, caret.center())
            self.ensureVisible(at.x(), at.y(), 0, self._theme.space(8))


def settle_around(widget: QWidget) -> None:
    """Settle the column that ``widget`` lies in, if it lies in one: call it after showing, hiding or filling parts."""
    column = _column_of(widget)
    if column is not None:
        column.settle_in_sight()


def settle_soon_around(widget: QWidget) -> None:
    """The same for a part that is just being given another size."""
    column = _column_of(widget)
    if column is not None:
        column.settle_soon()


def _column_of(widget: QWidget) -> ScrollColumn | None:
    parent: QWidget | None = widget
    while parent is not None and not isinstance(parent, ScrollColumn):
        parent = parent.parentWidget()
    return parent
