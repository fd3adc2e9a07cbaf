"""The accessible tree of one widget as Qt itself tells it, for screens that no walk through the whole window meets."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from tests.ui.accessible.tree import Node

_R = QAccessible.Role
ROLES = {
    _R.Button: "push button",
    _R.CheckBox: "check box",
    _R.RadioButton: "radio button",
    _R.EditableText: "text",
    _R.StaticText: "label",
    _R.Table: "table",
    _R.List: "list",
    _R.ListItem: "list item",
    _R.Link: "link",
}
"""As the bus calls them; everything else holds others."""


def tree_of(widget: QWidget) -> Node:
    """This widget and all below it."""
    told = QAccessible.queryAccessibleInterface(widget)
    assert told is not None
    return _node(told, "0")


def _node(told: QAccessibleInterface, path: str) -> Node:
    children = (told.child(number) for number in range(told.childCount()))
    place, object_ = told.rect(), told.object()
    return Node(
        path=path,
        role=ROLES.get(told.role(), "panel"),
        states=frozenset(_states(told)),
        own=object_.objectName() if object_ is not None else "",
        name=told.text(QAccessible.Text.Name),
        description=told.text(QAccessible.Text.Description),
        actions=("SetFocus",) if told.state().focusable else (),
        box=(place.x(), place.y(), place.width(), place.height()),
        children=tuple(_node(child, f"{path}/{number}") for number, child in enumerate(children) if child is not None),
    )


def _states(told: QAccessibleInterface) -> list[str]:
    state = told.state()
    flags = {
        "showing": not state.invisible,
        "enabled": not state.disabled,
        "focusable": bool(state.focusable),
        "focused": bool(state.focused),
        "checkable": bool(state.checkable),
        "checked": bool(state.checked),
        "editable": bool(state.editable),
        "read_only": bool(state.readOnly),
    }
    return [name for name, on in flags.items() if on]
