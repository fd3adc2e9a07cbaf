"""What the window remembers for one person: never for the machine, and nothing of any report but which one was open.

Two people who share a workstation and its account do not find each other's choices. Whatever the file holds that this
build does not understand counts as not chosen: the system's own settings hold then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSettings

from triage.models.query import View
from triage.ui.columns import ORDERS
from triage.ui.theme import Density, Mode

THEME = "desk/theme"
ZOOM = "desk/zoom"
DENSITY = "desk/density"
LETTERS = "desk/letters"
KEYS = "desk/keys"
VIEW = "desk/view"
ORDER = "desk/columns"
E = TypeVar("E", bound=StrEnum)


def memory_for(file: Path, subject: str) -> QSettings:
    """The memory of this person in ``file``. ``subject``: who signed in, as the sign-in names them."""
    memory = QSettings(str(file), QSettings.Format.IniFormat)
    # A digest, because a subject may hold any sign and the file need not name people.
    memory.beginGroup(f"person-{hashlib.sha256(subject.encode()).hexdigest()[:20]}")
    return memory


class Kept:
    """One person's choices in a memory; each is written as it is made."""

    def __init__(self, memory: QSettings) -> None:
        self._memory = memory

    @property
    def mode(self) -> Mode:
        return self._one_of(THEME, Mode, Mode.SYSTEM)

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._memory.setValue(THEME, mode.value)

    @property
    def scale(self) -> float:
        """Zoom of the text, 1.0 = the system's size."""
        try:
            return float(self._text(ZOOM) or 1.0)
        except ValueError:
            return 1.0

    @scale.setter
    def scale(self, scale: float) -> None:
        self._memory.setValue(ZOOM, scale)

    @property
    def density(self) -> Density:
        return self._one_of(DENSITY, Density, Density.COMFORTABLE)

    @density.setter
    def density(self, density: Density) -> None:
        self._memory.setValue(DENSITY, density.value)

    @property
    def letters(self) -> bool:
        """Whether single-letter keys work (WCAG 2.1.4)."""
        return self._text(LETTERS).lower() != "false"

    @letters.setter
    def letters(self, on: bool) -> None:
        self._memory.setValue(LETTERS, "true" if on else "false")

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
        return self._one_of(VIEW, View, View.TO_DO)

    @view.setter
    def view(self, view: View) -> None:
        self._memory.setValue(VIEW, view.value)

    @property
    def order(self) -> str:
        """A key of `ORDERS`."""
        found = self._text(ORDER)
        return found if found in ORDERS else next(iter(ORDERS))

    @order.setter
    def order(self, order: str) -> None:
        self._memory.setValue(ORDER, order)

    def _text(self, key: str) -> str:
        found = self._memory.value(key, "")
        return str(found) if isinstance(found, str | int | float | bool) else ""

    def _one_of(self, key: str, kind: type[E], default: E) -> E:
        try:
            return kind(self._text(key))
        except ValueError:
            return default
