"""What keys may be given to an action, and how keys are spelt. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

FIXED = frozenset({"open", "back"})
"""Actions whose keys stay: lists, sheets and fields handle Enter and Escape by themselves."""
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
        Qt.Key.Key_Super_L,
        Qt.Key.Key_Super_R,
        Qt.Key.Key_unknown,
    }
)
_MOVES = "moves through lists and texts"
_EDITS = "edits text in every field"
_TAKEN = {
    **dict.fromkeys(("Tab", "Backtab", "Shift+Tab", "Shift+Backtab"), "goes from one control to the next"),
    **dict.fromkeys(("Return", "Enter", "Space", "Shift+Return"), "presses what has the focus"),
    **dict.fromkeys(("Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown"), _MOVES),
    **dict.fromkeys(("Shift+Up", "Shift+Down", "Shift+Left", "Shift+Right", "Shift+Home", "Shift+End"), _MOVES),
    **dict.fromkeys(("Backspace", "Del", "Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+A", "Ctrl+Y", "Shift+Ins"), _EDITS),
    **dict.fromkeys(("Ctrl+Backspace", "Ctrl+Del", "Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End"), _EDITS),
    **{f"Alt+{digit}": "inserts a line of evidence" for digit in range(1, 10)},
    "Esc": "goes back",
    "Alt+F4": "closes the window",
}


def normal(keys: str) -> str:
    """One spelling for the same keys ("ctrl+k" and "Ctrl+K"); "" for what Qt does not know."""
    sequence = QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        return ""
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def is_single(keys: str) -> bool:
    """Whether these keys are one printable character without Ctrl or Alt (WCAG 2.1.4)."""
    bare = keys.removeprefix("Shift+")
    return len(bare) == 1


def refused(keys: str) -> str:
    """Why no action can have these keys, as the end of a sentence ("edits text in every field"); "" when one can."""
    if not normal(keys):
        return "is not a key that can be used"
    return _TAKEN.get(normal(keys), "")


def pressed(event: QKeyEvent) -> str:
    """The keys of a press, spelt as `normal`; "" while only Ctrl, Shift and the like are held.

    A sign that needs Shift on this keyboard is the sign itself ("?", not "Shift+?"); a letter keeps its Shift.
    """
    key = Qt.Key(event.key())
    if key in _MODIFIERS:
        return ""
    held = event.modifiers() & ~_KEYPAD
    text = event.text()
    if held & _SHIFT and len(text) == 1 and text.isprintable() and not text.isalpha() and not text.isspace():
        held &= ~_SHIFT
    return normal(QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText))
