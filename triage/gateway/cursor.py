"""Where a reader of the feed stands: opaque to them, checked by us."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import Self

import msgspec

from triage.gateway.problems import Refusal

_PACKED = tuple[str, int, int, int, int, str]
_MOST = 2**63


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the feed. ``tx`` is the PostgreSQL transaction (0 on SQLite), ``seq`` the change."""

    tx: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """``after``: everything up to here was read. ``began``: where the first read began; what left the feed
    before that was never shown to this reader and need not be told as removed. ``mark``: which change it was that
    ``after`` names; a database that was restored and has grown again has another one in that place.
    """

    epoch: str
    after: Position
    began: Position
    mark: str = ""

    def encode(self) -> str:
        after, began = self.after, self.began
        packed = msgspec.json.encode([self.epoch, after.tx, after.seq, began.tx, began.seq, self.mark])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def moved(self, after: Position, mark: str) -> Cursor:
        return replace(self, after=after, mark=mark)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read a cursor back; whether it is one of this database's is for `check` to say.

        Raises:
            Refusal: cursor-gone; it is no cursor at all.
        """
        try:
            packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
            epoch, tx, seq, began_tx, began_seq, mark = msgspec.json.decode(packed, type=_PACKED)
        except (ValueError, UnicodeError, binascii.Error, msgspec.MsgspecError) as error:
            raise Refusal("cursor-gone", "It is not a cursor of this gateway.") from error
        if not (0 <= seq < _MOST and 0 <= began_seq < _MOST and 0 <= tx < _MOST and -1 <= began_tx < _MOST):
            raise Refusal("cursor-gone", "It is not a cursor of this gateway.")
        return cls(epoch, Position(tx, seq), Position(began_tx, began_seq), mark)

    def check(self, epoch: str, mark: str) -> None:
        """``mark``: of the change that lies at `after` now.

        Raises:
            Refusal: cursor-gone; the database, or what this reader may see, is not what it was.
        """
        if self.epoch != epoch or self.mark != mark:
            raise Refusal("cursor-gone", "The database was restored or replaced since.")
