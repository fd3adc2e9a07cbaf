"""The little of IMAP4rev1 (RFC 9051, RFC 2177, RFC 6851) that the gateway's mailbox speaks, over a `Letterbox`.

A mail server of a force is not to be had on every workstation, and those written in Python bring a framework or are no
longer kept; so this answers one known reader. What it does not know it refuses with BAD, as the standard wants.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import re
from collections.abc import Awaitable, Callable

from triage.training.mail.letterbox import Folder, Kept, Letterbox

USER = "training"
CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS"
FLAGS = r"(\Answered \Flagged \Deleted \Seen \Draft)"
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\(([^()]*)\)|([^\s()"]+)')
Words = list[str]


class _Conversation:
    """One connection, from greeting to LOGOUT."""

    def __init__(
        self, box: Letterbox, password: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._box = box
        self._password = password
        self._reader = reader
        self._writer = writer
        self._signed_in = False
        self._folder: Folder | None = None
        self._told = 0
        self._over = False
        self._calls: dict[str, Callable[[Words], Awaitable[str]]] = {
            "CAPABILITY": self._capability, "LOGIN": self._login, "LOGOUT": self._logout, "NOOP": self._noop,
        }  # fmt: skip
        self._inside: dict[str, Callable[[Words], Awaitable[str]]] = {
            "LIST": self._list, "CREATE": self._create, "SUBSCRIBE": self._done, "SELECT": self._select,
            "EXAMINE": self._select, "STATUS": self._status, "IDLE": self._idle, "UID": self._uid,
        }  # fmt: skip

    async def talk(self) -> None:
        self._say(f"* OK [CAPABILITY {CAPABILITIES}] training mail")
        while not self._over and (line := await self._line()):
            tag, _, rest = line.partition(" ")
            name, _, told = rest.partition(" ")
            call = self._calls.get(name.upper()) or (self._inside.get(name.upper()) if self._signed_in else None)
            self._say(f"{tag} {await call(_words(told)) if call else 'BAD not known here, or not signed in'}")
            await self._writer.drain()

    async def _line(self) -> str:
        return (await self._reader.readline()).decode("utf-8", "replace").rstrip("\r\n")

    def _say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())

    async def _capability(self, _words: Words) -> str:
        self._say(f"* CAPABILITY {CAPABILITIES}")
        return "OK done"

    async def _login(self, words: Words) -> str:
        right = len(words) == 2 and words[0] == USER and hmac.compare_digest(words[1].encode(), self._password.encode())
        self._signed_in = right
        return "OK signed in" if right else "NO [AUTHENTICATIONFAILED] user or password is wrong"

    async def _logout(self, _words: Words) -> str:
        self._say("* BYE")
        self._over = True
        return "OK done"

    async def _noop(self, _words: Words) -> str:
        self._tell_news()
        return "OK done"

    async def _done(self, _words: Words) -> str:
        return "OK done"

    async def _list(self, words: Words) -> str:
        if len(words) == 2 and self._box.folder(words[1]) is not None:
            self._say(f'* LIST () "/" "{words[1]}"')
        return "OK done"

    async def _create(self, words: Words) -> str:
        self._box.folders.setdefault(words[0], Folder())
        return "OK done"

    async def _select(self, words: Words) -> str:
        folder = self._box.folder(words[0])
        if folder is None:
            return "NO [NONEXISTENT] no such folder"
        self._folder = folder
        self._told = len(folder.mails)
        self._say(f"* FLAGS {FLAGS}")
        self._say(f"* {len(folder.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self._box.validity}]")
        self._say(f"* OK [UIDNEXT {folder.next_uid}]")
        self._say(rf"* OK [PERMANENTFLAGS ({FLAGS[1:-1]} \*)]")
        return "OK [READ-WRITE] done"

    async def _status(self, words: Words) -> str:
        folder = self._box.folder(words[0])
        if folder is None:
            return "NO [NONEXISTENT] no such folder"
        known = {"MESSAGES": len(folder.mails), "UIDNEXT": folder.next_uid, "UIDVALIDITY": self._box.validity}
        told = " ".join(f"{name} {known[name]}" for name in words[1].upper().split() if name in known)
        self._say(f'* STATUS "{words[0]}" ({told})')
        return "OK done"

    async def _idle(self, _words: Words) -> str:
        """Tell of what arrives until the other side says DONE (RFC 2177)."""
        self._say("+ idling")
        self._tell_news()
        self._box.listeners.append(self._tell_news)
        try:
            return "OK done" if (await self._line()).upper() == "DONE" else "BAD expected DONE"
        finally:
            self._box.listeners.remove(self._tell_news)

    def _tell_news(self) -> None:
        if self._folder is not None and len(self._folder.mails) != self._told:
            self._told = len(self._folder.mails)
            self._say(f"* {self._told} EXISTS")

    async def _uid(self, words: Words) -> str:
        if self._folder is None or not words:
            return "BAD no folder is selected"
        name, *rest = words
        if name.upper() == "SEARCH":
            found = [str(mail.uid) for mail in self._folder.mails if r"\Deleted" not in mail.flags]
            self._say(" ".join(["* SEARCH", *found]))
            return "OK done"
        if len(rest) < 2 or name.upper() not in ("FETCH", "STORE", "MOVE"):
            return "BAD not known here"
        for mail in _chosen(self._folder, rest[0]):
            if name.upper() == "FETCH":
                self._fetch(self._folder, mail, rest[1].upper())
            elif name.upper() == "STORE":
                mail.flags |= set(rest[-1].split())
            elif (refusal := self._move(self._folder, mail, rest[1])) is not None:
                return refusal
        return "OK done"

    def _fetch(self, folder: Folder, mail: Kept, wanted: str) -> None:
        begins = f"* {folder.mails.index(mail) + 1} FETCH (UID {mail.uid}"
        if "BODY" in wanted:
            self._writer.write(f"{begins} BODY[] {{{len(mail.content)}}}\r\n".encode() + mail.content)
            self._say(")")
            return
        at = mail.received_at.strftime("%d-%b-%Y %H:%M:%S %z")
        flags = " ".join(sorted(mail.flags))
        self._say(f'{begins} FLAGS ({flags}) INTERNALDATE "{at}" RFC822.SIZE {len(mail.content)})')

    def _move(self, folder: Folder, mail: Kept, to: str) -> str | None:
        target = self._box.folder(to)
        if target is None:
            return "NO [TRYCREATE] no such folder"
        at = folder.mails.index(mail) + 1
        folder.take(mail.uid)
        kept = target.add(mail.content, mail.received_at, mail.flags)
        self._say(f"* OK [COPYUID {self._box.validity} {mail.uid} {kept.uid}]")
        self._say(f"* {at} EXPUNGE")
        self._told = len(folder.mails)
        return None


def _words(told: str) -> Words:
    """What stands behind a command: quoted, in parentheses or bare."""
    found = []
    for quoted, group, bare in _WORD.findall(told):
        found.append(re.sub(r"\\(.)", r"\1", quoted) if quoted else group or bare)
    return found


def _chosen(folder: Folder, numbers: str) -> list[Kept]:
    """The mails of a UID set such as ``3,5:7`` or ``4:*``."""
    ranges = []
    for part in numbers.split(","):
        low, _, high = part.partition(":")
        first = int(low)
        ranges.append((first, folder.next_uid if high == "*" else int(high or first)))
    return [mail for mail in folder.mails if any(low <= mail.uid <= high for low, high in ranges)]


def imap_talk(box: Letterbox, password: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """What a server does with each connection."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError):
            try:
                await _Conversation(box, password, reader, writer).talk()
            finally:
                writer.close()
                await writer.wait_closed()

    return talk
