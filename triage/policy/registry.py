"""The machine policy of Windows: HKLM\\Software\\Policies\\Triage, as group policy and Intune write it.

Values have a setting's own name; those of a table lie in a key of its name (``look\\theme``). What is locked lies in
the key ``locked``: a value of the setting's whole name, 1. Values are texts, or numbers for whole numbers and switches.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Protocol

from triage.models.desk_keys import Layer
from triage.policy.tables import LOCKED, TABLES, Heard, heard

PLACE = "Software\\Policies\\Triage"
SOURCE = f"HKLM\\{PLACE}"


class RegistryKey(Protocol):
    """One key of a registry, to be read."""

    def values(self) -> Mapping[str, object]:
        """Its values by name: texts, whole numbers; others as whatever they are."""
        ...

    def below(self, name: str) -> RegistryKey | None:
        """The key of this name inside it; None when there is none."""
        ...


def heard_in_registry(key: RegistryKey) -> Heard:
    """What the policy's key says. Names are compared as Windows does, whatever their case."""
    found = dict(_values(key, ""))
    for table in TABLES:
        inner = key.below(table)
        if inner is not None:
            found.update(_values(inner, f"{table}."))
    locks = key.below(LOCKED)
    locked = [_named(name) for name, on in locks.values().items() if on in (1, "1")] if locks is not None else []
    return heard(found, locked, layer=Layer.MACHINE, source=SOURCE)


def _values(key: RegistryKey, before: str) -> Iterator[tuple[str, object]]:
    for name, value in key.values().items():
        if name:  # the default value says nothing
            yield _named(f"{before}{name}"), value


def _named(name: str) -> str:
    """Settings have small letters; the variables of records systems, after their table, large ones."""
    table, dot, member = name.partition(".")
    return f"{table.lower()}.{member.upper()}" if dot and table.lower() == "records" else name.lower()


if sys.platform == "win32":
    import winreg

    class WindowsKey:
        """A key of this machine's registry, opened for reading."""

        def __init__(self, handle: winreg.HKEYType) -> None:
            self._handle = handle

        def values(self) -> Mapping[str, object]:
            found: dict[str, object] = {}
            for at in range(winreg.QueryInfoKey(self._handle)[1]):
                name, value, kind = winreg.EnumValue(self._handle, at)
                expands = kind == winreg.REG_EXPAND_SZ and isinstance(value, str)
                found[name] = winreg.ExpandEnvironmentStrings(value) if expands else value
            return found

        def below(self, name: str) -> RegistryKey | None:
            try:
                return WindowsKey(winreg.OpenKey(self._handle, name))
            except OSError:
                return None

    def open_policy() -> RegistryKey | None:
        """The policy's key; the 64-bit view, where group policy writes."""
        try:
            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            return WindowsKey(winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, PLACE, 0, access))
        except OSError:
            return None

else:

    def open_policy() -> RegistryKey | None:
        """There is no registry here."""
        return None
