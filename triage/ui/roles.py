"""What a widget is to a screen reader, where Qt cannot know: painted words are text, one of several is a radio button.

A widget class (or one widget) names its role as ``accessible_role``; while a screen reader asks, Qt gets an interface
of ours for it. A button may say with ``accessible_checked`` whether it is on, when Qt's own check state is not used.
A plain widget of ours that has a name is a group.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QAccessibleStateChangeEvent
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QApplication, QWidget

Role = QAccessible.Role
_CHECKED = (Role.RadioButton, Role.CheckBox)
_KEY = "triage_roles"


def install_roles(app: QApplication) -> None:
    """Have Qt ask us first, once in a process."""
    if app.property(_KEY) is None:
        app.setProperty(_KEY, True)
        QAccessible.installFactory(_made)


def tell_checked(widget: QWidget) -> None:
    """A widget that paints its own check state was switched."""
    if QAccessible.isActive():
        state = QAccessible.State()
        state.checked = True  # which state changed, not what it is now
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(widget, state))


def _made(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget):
        return None
    named = isinstance(getattr(thing, "accessible_role", None), Role)
    return Speaking(thing) if named or _is_plain(type(thing).__mro__) else None


@cache
def _is_plain(line: tuple[type, ...]) -> bool:
    """A class of ours that stands on QWidget itself: Qt would call it a filler, whatever its name."""
    qt = next(parent for parent in line if parent.__module__.startswith("PySide6"))
    return qt is QWidget and line[0] is not QWidget


class Speaking(QAccessibleWidget):
    """The interface of a widget that names its own role: name and description are Qt's, states and actions are added.

    ``accessible_press`` of the widget, or the click of a button, is its action.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget

    def role(self) -> QAccessible.Role:
        role = getattr(self._widget, "accessible_role", None)
        if isinstance(role, Role):
            return role
        return Role.Grouping if self._widget.accessibleName() else Role.Client

    def state(self) -> QAccessible.State:
        state = super().state()
        if self.role() in _CHECKED:
            state.checkable = True
            state.checked = self._checked()
        elif self.role() is Role.StaticText:
            state.readOnly = True
        return state

    def actionNames(self) -> list[str]:
        press = [QAccessibleActionInterface.pressAction()] if self._press() is not None else []
        return [*press, *super().actionNames()]

    def doAction(self, actionName: str) -> None:  # noqa: N803  (Qt calls it by this name)
        press = self._press()
        if actionName == QAccessibleActionInterface.pressAction() and press is not None:
            press()
        else:
            super().doAction(actionName)

    def _checked(self) -> bool:
        own = getattr(self._widget, "accessible_checked", None)
        if own is not None:
            return bool(own)
        return isinstance(self._widget, QAbstractButton) and self._widget.isChecked()

    def _press(self) -> Callable[[], object] | None:
        if not self._widget.isEnabled():
            return None
        own: Callable[[], object] | None = getattr(self._widget, "accessible_press", None)
        if own is None and isinstance(self._widget, QAbstractButton):
            return self._widget.click
        return own
