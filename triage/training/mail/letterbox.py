"""The mails of one account, by folder, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

INBOX = "INBOX"


@dataclass(slots=True)
class Kept:
    """A mail as it lies in a folder. ``flags`` as IMAP writes them."""

    uid: int
    content: bytes
    received_at: datetime
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Folder:
    """``next_uid`` only grows (RFC 9051 §2.3.1.1)."""

    mails: list[Kept] = field(default_factory=list)
    next_uid: int = 1

    def add(self, content: bytes, received_at: datetime, flags: set[str]) -> Kept:
        kept = Kept(self.next_uid, content, received_at, set(flags))
        self.next_uid += 1
        self.mails.append(kept)
        return kept

    def take(self, uid: int) -> Kept | None:
        """Remove it; None: it is not here."""
        found = next((mail for mail in self.mails if mail.uid == uid), None)
        if found is not None:
            self.mails.remove(found)
        return found


class Letterbox:
    """``validity``: another number tells the reader that all UIDs are new."""

    def __init__(self, validity: int) -> None:
        self.validity = validity
        self.folders: dict[str, Folder] = {INBOX: Folder()}
        self.listeners: list[Callable[[], None]] = []

    def folder(self, name: str) -> Folder | None:
        """INBOX in any letters (RFC 9051 §5.1), the others as they were made."""
        return self.folders.get(INBOX if name.upper() == INBOX else name)

    def deliver(self, content: bytes, at: datetime) -> None:
        """A mail arrives; ``listeners`` are told."""
        self.folders[INBOX].add(content, at, set())
        for tell in tuple(self.listeners):
            tell()
