"""Who has worked at this workstation: a folder for each person, named by a digest, and within it a sealed card.

What stands open is the name (for the list on the sign-in screen). Everything else of a person, the store and the
sign-in among it, opens with that person's key alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.services.sign_in.identity import Identity
from triage.services.sign_in.session import Pass

FOLDER = "people"
NAME_FILE, CARD_FILE = "person.json", "sign-in.sealed"
BACKWARDS = timedelta(minutes=5)
"""A clock that was put back further than this opens nothing offline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a store here; ``home`` is the folder of it."""

    mark: str
    name: str
    home: Path

    @property
    def has_card(self) -> bool:
        return (self.home / CARD_FILE).is_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is kept of a sign-in. ``id``: whom the gateway takes this person for. ``confirmed_at``: when the provider
    last said that it is so, by a sign-in or a renewal. ``seen_at``: the latest time known.
    """

    issuer: str
    subject: str
    name: str
    id: str
    roles: tuple[str, ...] = ()
    refresh: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)
    confirmed_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def who(self) -> Identity:
        return Identity(issuer=self.issuer, subject=self.subject, name=self.name)

    def confirmed(self, given: Pass, now: datetime) -> Card:
        """The same card after the provider has said yes."""
        return replace(self, refresh=given.refresh, identity=given.identity, confirmed_at=now, seen_at=now)

    def check_offline(self, now: datetime, longest: timedelta) -> None:
        """That this person may go on without the provider now.

        Raises:
            KnownError: too long since it was asked, never, or this machine's clock went back.
        """
        if self.seen_at is not None and now < self.seen_at - BACKWARDS:
            raise KnownError("The clock of this computer was put back.", "Sign in with the browser.")
        if self.confirmed_at is None or now - self.confirmed_at > longest:
            raise KnownError("Your last sign-in is too long ago.", "Sign in with the browser.")


class Persons:
    """The folders below one home. Blocking for the file system: call it off the GUI thread."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def known(self) -> tuple[Person, ...]:
        """By name. A folder whose name file cannot be read is passed over; it stays where it is."""
        found = []
        for file in self._folder.glob(f"*/{NAME_FILE}"):
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                name = str(json.loads(file.read_text(encoding="utf-8"))["name"])
                found.append(Person(mark=file.parent.name, name=name, home=file.parent))
        return tuple(sorted(found, key=lambda person: (person.name.casefold(), person.mark)))

    def of(self, who: Identity) -> Person:
        """This person's folder, made the first time; the name is as it is today."""
        mark = hashlib.sha256(f"{who.issuer}\n{who.subject}".encode()).hexdigest()[:32]
        person = Person(mark=mark, name=who.name, home=self._folder / mark)
        person.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(person.home / NAME_FILE, json.dumps({"name": who.name}).encode())
        return person

    def set_aside(self, person: Person) -> None:
        """Give the folder another name, under which nothing looks for it."""
        number = 1
        while (there := self._folder / f"{person.mark}.aside-{number}").exists():
            number += 1
        person.home.rename(there)
        (there / NAME_FILE).unlink(missing_ok=True)
        person.home.mkdir(mode=0o700)
        write_whole(person.home / NAME_FILE, json.dumps({"name": person.name}).encode())


class CardFile:
    """A person's card, sealed by a key that comes from the store's."""

    def __init__(self, person: Person, key: bytes) -> None:
        self._path = person.home / CARD_FILE
        self._key = key

    def read(self) -> Card | None:
        """None when there is none yet, or when it does not open with this key (a store that was begun afresh)."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            sealed = self._path.read_bytes()
            return codec.decode(Card, AESGCM(self._sealing()).decrypt(sealed[:12], sealed[12:], b"card"))
        except (OSError, InvalidTag, ValueError, InputError):
            return None

    def write(self, card: Card) -> None:
        """Replace the card as a whole: either the old one or the new one is there, whenever the power goes."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(12)
        write_whole(self._path, nonce + AESGCM(self._sealing()).encrypt(nonce, codec.encode(card), b"card"))

    def remove(self) -> None:
        """The person has signed out: nothing is left to go on from."""
        self._path.unlink(missing_ok=True)

    def _sealing(self) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"triage sign-in card").derive(self._key)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 beside and put it in place."""
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
