"""In which line of a TOML file a key stands, as well as one can tell without a full parser."""

from __future__ import annotations

import re

_STEP = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<at>\d+)\]")
_HEADER = re.compile(r"\s*\[(?P<many>\[)?\s*(?P<name>[^\[\]]+?)\s*\]")


class Lines:
    """The lines of a file, asked by the dotted key of an error."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def find(self, pointer: str) -> int | None:
        """The line (from 1) of ``grades[2].target_minutes``: of the key itself, else of the table it belongs to."""
        steps = [found["name"] or int(found["at"]) for found in _STEP.finditer(pointer)]
        if not steps or not isinstance(steps[0], str):
            return None
        table, rest = steps[0], steps[1:]
        which = rest[0] if rest and isinstance(rest[0], int) else 0
        key = next((step for step in rest if isinstance(step, str)), None)
        start = self._header(table, which)
        if start is None:
            return self._key(table, 0, top=True)
        return (self._key(key, start) if key else None) or start

    def _header(self, table: str, which: int) -> int | None:
        seen = -1
        for number, line in enumerate(self._lines, 1):
            found = _HEADER.match(line)
            if found and found["name"] == table:
                seen += 1
                if seen == which:
                    return number
        return None

    def _key(self, key: str, after: int, *, top: bool = False) -> int | None:
        """The line that sets ``key`` between line ``after`` and the next header (``top``: before any header)."""
        asked = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for number, line in enumerate(self._lines[after:], after + 1):
            if asked.match(line):
                return number
            if _HEADER.match(line) and "=" not in line and (top or number > after):
                return None
        return None
