"""What the window remembers for one person: never for the machine, and nothing of any report but which one was open.

Two people who share a workstation and its account do not find each other's choices. Whatever the file holds that this
build does not understand counts as not chosen: the system's own settings hold then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from triage.models.desk_keys import Layer
from triage.models.desk_values import FALSE, TRUE, Answer, Standing, told_of
from triage.models.query import View
from triage.ui.theme import Density, Mode

THEME = "desk/theme"
ZOOM = "desk/zoom"
DENSITY = "desk/density"
LETTERS = "desk/letters"
KEYS = "desk/keys"
VIEW = "desk/view"
ORDER = "desk/columns"
WINDOW = "the window's settings"
LOCKED = "Set by your organisation"
LOOK = {
    "look.theme": THEME,
    "look.text_size": ZOOM,
    "look.density": DENSITY,
    "look.single_letters": LETTERS,
    "look.first_view": VIEW,
    "look.columns": ORDER,
}
"""Setting → where a person's choice of it is kept."""


def memory_for(file: Path, subject: str) -> QSettings:
    """The memory of this person in ``file``. ``subject``: who signed in, as the sign-in names them."""
    memory = QSettings(str(file), QSettings.Format.IniFormat)
    # A digest, because a subject may hold any sign and the file need not name people.
    memory.beginGroup(f"person-{hashlib.sha256(subject.encode()).hexdigest()[:20]}")
    return memory


class Kept:
    """One person's choices in a memory, over what the layers before them say; each is written as it is made.

    ``standing``: what machine and force say. What they locked is theirs, whatever the memory holds.
    """

    def __init__(self, memory: QSettings, standing: Standing = Standing()) -> None:
        self._memory = memory
        self._standing = standing

    def answer(self, name: str) -> Answer:
        """What holds for a setting of `LOOK`, and why."""
        said = self._said(name)
        return self._standing.answer(name, *((told_of(Layer.PERSON, WINDOW, name, said),) if said else ()))

    def locked(self) -> frozenset[str]:
        """Settings of `LOOK` that this person cannot change."""
        return frozenset(name for name in LOOK if self.answer(name).locked)

    @property
    def mode(self) -> Mode:
        return Mode(self._value("look.theme"))

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._memory.setValue(THEME, mode.value)

    @property
    def scale(self) -> float:
        """Zoom of the text, 1.0 = the system's size."""
        return int(self._value("look.text_size")) / 100

    @scale.setter
    def scale(self, scale: float) -> None:
        self._memory.setValue(ZOOM, scale)

    @property
    def density(self) -> Density:
        return Density(self._value("look.density"))

    @density.setter
    def density(self, density: Density) -> None:
        self._memory.setValue(DENSITY, density.value)

    @property
    def letters(self) -> bool:
        """Whether single-letter keys work (WCAG 2.1.4)."""
        return self._value("look.single_letters") == TRUE

    @letters.setter
    def letters(self, on: bool) -> None:
        self._memory.setValue(LETTERS, TRUE if on else FALSE)

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """Action → keys, where the person changed them."""
        try:
            found = json.loads(self._text(KEYS) or "{}")
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            str(name): tuple(keys)
            for name, keys in found.items()
            if isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        }

    @keys.setter
    def keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._memory.setValue(KEYS, json.dumps({name: list(chosen) for name, chosen in keys.items()}))

    @property
    def view(self) -> View:
        """The view that the queue opens with."""
        return View(self._value("look.first_view"))

    @view.setter
    def view(self, view: View) -> None:
        self._memory.setValue(VIEW, view.value)

    @property
    def order(self) -> str:
        """A key of `ORDERS`."""
        return self._value("look.columns")

    @order.setter
    def order(self, order: str) -> None:
        self._memory.setValue(ORDER, order)

    def _value(self, name: str) -> str:
        return self.answer(name).value

    def _said(self, name: str) -> str:
        """The person's choice as the table of settings writes it, "" for none."""
        text = self._text(LOOK[name])
        if name != "look.text_size" or not text:
            return text
        try:
            return str(round(float(text) * 100))
        except (ValueError, OverflowError):
            return text

    def _text(self, key: str) -> str:
        found = self._memory.value(key, "")
        return str(found) if isinstance(found, str | int | float | bool) else ""
