"""A registry as `reg export` writes it, to be read as Windows' own is."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KEY = re.compile(r"^\[(?P<path>[^\]]+)\]$")
_VALUE = re.compile(r'^(?:"(?P<name>(?:[^"\\]|\\.)*)"|(?P<default>@))=(?P<said>.*)$')


class ExportedKey:
    """One key of an export. ``keys``: every key of the file by its whole path in small letters."""

    def __init__(self, keys: Mapping[str, Mapping[str, object]], path: str) -> None:
        self._keys, self._path = keys, path.lower()

    def values(self) -> Mapping[str, object]:
        return self._keys[self._path]

    def below(self, name: str) -> ExportedKey | None:
        path = f"{self._path}\\{name.lower()}"
        return ExportedKey(self._keys, path) if path in self._keys else None


def read_export(text: str, path: str) -> ExportedKey | None:
    """The key at ``path`` of an exported registry; None when it is not there."""
    keys: dict[str, dict[str, object]] = {}
    at: dict[str, object] = {}
    for line in re.sub(r"\\\r?\n\s*", "", text).splitlines():
        if key := _KEY.match(line.strip()):
            at = keys.setdefault(key["path"].lower(), {})
        elif value := _VALUE.match(line.strip()):
            at[_plain(value["name"] or "")] = _said(value["said"])
    return ExportedKey(keys, path) if path.lower() in keys else None


def _said(said: str) -> object:
    if said.startswith("dword:"):
        return int(said.removeprefix("dword:"), 16)
    if said.startswith("hex"):
        return bytes.fromhex(said.partition(":")[2].replace(",", ""))
    return _plain(said[1:-1])


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
