"""The one table of what keys do. Shortcuts, menus, the “?” sheet and the palette are all made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from triage.models.errors import KnownError

Where = Literal["anywhere", "list", "report", "decide"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a key does. ``keys`` in Qt's notation, the first is the one shown. ``where`` it works.

    ``training`` actions exist only in training mode.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    group: str
    where: Where = "anywhere"
    enabled: bool = True
    training: bool = False


def _outcome(digit: int) -> ActionSpec:
    return ActionSpec(f"outcome_{digit}", f"Choose outcome {digit}", (str(digit),), "Decide")


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("next", "Take the next report by priority", ("N",), "Queue"),
    ActionSpec("claim", "Claim this report", ("C",), "Queue"),
    ActionSpec("open", "Open the selected report", ("Return", "Enter"), "Queue", "list"),
    ActionSpec("search", "Search the queue", ("/",), "Queue"),
    ActionSpec("down", "Next row", ("J",), "Queue", "list"),
    ActionSpec("up", "Row before", ("K",), "Queue", "list"),
    ActionSpec("release", "Give the report back", ("Ctrl+L",), "Queue"),
    ActionSpec("refresh", "Ask for news now", ("F5",), "Queue"),
    ActionSpec("correct", "Correct the field in focus", ("E",), "Report"),
    ActionSpec("attachments", "Go to the attachments", ("A",), "Report"),
    ActionSpec("original", "Show the form as it was sent", ("O",), "Report"),
    ActionSpec("checks", "Go to the checks", ("H",), "Decide"),
    ActionSpec("thrive", "Go to THRIVE", ("T",), "Decide"),
    ActionSpec("risk", "Go to the overall risk", ("V",), "Decide"),
    ActionSpec("grade", "Go to the grade", ("G",), "Decide"),
    ActionSpec("crime", "Add a crime", ("X",), "Decide"),
    ActionSpec("incident", "Go to the incident category", ("I",), "Decide"),
    *(_outcome(digit) for digit in range(1, 9)),
    ActionSpec("rationale", "Go to the rationale", ("R",), "Decide"),
    ActionSpec("preview", "Preview what will be sent", ("P",), "Decide"),
    ActionSpec("send", "Send", ("Ctrl+Return", "Ctrl+Enter"), "Decide"),
    ActionSpec("undo", "Undo", ("Ctrl+Z",), "Decide"),
    ActionSpec("next_column", "Next column", ("F6",), "Move"),
    ActionSpec("previous_column", "Column before", ("Shift+F6",), "Move"),
    ActionSpec("back", "Back", ("Escape",), "Move"),
    ActionSpec("outbox", "Open the outbox", ("Ctrl+B",), "Move"),
    ActionSpec("palette", "Find any command", ("Ctrl+K",), "Move"),
    ActionSpec("help", "Show all keys", ("?", "F1"), "Move"),
    ActionSpec("theme", "Light, dark or high contrast", ("Ctrl+Shift+T",), "Window"),
    ActionSpec("settings", "Settings", ("Ctrl+,",), "Window"),
    ActionSpec("zoom_in", "Larger text", ("Ctrl+=", "Ctrl++"), "Window"),
    ActionSpec("zoom_out", "Smaller text", ("Ctrl+-",), "Window"),
    ActionSpec("zoom_reset", "Text size of the system", ("Ctrl+0",), "Window"),
    ActionSpec("faults", "Training faults", ("Ctrl+Shift+F",), "Window", training=True),
    ActionSpec("quit", "Quit", ("Ctrl+Q",), "Window"),
)


def is_single(keys: str) -> bool:
    """Whether these keys are one printable character without Ctrl or Alt (WCAG 2.1.4)."""
    return len(keys) == 1


class Actions(QObject):
    """The actions of one window.

    ``triggered(id)`` says what the person asked for. A printable key does nothing while a text field has the focus:
    the field takes it first. Keys for the list, the report or the decide column only work inside the widget that
    `attach` names for them.
    """

    triggered = Signal(str)
    changed = Signal()

    def __init__(
        self,
        window: QWidget,
        specs: Iterable[ActionSpec] = ACTIONS,
        *,
        training: bool = False,
        keys: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._single = True
        self._specs = {spec.id: spec for spec in specs if training or not spec.training}
        self._made = {spec.id: self._make(spec) for spec in self._specs.values()}
        for name, chosen in (keys or {}).items():
            self.remap(name, chosen)

    def specs(self) -> tuple[ActionSpec, ...]:
        """Every action with its present keys, in the order of the “?” sheet."""
        return tuple(self._specs.values())

    def groups(self) -> dict[str, tuple[ActionSpec, ...]]:
        """The “?” sheet: group → actions."""
        names = dict.fromkeys(spec.group for spec in self._specs.values())
        return {name: tuple(spec for spec in self._specs.values() if spec.group == name) for name in names}

    def found(self, words: str) -> tuple[ActionSpec, ...]:
        """Palette rows: enabled actions whose words hold every word typed."""
        wanted = words.casefold().split()
        return tuple(
            spec
            for spec in self._specs.values()
            if spec.enabled and all(word in f"{spec.text} {spec.group}".casefold() for word in wanted)
        )

    def key(self, name: str) -> str:
        """The key to show for this action ("" when it has none)."""
        spec = self._specs.get(name)
        return spec.keys[0] if spec is not None and spec.keys else ""

    def qaction(self, name: str) -> QAction:
        """For menus."""
        return self._made[name]

    def attach(self, where: Where, widget: QWidget) -> None:
        """Actions of ``where`` work inside this widget from now on."""
        for spec in self._specs.values():
            if spec.where == where:
                widget.addAction(self._made[spec.id])

    def set_enabled(self, enabled: Mapping[str, bool]) -> None:
        for name, value in enabled.items():
            if name in self._specs:
                self._specs[name] = replace(self._specs[name], enabled=value)
                self._made[name].setEnabled(value)
        self.changed.emit()

    def set_single_letters(self, on: bool) -> None:
        """Switch the keys that are one printable character on or off."""
        self._single = on
        for spec in self._specs.values():
            self._bind(spec)
        self.changed.emit()

    def remap(self, name: str, keys: tuple[str, ...]) -> None:
        """Give an action other keys.

        Raises:
            KnownError: another action has one of them, or Qt does not know the key.
        """
        for key in keys:
            if QKeySequence(key).isEmpty():
                raise KnownError(f"“{key}” is not a key.", "Choose another one.")
            taken = next((s for s in self._specs.values() if s.id != name and key in s.keys), None)
            if taken is not None:
                raise KnownError(f"“{key}” already does “{taken.text}”.", "Choose another key.")
        self._specs[name] = replace(self._specs[name], keys=keys)
        self._bind(self._specs[name])
        self.changed.emit()

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text.replace("&", "&&"), self)
        action.setObjectName(f"action-{spec.id}")
        action.setEnabled(spec.enabled)
        action.setAutoRepeat(spec.id in ("down", "up"))
        inside = spec.where != "anywhere"
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if inside else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        action.triggered.connect(self._telling(spec.id))
        if not inside:
            self._window.addAction(action)
        self._made_bind(action, spec)
        return action

    def _telling(self, name: str) -> Callable[[], None]:
        return lambda: self.triggered.emit(name)

    def _bind(self, spec: ActionSpec) -> None:
        self._made_bind(self._made[spec.id], spec)

    def _made_bind(self, action: QAction, spec: ActionSpec) -> None:
        keys = [key for key in spec.keys if self._single or not is_single(key)]
        action.setShortcuts([QKeySequence(key) for key in keys])
