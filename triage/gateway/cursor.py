"""Where a reader of the feed stands: opaque to them, checked by us."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import Self

import msgspec

from triage.gateway.problems import Refusal


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the feed. ``tx`` is the PostgreSQL transaction (0 on SQLite), ``seq`` the change."""

    tx: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """``after``: everything up to here was read. ``began``: where the first read began; what left the feed
    before that was never shown to this reader and need not be told as removed.
    """

    epoch: str
    after: Position
    began: Position

    def encode(self) -> str:
        packed = msgspec.json.encode([self.epoch, self.after.tx, self.after.seq, self.began.tx, self.began.seq])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def moved(self, after: Position) -> Cursor:
        return replace(self, after=after)

    @classmethod
    def decode(cls, text: str, epoch: str) -> Self:
        """Read a cursor back.

        Raises:
            Refusal: cursor-gone; not one of this database's cursors.
        """
        try:
            packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
            told, tx, seq, began_tx, began_seq = msgspec.json.decode(packed, type=tuple[str, int, int, int, int])
        except (ValueError, UnicodeError, binascii.Error, msgspec.MsgspecError) as error:
            raise Refusal("cursor-gone", "It is not a cursor of this gateway.") from error
        if told != epoch:
            raise Refusal("cursor-gone", "The database was restored or replaced since.")
        return cls(epoch, Position(tx, seq), Position(began_tx, began_seq))
