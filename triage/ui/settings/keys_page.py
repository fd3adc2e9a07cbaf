"""The keys page: each action with its keys, changed where it stands; conflicts are named with what to do."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from triage.ui.actions import Actions, ActionSpec
from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.key_rules import FIXED, is_single
from triage.ui.settings.key_editor import KeyEditor
from triage.ui.settings.lock_note import LockNote
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.check_box import CheckBox
from triage.ui.widgets.key_cap import key_words
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.scroll_column import settle_around
from triage.ui.widgets.section_header import SectionHeader

LETTERS = "Single-letter keys work (N, C, G, 1 to 9 …)"
LETTERS_NOTE = "Switch them off if speech input or a stray touch sets them off. Keys with Ctrl go on working."
WIDE = 150
"""Steps of space that a line of an action and its keys is wide at most."""
HOW = "Enter on a line changes its keys."


class KeysPage(QWidget):
    """Works on the registry itself; whoever keeps the person's choices hears of each change.

    Signals: ``letters_changed(bool)``; ``keys_changed()``: ask the registry for `chosen_keys`.
    """

    letters_changed = Signal(bool)
    keys_changed = Signal()

    def __init__(self, theme: Theme, icons: Icons, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._actions = theme, actions
        self._before: Mapping[str, tuple[str, ...]] | None = None
        self._open = ""
        self.letters = CheckBox(theme, LETTERS)
        self.letters.setObjectName("settings-letters")
        self._lock = LockNote(theme, icons)
        self._lock.setObjectName("locked:look.single_letters")
        self._find = QLineEdit()
        self._find.setObjectName("settings-find-key")
        self._find.setPlaceholderText("Find an action or a key")
        self._find.setAccessibleName("Find an action or a key")
        self._changed = PlainLabel(theme, "", FontRole.SMALL, "text_soft")
        self._reset = Button(theme, "All keys as they came", "link")
        self._reset.setObjectName("settings-reset-keys")
        self._nothing = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.editor = KeyEditor(theme, actions.owner)
        self.editor.hide()
        self.rows: dict[str, OptionRow] = {}
        self._heads: dict[str, SectionHeader] = {}
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._lay_out()
        self._connect()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say the keys as they are now."""
        chosen = self._actions.chosen_keys()
        for spec in self._actions.specs():
            trail = " or ".join(dict.fromkeys(key_words(key) for key in spec.keys)) or "no key"
            off = bool(spec.keys) and not self.letters.isChecked() and all(is_single(key) for key in spec.keys)
            told = (("changed", spec.id in chosen), ("switched off", off), ("this key stays", spec.id in FIXED))
            marks = [mark for mark, there in told if there]
            self.rows[spec.id].set_words(spec.text, ", ".join(marks), trail)
        count = len(chosen)
        self._changed.setText(f"{count} changed" if count else "All keys are as they came")
        self._reset.setVisible(bool(count) or self._before is not None)
        self._reset.set_words("All keys as they came" if count else "Take that back")
        self._search(self._find.text())

    def show_letters(self, on: bool, *, locked: bool = False) -> None:
        self.letters.setChecked(on)
        self.letters.setEnabled(not locked)
        self._lock.setVisible(locked)
        self.refresh()

    def open_editor(self, name: str) -> None:
        """Ask for new keys of this action, right below its line."""
        spec = next(one for one in self._actions.specs() if one.id == name)
        self._open = name
        self.editor.hide()
        self._column.removeWidget(self.editor)
        self._column.insertWidget(self._column.indexOf(self.rows[name]) + 1, self.editor)
        self.editor.open(spec, self._actions.given_keys(name), letters=self.letters.isChecked())
        self.editor.show()
        settle_around(self)

    def _lay_out(self) -> None:
        theme = self._theme
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._inside, 1)
        whole.addStretch()
        line = QHBoxLayout()
        line.addWidget(self._find, 1)
        line.addWidget(self._changed)
        line.addWidget(self._reset)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.letters)
        self._column.addWidget(self._lock)
        self._column.addWidget(PlainLabel(theme, LETTERS_NOTE, FontRole.SMALL, "text_soft", wrap=True))
        self._column.addLayout(line)
        self._column.addWidget(PlainLabel(theme, HOW, FontRole.SMALL, "text_soft", wrap=True))
        self._column.addWidget(self._nothing)
        for group, specs in self._groups().items():
            self._heads[group] = SectionHeader(theme, group)
            self._column.addWidget(self._heads[group])
            for spec in specs:
                self.rows[spec.id] = self._row(spec)
                self._column.addWidget(self.rows[spec.id])
        self._column.addWidget(self.editor)
        self._column.addStretch(1)
        self._dress()

    def _groups(self) -> dict[str, list[ActionSpec]]:
        """Group → its actions, those too that are not for whoever is here: what one may do can change meanwhile."""
        found: dict[str, list[ActionSpec]] = {}
        for spec in self._actions.specs():
            found.setdefault(spec.group, []).append(spec)
        return found

    def _row(self, spec: ActionSpec) -> OptionRow:
        row = OptionRow(self._theme, spec.text)
        row.setObjectName(f"key-row:{spec.id}")
        row.step.connect(lambda by, name=spec.id: self._step(name, by))
        if spec.id in FIXED:
            row.setEnabled(False)
        else:
            row.clicked.connect(lambda _checked=False, name=spec.id: self.open_editor(name))
        return row

    def _connect(self) -> None:
        self._find.textChanged.connect(self._search)
        self.letters.clicked.connect(self._choose_letters)
        self._reset.clicked.connect(self._reset_all)
        self.editor.chosen.connect(self._choose)
        self.editor.given_back.connect(self._give_back)
        self.editor.left.connect(self._close)
        self._theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        """A key stands near its action on the widest screen."""
        self._inside.setMaximumWidth(self._theme.space(WIDE))

    @Slot(str)
    def _search(self, words: str) -> None:
        wanted = words.casefold().split()
        found = False
        for group, specs in self._groups().items():
            fits = {spec.id: spec.enabled and _fits(spec, wanted) for spec in specs}
            self._heads[group].setVisible(any(fits.values()))
            for name, shown in fits.items():
                self.rows[name].setVisible(shown)
            found = found or any(fits.values())
        if self._open and self.rows[self._open].isHidden():
            self._open = ""
            self.editor.hide()
        self._nothing.setText(f"No action and no key fits “{words.strip()}”.")
        self._nothing.setVisible(not found)
        settle_around(self)

    @Slot(bool)
    def _choose_letters(self, on: bool) -> None:
        self.refresh()
        self.letters_changed.emit(on)

    @Slot(str, str)
    def _choose(self, name: str, keys: str) -> None:
        self._before = None
        self._actions.remap(name, (keys,) if keys else (), take=True)
        self._done(name, f"{key_words(keys)} does it now" if keys else "No key does it now")

    @Slot(str)
    def _give_back(self, name: str) -> None:
        self._before = None
        self._actions.reset(name)
        self._done(name, "As it came")

    @Slot()
    def _reset_all(self) -> None:
        """All as they came; the same button takes that back."""
        chosen = self._actions.chosen_keys()
        self._actions.choose_keys({} if chosen else self._before or {})
        self._before = chosen or None
        self.refresh()
        self.keys_changed.emit()
        announce(self, self._changed.text())

    def _done(self, name: str, words: str) -> None:
        self.refresh()
        self._close()
        announce(self.rows[name], words)
        self.keys_changed.emit()

    @Slot()
    def _close(self) -> None:
        name, self._open = self._open, ""
        self.editor.hide()
        settle_around(self)
        if name:
            self.rows[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, name: str, by: int) -> None:
        """Up and Down walk the lines that are shown."""
        shown = [row for row in self.rows.values() if not row.isHidden() and row.isEnabled()]
        at = shown.index(self.rows[name]) + by
        if 0 <= at < len(shown):
            shown[at].setFocus(Qt.FocusReason.TabFocusReason)


def _fits(spec: ActionSpec, wanted: list[str]) -> bool:
    words = f"{spec.text} {spec.group} {' '.join(spec.keys)}".casefold()
    return all(word in words for word in wanted)
