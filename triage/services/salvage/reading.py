"""Reading a damaged store row by row: what lies on sound pages comes out, the rest is counted.

After one page that does not fit SQLCipher answers nothing more on that connection, so each failure opens a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from triage.services.cipher import is_damage, sound, unlock

POINTS = 2_000
"""Rows of a table that are tried one by one between the readable parts before and behind a damaged place."""
ROWID = ("rowid",)
Row = dict[str, Any]
_KEY = "_key"


class DamagedReader:
    """Over a copy of the damaged file, never over the file itself: SQLite writes even when it only reads."""

    def __init__(self, copy: Path, key: bytes) -> None:
        self._copy = copy
        self._key = key
        self._raw: Any = None
        self._whole = False

    def opens(self) -> bool:
        """Whether the schema can be read with this key."""
        return bool(self.ask("SELECT name FROM sqlite_master"))

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def rows(self, table: str, order: tuple[str, ...]) -> tuple[list[Row], bool]:
        """Every row that can be read, and whether that is all. ``order``: the primary key, `ROWID` where it is none."""
        found = dict(self._walk(table, order, up=True))
        if self._whole:
            return list(found.values()), True
        below = max(found, default=None)
        above = dict(self._walk(table, order, up=False))
        found |= above
        if order == ROWID and below is not None and above:
            for number in range(below[0] + 1, min(min(above)[0], below[0] + 1 + POINTS)):
                for row in self.ask(f"SELECT * FROM {table} WHERE rowid = ?", number) or ():  # noqa: S608 - our names
                    found[(number,)] = row
        return [found[key] for key in sorted(found)], False

    def ask(self, statement: str, *values: object) -> list[Row] | None:
        """None when it cannot be read."""
        try:
            cursor = self._connection().execute(statement, values)
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor]
            return found if self._sound() else None
        except sqlcipher.Error as error:
            self._failed(error)
            return None

    def _walk(self, table: str, order: tuple[str, ...], *, up: bool) -> Iterator[tuple[tuple[Any, ...], Row]]:
        self._whole = False
        by = ", ".join(f"{column} {'ASC' if up else 'DESC'}" for column in order)
        first = "rowid" if order == ROWID else "0"
        try:
            cursor = self._connection().execute(f"SELECT {first} AS {_KEY}, * FROM {table} ORDER BY {by}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for told in cursor:
                row = dict(zip(names, told, strict=True))
                number = row.pop(_KEY)
                if not self._sound():
                    return
                yield (number,) if order == ROWID else tuple(row[column] for column in order), row
            self._whole = self._sound()
        except sqlcipher.Error as error:
            self._failed(error)

    def _sound(self) -> bool:
        """False, and a new connection for whatever is asked next, once a page did not fit: the row may be zeros."""
        if sound(self._raw):
            return True
        self.close()
        return False

    def _connection(self) -> Any:
        if self._raw is None:
            self._raw = sqlcipher.connect(str(self._copy), isolation_level=None)
            unlock(self._raw, self._key)
            # A file that is shorter than it says is otherwise refused as a whole.
            self._raw.execute("PRAGMA writable_schema = ON")
        return self._raw

    def _failed(self, error: Exception) -> None:
        text = str(error).lower()
        if not (is_damage(error) or "no such" in text or "i/o error" in text):
            raise error
        with suppress(sqlcipher.Error):
            self.close()
        self._raw = None
