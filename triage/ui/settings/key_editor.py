"""New keys for one action: press them, read what is in the way, keep them or not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from triage.ui.actions import ActionSpec
from triage.ui.announce import announce
from triage.ui.key_rules import is_single, refused
from triage.ui.settings.key_field import KeyField
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.key_cap import key_words
from triage.ui.widgets.plain_label import PlainLabel

Owner = Callable[[str, str], ActionSpec | None]
"""(keys, action that does not count) → the action that has these keys."""


class KeyEditor(QFrame):
    """Signals.

    chosen(action, keys): from now on these; "" = none. Whoever had them loses them: the editor has said so.
    given_back(action): the keys it came with. left(): nothing changes.
    """

    chosen = Signal(str, str)
    given_back = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, owner: Owner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._owner = theme, owner
        self._spec: ActionSpec | None = None
        self._letters = True
        self.setObjectName("key-editor")
        self.setProperty("surface", "card")
        self._title = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self.field = KeyField(theme)
        self._said = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._said.setObjectName("key-said")
        self._keep = Button(theme, "Use these keys", "primary")
        self._none = Button(theme, "No key")
        self._back = Button(theme, "As it came")
        self._leave = Button(theme, "Leave it", "quiet")
        self._lay_out()
        for name in ("keep", "none", "back", "leave"):
            getattr(self, f"_{name}").setObjectName(f"key-{name}")
        self.field.caught.connect(self._judge)
        self.field.confirmed.connect(self._confirm)
        self.field.left.connect(self.left)
        self._keep.clicked.connect(self._confirm)
        self._none.clicked.connect(lambda: self._tell(""))
        self._back.clicked.connect(self._give_back)
        self._leave.clicked.connect(self.left)
        theme.changed.connect(self._dress)

    def open(self, spec: ActionSpec, given: tuple[str, ...], *, letters: bool) -> None:
        """Ask for the keys of this action. ``given``: those it came with."""
        self._spec, self._letters = spec, letters
        self._title.setText(f"{spec.text}: press the new keys")
        self.field.setAccessibleName(f"New keys for “{spec.text}”")
        self.field.show_keys("")
        self._back.set_words(f"As it came: {' or '.join(key_words(key) for key in given) or 'no key'}")
        self._back.setVisible(spec.keys != given)
        self._none.setVisible(bool(spec.keys))
        self._say("Enter keeps them, Escape leaves it as it is.", "text_soft", can=False)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _judge(self, keys: str) -> None:
        """Say whether these keys are free, whose they are, or why nobody can have them."""
        assert self._spec is not None
        shown = key_words(keys)
        why = refused(keys)
        owner = self._owner(keys, self._spec.id)
        if keys in self._spec.keys:
            self._say(f"{shown} does this already.", "text_soft", can=False)
        elif why:
            self._say(f"{shown} {why}. Press other keys.", "wrong", can=False)
        elif owner is not None:
            words = f"{shown} already does “{owner.text}”. Take it from there, or press other keys."
            self._say(words, "warn", can=True, keep=f"Take it from “{owner.text}”")
        elif is_single(keys) and not self._letters:
            self._say(f"{shown} is free, but single-letter keys are switched off.", "warn", can=True)
        else:
            self._say(f"{shown} is free. Enter keeps it.", "good", can=True)

    def _say(self, words: str, tone: str, *, can: bool, keep: str = "Use these keys") -> None:
        self._said.setText(words)
        self._said.set_tone(tone)
        self._keep.set_words(keep)
        self._keep.setEnabled(can)
        self.field.setAccessibleDescription(words)
        announce(self.field, words)

    @Slot()
    def _confirm(self) -> None:
        if self._keep.isEnabled():
            self._tell(self.field.keys)

    def _tell(self, keys: str) -> None:
        assert self._spec is not None
        self.chosen.emit(self._spec.id, keys)

    @Slot()
    def _give_back(self) -> None:
        assert self._spec is not None
        self.given_back.emit(self._spec.id)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        line = QWidget()
        self._line = FlowLayout(line)
        for button in (self._keep, self._none, self._back, self._leave):
            self._line.addWidget(button)
        for part in (self._title, self.field, self._said, line):
            self._column.addWidget(part)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(3.5), space(2.5), space(3.5), space(2.5))
        self._column.setSpacing(space(2))
        self._line.set_gap(space(2))
